import Litmus

/// Who cannot go on in a graph to which nothing can be added, and why.
///
/// To be asked only where no thread is outdated.
struct StuckThreads {
    private(set) var threads: [Witness.Blocked] = []
    /// Those of them whose wait no error of another thread explains.
    private(set) var unexplained: [Witness.Blocked] = []
    /// What those are an instance of; nil where there are none.
    private(set) var kind: FindingKind?
    private let program: Program

    var sentence: String {
        unexplained.map { "\(program.bodies[$0.thread].name) \($0.reason)" }.joined(separator: "; ")
    }

    init(_ graph: borrowing ExecutionGraph, _ program: Program, _ code: FlatCode) {
        self.program = program
        for thread in 0..<graph.threadCount
        where !graph.hasEnded(thread, code) && graph.position(thread) != ThreadStatus.bounded {
            let stop = graph.stop(of: thread)
            let reason = Self.reason(graph, program, code, thread, code.bodies[thread].steps + stop)
            threads.append(Witness.Blocked(thread: thread, instruction: code.source.threads[thread].instruction[stop],
                                           reason: reason))
        }
        unexplained = unexplained(threads, graph, code)
        if unexplained.contains(where: { graph.position($0.thread) != ThreadStatus.spinning }) {
            kind = .deadlock
        } else if !unexplained.isEmpty {
            kind = .livelock
        }
    }

    // MARK: Whom an error explains

    /// Those that do not wait for a thread that an error ended, nor for one that does.
    private func unexplained(_ stuck: [Witness.Blocked], _ graph: borrowing ExecutionGraph,
                             _ code: FlatCode) -> [Witness.Blocked] {
        var unfinished = UnfinishedThreads(graph, program, code)
        if unfinished.isEmpty { return stuck }
        var rest = stuck
        while let index = Self.firstIndex(in: rest, awaiting: unfinished, graph, code) {
            unfinished.add(rest.remove(at: index).thread, graph)
        }
        return rest
    }

    private static func firstIndex(in threads: [Witness.Blocked], awaiting unfinished: UnfinishedThreads,
                                   _ graph: borrowing ExecutionGraph, _ code: FlatCode) -> Int? {
        for (index, blocked) in threads.enumerated() where awaits(blocked.thread, unfinished, graph, code) {
            return index
        }
        return nil
    }

    /// Whether one of the unfinished threads might let this one go on.
    private static func awaits(_ thread: Int, _ unfinished: UnfinishedThreads, _ graph: borrowing ExecutionGraph,
                               _ code: FlatCode) -> Bool {
        let step = code.bodies[thread].steps + graph.stop(of: thread)
        if graph.position(thread) == ThreadStatus.spinning {
            for event in readsOfLastIteration(graph, code, thread, loop: Int(step.pointee.target))
            where unfinished.mayAnswer(event, graph) {
                return true
            }
            return false
        }
        if step.pointee.operation == .join { return unfinished.contains(Int(step.pointee.target)) }
        let last = EventID(thread: thread, index: Int(graph.lengths[thread]) - 1)
        return unfinished.mayAnswer(graph.pointer(last).pointee, graph)
    }

    // MARK: Why each cannot go on

    private static func reason(_ graph: borrowing ExecutionGraph, _ program: Program, _ code: FlatCode, _ thread: Int,
                               _ step: UnsafeMutablePointer<Step>) -> String {
        let other = Int(step.pointee.target)
        if graph.position(thread) == ThreadStatus.spinning {
            return spinReason(graph, program, code, thread, loop: other)
        }
        if step.pointee.operation == .join {
            let isStarted = graph.hasStarted(other, code)
            return "waits for \(program.bodies[other].name) to end" + (isStarted ? "" : ", which nobody has started")
        }
        return waitReason(graph, program, code, thread, step.pointee.operation)
    }

    /// "spins: it reads flag = 0, and nobody is left to change it"
    private static func spinReason(_ graph: borrowing ExecutionGraph, _ program: Program, _ code: FlatCode,
                                   _ thread: Int, loop: Int) -> String {
        var reads: [String] = []
        for event in readsOfLastIteration(graph, code, thread, loop: loop) {
            let read = "\(program.locations[code.source.declared(event.location)].name) = \(event.valueRead)"
            if !reads.contains(read) { reads.append(read) }
        }
        if reads.isEmpty { return "goes round a loop that nothing can end" }
        return "spins: it reads \(reads.joined(separator: " and ")), and nobody is left to change that"
    }

    private static func readsOfLastIteration(_ graph: borrowing ExecutionGraph, _ code: FlatCode, _ thread: Int,
                                             loop: Int) -> [Event] {
        var reads: [Event] = []
        for index in graph.lastIteration(thread, code.bodies[thread], loop: loop) {
            let event = graph.pointer(EventID(thread: thread, index: index)).pointee
            if event.kind.reads { reads.append(event) }
        }
        return reads
    }

    private static func waitReason(_ graph: borrowing ExecutionGraph, _ program: Program, _ code: FlatCode,
                                   _ thread: Int, _ operation: Step.Operation) -> String {
        let event = graph.pointer(EventID(thread: thread, index: Int(graph.lengths[thread]) - 1))
        let object = program.locations[code.source.declared(event.pointee.location)].name
        switch operation {
        case .lock:
            let owner = Int(event.pointee.valueRead) - 1
            return "waits for the mutex \(object), which "
                + (owner == thread ? "it holds itself" : "\(program.bodies[owner].name) holds"
                    + (graph.hasEnded(owner, code) ? " though it has ended" : ""))
        case .readLock, .writeLock:
            return "waits to \(operation == .readLock ? "read" : "write") the rwlock \(object), which "
                + RWLockHolders(graph, code, of: event.pointee.location).clause(program, for: thread)
        case .acquirePermit: return "waits for a permit of the semaphore \(object), which has none"
        case .awaitGeneration: return "waits at the barrier \(object) for threads that do not come"
        default: return "waits for \(object)"
        }
    }
}
