import Litmus

/// Threads that would do more than they did, had there not been an error: those that it ended, and those that wait
/// for such a one. Whoever waits for what they would do is not to be blamed.
struct UnfinishedThreads {
    private let program: Program
    private let code: FlatCode
    /// For each of them, the steps that it might still come to.
    private var steps: [Int: [Step]] = [:]

    /// The threads that an error ended, or the bound on loops.
    init(_ graph: borrowing ExecutionGraph, _ program: Program, _ code: FlatCode) {
        (self.program, self.code) = (program, code)
        for thread in 0..<graph.threadCount where graph.hasStarted(thread, code) {
            let position = graph.position(thread)
            if position == ThreadStatus.failed || position == ThreadStatus.bounded { add(thread, graph) }
        }
    }

    var isEmpty: Bool { steps.isEmpty }

    func contains(_ thread: Int) -> Bool { steps[thread] != nil }

    /// Another one, and those that it might still start.
    mutating func add(_ thread: Int, _ graph: borrowing ExecutionGraph) {
        add(thread, from: graph.hasStarted(thread, code) ? graph.stop(of: thread) : 0)
        for step in steps[thread] ?? [] where step.operation == .spawn && steps[Int(step.target)] == nil {
            if !graph.hasStarted(Int(step.target), code) { add(Int(step.target), graph) }
        }
    }

    private mutating func add(_ thread: Int, from step: Int) { steps[thread] = reachable(thread, from: step) }

    /// Whether one of them might let a thread go on that has read this.
    func mayAnswer(_ event: Event, _ graph: borrowing ExecutionGraph) -> Bool {
        switch program.locations[code.source.declared(event.location)].kind {
        // A lock is given back by who holds it.
        case .mutex: contains(Int(event.valueRead) - 1)
        case .rwlock: RWLockHolders(graph, code, of: event.location).threads.allSatisfy(contains)
        case .semaphore: mayDo(at: event.location) { $0 == .releasePermit }
        case .barrier: mayDo(at: event.location) { $0 == .arrive }
        default: mayDo(at: event.location) { $0 != .load }
        }
    }

    private func mayDo(at location: Int32, _ isMeant: (Step.Operation) -> Bool) -> Bool {
        steps.values.contains { $0.contains { $0.operation.isAccess && $0.locations.contains(location) && isMeant($0.operation) } }
    }

    /// Whatever the values are: every branch can be taken.
    private func reachable(_ thread: Int, from first: Int) -> [Step] {
        let body = code.bodies[thread]
        var found: Set<Int> = [first]
        var open = [first]
        while let number = open.popLast() {
            for next in body.steps[number].successors(of: number) where found.insert(next).inserted { open.append(next) }
        }
        return found.sorted().map { body.steps[$0] }
    }
}
