import LinuxThreads
import Litmus

/// Explores every execution of a program that the model allows.
///
/// - Returns: the outcomes with their numbers of executions, the verdict on each property, and the errors.
///   Where a limit of `options` or `control` ends it early, the result says so (`isComplete`, `limit`); the same where
///   there is an `Obstacle`, for which to look first.
/// - Complexity: time linear in the number of executions; memory linear in the size of the largest one.
public func explore(_ program: Program, _ options: CheckOptions = CheckOptions(),
                    control: ExplorationControl = ExplorationControl()) -> Exploration {
    let started = MonotonicClock.nanoseconds()
    if let obstacle = Obstacle(in: program) { return Exploration(options.model, endedBy: .obstacle(obstacle.description)) }
    if let limit = Capacity.isExceeded(by: program) { return Exploration(options.model, endedBy: limit) }
    // Random samples are what they are, and a limit on executions speaks of those that were visited.
    var options = options
    if options.sample != nil || options.maxExecutions != nil { options.symmetry = .off }
    let request = ExplorationRequest(program, options, control)
    var exploration = Exploration(request.perform(), request)
    exploration.explain(request)
    exploration.seconds = MonotonicClock.seconds(since: started)
    return exploration
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

/// A program that is to be explored, compiled, and how.
struct ExplorationRequest: Sendable {
    let program: Program
    let code: FlatCode
    /// `Program.tracked`.
    let tracked: [Observable]
    var options: CheckOptions
    let control: ExplorationControl

    init(_ program: Program, _ options: CheckOptions, _ control: ExplorationControl) {
        let splitsExchanges = program.dialect == .herd && options.model.page.splitsExchangesOfHerd
        self.init(program: program, code: FlatCode(ProgramCode(program, splitsExchanges: splitsExchanges,
                                                           usesSymmetry: options.symmetry != .off)),
                  options: options, control: control)
    }

    private init(program: Program, code: FlatCode, options: CheckOptions, control: ExplorationControl) {
        self.program = program
        self.code = code
        tracked = code.source.tracked
        self.options = options
        self.control = control
    }

    /// The same for a search that is nobody's business: its figures are not reported. An interrupt still ends it.
    func forAside() -> ExplorationRequest {
        ExplorationRequest(program: program, code: code, options: options, control: ExplorationControl(within: control))
    }

    /// Explores everything, with as many workers as asked for.
    /// - Parameter found: what was found before, to be added.
    func perform(_ tasks: [ExplorationTask] = [ExplorationTask()], after found: PartialResult? = nil) -> ExplorationResult {
        options.model.perform(self, tasks, found)
    }
}

extension ModelName {
    fileprivate func perform(_ request: ExplorationRequest, _ tasks: [ExplorationTask],
                             _ found: PartialResult?) -> ExplorationResult {
        if let reason = Capacity.isExceeded(by: request.code) {
            return ExplorationResult(recorded: Recorder(request, model: self).result, limit: reason)
        }
        if let count = request.options.sample { return workers.sample(request, count) }
        return workers.perform(request, tasks, found)
    }

    func takeApart(_ request: ExplorationRequest, atLeast count: Int) -> ([ExplorationTask], PartialResult) {
        if Capacity.isExceeded(by: request.code) != nil {
            return ([ExplorationTask()], Recorder(request, model: self).result)
        }
        return workers.takeApart(request, atLeast: count)
    }
}

/// What an exploration leaves behind.
struct ExplorationResult: Sendable {
    var recorded: PartialResult
    /// Which limit ended it.
    var limit: ExplorationLimit?
    /// Whether it ended at the first error, as asked.
    var endedAtError = false
}

/// What can be done under each model.
protocol Exploring {
    /// The model.
    static var page: any MemoryModel.Type { get }

    static func perform(_ request: ExplorationRequest, _ tasks: [ExplorationTask], _ found: PartialResult?) -> ExplorationResult
    static func takeApart(_ request: ExplorationRequest, atLeast count: Int) -> ([ExplorationTask], PartialResult)
    static func sample(_ request: ExplorationRequest, _ count: Int) -> ExplorationResult
}

/// The threads that explore.
enum Workers<Model: MemoryModel>: Exploring {
    static var page: any MemoryModel.Type { Model.self }

    static func perform(_ request: ExplorationRequest, _ tasks: [ExplorationTask],
                        _ found: PartialResult?) -> ExplorationResult {
        let pool = TaskPool(tasks: tasks)
        let ordinary = request.options.jobs > 1 ? OrdinaryOutcomes(width: request.tracked.count) : nil
        let helpers = Helpers(max(0, request.options.jobs - 1)) { work(request, pool, ordinary).result }
        // Who is there from the beginning gets the large parts, of which one is alone with the first a moment later.
        if request.code.source.isLikelyLarge { helpers.start() }
        var own = onDeepStack { work(request, pool, ordinary, helpers) }
        for others in helpers.results() { own.add(others) }
        if let found { own.recorder.merge(found) }
        return own.result
    }

    /// What a worker has done, to which what others have done can be added.
    private struct Work {
        var recorder: Recorder
        var limit: ExplorationLimit?
        var endedAtError: Bool

        mutating func add(_ others: ExplorationResult) {
            recorder.merge(others.recorded)
            limit = limit ?? others.limit
            endedAtError = endedAtError || others.endedAtError
        }

        var result: ExplorationResult {
            ExplorationResult(recorded: recorder.result, limit: limit, endedAtError: endedAtError)
        }
    }

    /// Draws random executions, as many as asked for.
    static func sample(_ request: ExplorationRequest, _ count: Int) -> ExplorationResult {
        onDeepStack {
            var explorer = Explorer<Model>(request)
            explorer.sample(count, seed: request.options.seed)
            let limit = explorer.limits.reason ?? .samples(count)
            return ExplorationResult(recorded: explorer.recorder.result, limit: limit,
                                     endedAtError: explorer.recorder.isSatisfied)
        }
    }

    /// - Parameter helpers: called, if they are not there yet, when the work turns out to be more than a few visits. Most
    ///   programs are small, and explored before a thread would have started.
    private static func work(_ request: ExplorationRequest, _ pool: TaskPool, _ ordinary: OrdinaryOutcomes?,
                             _ helpers: Helpers? = nil) -> Work {
        var explorer = Explorer<Model>(request)
        explorer.recorder.ordinary = ordinary
        explorer.limits.afterOneSecond = { request.control.reportOnce { estimate(request) } }
        if request.options.jobs > 1 {
            explorer.share(.onDemand(pool.hunger), in: pool)
            explorer.limits.whenUnderWay = helpers?.start
        }
        pool.enter()
        while let task = pool.next() {
            explorer.perform(task)
            explorer.limits.returnAllowance(executions: explorer.recorder.executions)
            if explorer.limits.reason != nil || explorer.recorder.isSatisfied { pool.close() }
        }
        explorer.limits.report(executions: explorer.recorder.executions, blocked: explorer.recorder.blocked)
        return Work(recorder: explorer.recorder, limit: explorer.limits.reason,
                    endedAtError: explorer.recorder.isSatisfied)
    }
}
