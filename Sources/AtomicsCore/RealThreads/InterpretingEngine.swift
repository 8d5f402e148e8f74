import Litmus

/// Runs bodies by interpretation: for processors that no code generator exists for.
final class InterpretingEngine: Engine {
    private let workers: [InterpretingWorker]
    private let memory: RunMemory

    init(_ program: Program, memory: RunMemory, control: RunControl, sources: TrackedSources) {
        self.memory = memory
        workers = (0..<control.workers).map {
            InterpretingWorker($0, program, memory: memory, control: control, sources: sources)
        }
    }

    func run(_ round: Round, worker: Int) -> Bool { workers[worker].run(round) }

    /// It has nothing to tune.
    var timing: RoundTiming { RoundTiming(bodyShare: 1, ticks: 0) }
    func outcomesSoFar() -> [[Int64]: Int]? { nil }

    func results() -> EngineResults {
        var results = EngineResults()
        for worker in workers {
            for tally in worker.tallies { results.outcomes[tally.values, default: 0] += tally.count }
            results.discarded += worker.discarded
            results.failed += worker.failed
            results.failures.merge(worker.failures)
            if let position = worker.stuck { results.stuck.append(position) }
        }
        results.add(interrupted: workers.map(\.lastBatch), memory: memory)
        return results
    }
}

/// One thread of an interpreted run. There may be thousands of them, most of which have no instances to count: what it
/// takes to count is made when it is first needed.
///
/// `@unchecked Sendable` is sound: until the run's end, when the threads have been joined, only the worker's own
/// thread touches it.
private final class InterpretingWorker: @unchecked Sendable {
    private let number: Int
    private let program: Program
    private let memory: RunMemory
    private let control: RunControl
    private let sources: TrackedSources
    private lazy var body = number < program.threads.count ? interpreted(number) : nil
    private lazy var finally = program.finally == nil ? nil : interpreted(program.threads.count)
    private var table: OutcomeTable?
    private(set) var discarded = 0
    private(set) var failed = 0
    private(set) var failures = FailureLog()
    /// How far the worker has come with the batch.
    private(set) var lastBatch = BatchEnd()
    private(set) var stuck: StuckPosition?

    init(_ number: Int, _ program: Program, memory: RunMemory, control: RunControl, sources: TrackedSources) {
        self.number = number
        self.program = program
        self.memory = memory
        self.control = control
        self.sources = sources
    }

    deinit {
        table?.deallocate()
        table?.header.deallocate()
    }

    private func interpreted(_ number: Int) -> InterpretedBody {
        InterpretedBody(number, program, memory: memory, control: control, sources: sources)
    }

    /// What has been counted.
    var tallies: [OutcomeTally] { table?.tallies() ?? [] }

    func run(_ round: Round) -> Bool {
        for _ in 0..<round.batches {
            lastBatch = BatchEnd()
            for index in share(of: round) { memory.initialize(index, of: program) }
            guard control.meet() else { return false }
            for index in 0..<round.batchSize {
                if let body, !execute(body, index) { return false }
                lastBatch.finished += 1
                control.progress(of: number).advance()
            }
            guard control.meet() else { return false }
            lastBatch.counted = share(of: round)
            lastBatch.failures.settle(into: &failures, isDropped: memory.isDropped)
            for index in share(of: round) {
                if let finally, memory.status(of: index) == 0 {
                    guard execute(finally, index) else { return false }
                    lastBatch.failures.settle(into: &failures, isDropped: memory.isDropped)
                }
                count(index)
            }
        }
        return true
    }

    /// Runs a body on an instance; false if the run is to end.
    private func execute(_ body: InterpretedBody, _ index: Int) -> Bool {
        switch body.run(index) {
        case .stopped where control.stop.load(.relaxed) != 0:
            stuck = body.position
            return false
        case .failed(let cause, let detail):
            let site = FailureSite(body: body.number, instruction: body.position.instruction ?? 0, cause: cause)
            lastBatch.failures.note(site, detail: detail, on: index,
                                    state: failures.knows(site) ? [] : body.namedState(of: program, index))
        default: break
        }
        return true
    }

    private func count(_ index: Int) {
        guard memory.status(of: index) == 0 else {
            if memory.isDropped(index) { discarded += 1 } else { failed += 1 }
            return
        }
        withUnsafeTemporaryAllocation(of: Int64.self, capacity: max(sources.sources.count, 1)) { values in
            for (place, source) in sources.sources.enumerated() {
                values[place] = switch source {
                case .log(let body, let column): memory.logged(body, index)[column]
                case .memory(let offset): (memory.instance(index) + offset).load(as: Int64.self)
                }
            }
            if let base = values.baseAddress { countingTable().add(base) }
        }
    }

    private func countingTable() -> OutcomeTable {
        if let table { return table }
        let made = OutcomeTable(header: .allocate(capacity: OutcomeTable.Field.count), width: sources.sources.count)
        table = made
        return made
    }

    /// The instances that the worker makes fresh, and counts.
    private func share(of round: Round) -> Range<Int> {
        round.batchSize * number / control.workers..<round.batchSize * (number + 1) / control.workers
    }
}
