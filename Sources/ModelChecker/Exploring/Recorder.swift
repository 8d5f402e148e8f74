import Litmus

/// What is kept of the executions that were visited: numbers, end states, errors, and a witness for each new thing.
struct Recorder {
    let program: Program
    let code: FlatCode
    let model: ModelName
    private(set) var executions = 0
    private(set) var blocked = 0
    private(set) var racyExecutions = 0
    private(set) var outcomes: OutcomeTable
    /// For each entry of `outcomes` its first execution.
    private(set) var first: [FirstExecution] = []
    private(set) var findings: Findings
    private(set) var boundedLoops: Set<BoundedLoop> = []
    /// How many events the last graph had to which nothing could be added.
    private(set) var lastLeafEvents = 0
    /// What other workers know of the end states; nil where there are none.
    var ordinary: OrdinaryOutcomes?
    /// Who looks at complete executions instead of having them counted.
    var observer: ForbiddenOutcome?
    private var isAnswered = false
    /// Set where nothing but numbers is wanted.
    var onlyCounts = false
    private var task = TaskKey()
    private var taskNumber = 0
    private var handedOver = 0
    /// How many leaves the task has had.
    private var leaves = 0
    private let stopsAtFirstError: Bool
    private let tracked: [TrackedValue]
    /// The tracked values' places, where the program has a filter that needs them.
    private let filterColumns: [Observable: Int]
    private let state: StateBuffer

    struct FirstExecution: Codable, Sendable {
        var graph: GraphRecord
        var key: TaskKey
        /// The last task, by this recorder's count, in which the key was compared.
        var task: Int
        /// Whether no execution that ends so is one under `sc`.
        var isWeak: Bool
    }

    init(_ request: ExplorationRequest, model: ModelName) {
        program = request.program
        code = request.code
        self.model = model
        stopsAtFirstError = request.options.stopsAtFirstError
        tracked = request.tracked.map(TrackedValue.init)
        filterColumns = request.program.filter == nil ? [:]
            : Dictionary(uniqueKeysWithValues: request.tracked.enumerated().map { ($1, $0) })
        outcomes = OutcomeTable(width: tracked.count)
        state = StateBuffer(values: tracked.count, threads: request.code.bodyCount)
        findings = Findings(program: request.program, code: request.code)
    }

    /// Whether an error was found and one is enough.
    var isSatisfied: Bool { isAnswered || (stopsAtFirstError && !findings.isEmpty) }

    /// What follows belongs to the task with this key.
    mutating func begin(_ task: TaskKey) {
        self.task = task
        taskNumber += 1
        handedOver = 0
        leaves = 0
    }

    /// The key of a task that is handed over now.
    var handOverKey: TaskKey { task.handedOver(handedOver) }

    mutating func countHandOver() { handedOver += 1 }

    private var now: TaskKey { task.own(leaves, afterHandingOver: handedOver) }

    /// A graph to which nothing can be added.
    mutating func recordLeaf(_ graph: inout ExecutionGraph) {
        if onlyCounts {
            if ending(graph) == .complete { executions += 1 }
            return
        }
        lastLeafEvents = graph.eventCount
        leaves += 1
        let ending = ending(graph)
        if ending == .complete { recordComplete(&graph) } else { blocked += 1 }
        if ending == .dropped || observer != nil { return }
        noteErrors(&graph, ending)
    }

    /// Notes what went wrong. Where some thread could go on by looking once more, the graph is the beginning of
    /// executions that are visited elsewhere: nobody is stuck, and if an `assume` may drop all of them, nothing else
    /// counts either; the same where the bound on loops ends a thread.
    private mutating func noteErrors(_ graph: inout ExecutionGraph, _ ending: Ending) {
        let hasFailed = graph.hasFailedThread(code)
        guard graph.racingEvents > 0 || hasFailed || ending != .complete else { return }
        let isBeginning = graph.hasOutdatedThread(code)
        if isBeginning || ending == .bounded, mayYetBeDropped(graph) { return }
        let sighting = Findings.Sighting(isWeak: model != .sc && !graph.isInterleaving(state.next), key: now)
        if graph.racingEvents > 0 { findings.noteRaces(graph, model, sighting) }
        if hasFailed { findings.noteFailures(graph, model, sighting) }
        if ending != .complete, !isBeginning { findings.noteBlocked(graph, model, sighting) }
    }

    private func mayYetBeDropped(_ graph: borrowing ExecutionGraph) -> Bool {
        if program.filter != nil { return true }
        for thread in 0..<graph.threadCount where code.bodies[thread].assumes {
            let position = graph.position(thread)
            if position != ThreadStatus.finished && position != ThreadStatus.failed || thread == graph.finally { return true }
        }
        return false
    }

    /// `dropped` is an `assume`'s or the filter's doing: nothing that such an execution shows counts.
    private enum Ending { case complete, blocked, bounded, dropped }

    /// Also notes the loops that were cut off.
    private mutating func ending(_ graph: borrowing ExecutionGraph) -> Ending {
        var ending = Ending.complete
        for thread in 0..<graph.threadCount {
            let position = graph.position(thread)
            if position == ThreadStatus.finished || !graph.hasStarted(thread, code) { continue }
            switch position {
            case ThreadStatus.failed: continue
            case ThreadStatus.dropped: return .dropped
            case ThreadStatus.bounded:
                noteBounded(thread, graph.stops[graph.row(thread, Int(graph.lengths[thread]))])
                ending = .bounded
            default:
                if ending == .complete { ending = .blocked }
            }
        }
        if ending == .complete, let filter = program.filter, !isKept(graph, by: filter) { return .dropped }
        return ending
    }

    private func isKept(_ graph: borrowing ExecutionGraph, by filter: Condition) -> Bool {
        for index in tracked.indices { state.values[index] = tracked[index].read(graph, code) }
        return filter.evaluate { state.values[filterColumns[$0] ?? 0] } ?? 0 != 0
    }

    private mutating func recordComplete(_ graph: inout ExecutionGraph) {
        executions += 1
        if graph.racingEvents > 0 { racyExecutions += 1 }
        for index in tracked.indices { state.values[index] = tracked[index].read(graph, code) }
        if let observer {
            isAnswered = !observer.note(graph, state.values)
            return
        }
        let (entry, isNew) = outcomes.count(state.values)
        if isNew {
            first.append(FirstExecution(graph: GraphRecord(graph), key: now, task: taskNumber,
                                        isWeak: !graph.isInterleaving(state.next)))
        } else {
            if first[entry].isWeak, isOrdinary(&graph, entry) { first[entry].isWeak = false }
            preferEarlier(graph, entry)
        }
        assert(executions > 200 || graph.eventCount > 50
            || RelationalGraph(GraphSnapshot(graph)).isConsistent(under: model),
               "the explorer visited a graph that violates an axiom of \(model)")
    }

    /// Whether the execution shows that its end state, weak so far, is possible under `sc` too, or another worker has
    /// seen it.
    /// Mutating, so that the recorder is not copied for the call.
    private mutating func isOrdinary(_ graph: inout ExecutionGraph, _ entry: Int) -> Bool {
        if outcomes.counts[entry] % OrdinaryOutcomes.patience == 0, ordinary?.contains(state.values) == true { return true }
        guard graph.isInterleaving(state.next) else { return false }
        ordinary?.insert(state.values)
        return true
    }

    /// Keeps of all executions with the same end state the first one in the order of exploration.
    @inline(__always)
    private mutating func preferEarlier(_ graph: borrowing ExecutionGraph, _ entry: Int) {
        guard first[entry].task != taskNumber else { return }
        first[entry].task = taskNumber
        // Most tasks come later as a whole.
        guard !(first[entry].key < task) else { return }
        let key = now
        guard key < first[entry].key else { return }
        (first[entry].graph, first[entry].key) = (GraphRecord(graph), key)
    }

    /// A read that blocks its thread and cannot lead to anything was not visited.
    mutating func notePruned(_ thread: Int, _ status: Int32, _ stop: Int32) {
        if status == ThreadStatus.bounded { noteBounded(thread, stop) }
    }

    private mutating func noteBounded(_ thread: Int, _ stop: Int32) {
        let loop = code.bodies[thread].steps[Int(stop)].target
        let body = program.bodies[thread]
        boundedLoops.insert(BoundedLoop(thread: body.name, line: body.loops[Int(loop)].line))
    }

    /// Adds what was recorded elsewhere.
    mutating func merge(_ other: PartialResult) {
        executions += other.executions
        blocked += other.blocked
        racyExecutions += other.racyExecutions
        if !other.boundedLoops.isEmpty { boundedLoops.formUnion(other.boundedLoops) }
        other.values.withUnsafeBufferPointer { values in
            let start = values.baseAddress ?? UnsafePointer(state.values)
            for number in other.first.indices {
                merge(other.first[number], start + number * outcomes.width, other.counts[number])
            }
        }
        if !other.findings.isEmpty { findings.merge(other.findings) }
    }

    private mutating func merge(_ theirs: FirstExecution, _ values: UnsafePointer<Int64>, _ count: Int) {
        let (entry, isNew) = outcomes.count(values, executions: count)
        if isNew { return first.append(theirs) }
        let isWeak = first[entry].isWeak && theirs.isWeak
        if theirs.key < first[entry].key { first[entry] = theirs }
        first[entry].isWeak = isWeak
    }

    /// All that was recorded, to be put together elsewhere.
    var result: PartialResult {
        PartialResult(executions: executions, blocked: blocked, racyExecutions: racyExecutions,
                      boundedLoops: Array(boundedLoops), values: outcomes.values, counts: outcomes.counts, first: first,
                      findings: findings.entries)
    }
}

/// What one worker, or one part of a split exploration, recorded.
struct PartialResult: Codable, Sendable {
    var executions: Int
    var blocked: Int
    var racyExecutions: Int
    var boundedLoops: [BoundedLoop]
    /// The end states' tracked values, one state after the other.
    var values: [Int64]
    var counts: [Int]
    var first: [Recorder.FirstExecution]
    var findings: [Findings.Entry]

    /// The same with every execution counted so many times.
    func multiplied(by factor: Int) -> PartialResult {
        guard factor > 1 else { return self }
        var result = self
        result.executions *= factor
        result.racyExecutions *= factor
        result.counts = counts.map { $0 * factor }
        return result
    }
}

/// Where a tracked value is found in a graph.
private struct TrackedValue {
    /// Negative for a location.
    var thread: Int32
    var number: Int32

    init(_ observable: Observable) {
        switch observable {
        case .register(let thread, let register): (self.thread, number) = (Int32(thread), Int32(register))
        case .location(let location): (thread, number) = (-1, Int32(location))
        }
    }

    @inline(__always) func read(_ graph: borrowing ExecutionGraph, _ code: FlatCode) -> Int64 {
        if thread >= 0 { return graph.register(Int(number), of: Int(thread), code) }
        return graph.pointer(graph.moLast[Int(number)]).pointee.valueWritten
    }
}

/// Room for one end state's values, while they are looked up, and for a number a thread.
private final class StateBuffer {
    let values: UnsafeMutablePointer<Int64>
    let next: UnsafeMutablePointer<Int32>

    init(values valueCount: Int, threads: Int) {
        values = .allocate(capacity: max(valueCount, 1))
        values.initialize(repeating: 0, count: max(valueCount, 1))
        next = .allocate(capacity: max(threads, 1))
        next.initialize(repeating: 0, count: max(threads, 1))
    }

    deinit {
        values.deallocate()
        next.deallocate()
    }
}

extension Location {
    /// What the location's state is at first: a semaphore's permits, everything else's initial value.
    var startValue: Int64 {
        if case .semaphore(let permits) = kind { return Int64(permits) }
        return initialValue
    }
}
