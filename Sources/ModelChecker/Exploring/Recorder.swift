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
    /// A witness for each entry of `outcomes`.
    private(set) var witnesses: [Witness] = []
    private(set) var findings: Findings
    private(set) var boundedLoops: Set<BoundedLoop> = []
    private let stopsAtFirstError: Bool
    private let tracked: [TrackedValue]
    private let state: StateBuffer

    init(program: Program, code: FlatCode, model: ModelName, options: CheckOptions) {
        self.program = program
        self.code = code
        self.model = model
        stopsAtFirstError = options.stopsAtFirstError
        tracked = program.tracked.map(TrackedValue.init)
        outcomes = OutcomeTable(width: tracked.count)
        state = StateBuffer(count: tracked.count)
        findings = Findings(program: program, code: code)
    }

    /// Whether an error was found and one is enough.
    var isSatisfied: Bool { stopsAtFirstError && !findings.isEmpty }

    /// A graph to which nothing can be added.
    mutating func recordLeaf(_ graph: borrowing ExecutionGraph) {
        let ending = ending(graph)
        if ending == .complete { recordComplete(graph) } else { blocked += 1 }
        if ending == .dropped { return }
        if graph.racingEvents > 0 { findings.noteRaces(graph, model) }
        if graph.failedThreads(code) {
            findings.noteFailures(graph, model)
        } else if ending == .blocked {
            findings.noteBlocked(graph, model)
        }
    }

    /// `dropped` is an `assume`'s doing: nothing that such an execution shows counts.
    private enum Ending { case complete, blocked, bounded, dropped }

    /// Also notes the loops that were cut off.
    private mutating func ending(_ graph: borrowing ExecutionGraph) -> Ending {
        var ending = Ending.complete
        for thread in 0..<graph.threadCount {
            let position = graph.position(thread)
            switch position {
            case ThreadStatus.finished, ThreadStatus.failed: continue
            case ThreadStatus.dropped: return .dropped
            case ThreadStatus.bounded:
                noteBounded(thread, graph.stops[graph.row(thread, Int(graph.lengths[thread]))])
                ending = .bounded
            default:
                let neverStarted = code.bodies[thread].startsBySpawn && graph.spawnedBy[thread] == .none
                if !neverStarted, ending == .complete { ending = .blocked }
            }
        }
        return ending
    }

    private mutating func recordComplete(_ graph: borrowing ExecutionGraph) {
        executions += 1
        for (index, value) in tracked.enumerated() { state.values[index] = value.read(graph) }
        if outcomes.count(state.values) { witnesses.append(Witness(graph, code, program, model)) }
        if graph.racingEvents > 0 { racyExecutions += 1 }
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
}

extension ExecutionGraph {
    /// Whether some thread was ended by an error.
    func failedThreads(_ code: FlatCode) -> Bool {
        for thread in 0..<threadCount where position(thread) == ThreadStatus.failed { return true }
        return false
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

    @inline(__always) func read(_ graph: borrowing ExecutionGraph) -> Int64 {
        if thread >= 0 { return graph.registers(now: Int(thread))[Int(number)] }
        return graph.pointer(graph.moLast[Int(number)]).pointee.valueWritten
    }
}

/// One end state's values, while they are looked up.
private final class StateBuffer {
    let values: UnsafeMutablePointer<Int64>

    init(count: Int) {
        values = .allocate(capacity: max(count, 1))
        values.initialize(repeating: 0, count: max(count, 1))
    }

    deinit { values.deallocate() }
}

extension Location {
    /// What the location's state is at first: a semaphore's permits, everything else's initial value.
    var startValue: Int64 {
        if case .semaphore(let permits) = kind { return Int64(permits) }
        return initialValue
    }
}
