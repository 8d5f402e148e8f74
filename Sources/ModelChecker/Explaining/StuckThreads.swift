import Litmus

/// Who cannot go on in a graph to which nothing can be added, and why.
///
/// To be asked only where no thread is outdated.
struct StuckThreads {
    private(set) var threads: [Witness.Blocked] = []
    /// For each of them the thread that it waits for, where there is one.
    private var awaited: [Int?] = []
    /// Nil where nobody is stuck.
    private(set) var kind: FindingKind?
    private let program: Program

    var sentence: String {
        threads.map { "\(program.bodies[$0.thread].name) \($0.reason)" }.joined(separator: "; ")
    }

    /// Whether each waits for one of the others, or for itself.
    var waitForEachOther: Bool {
        awaited.allSatisfy { thread in threads.contains { $0.thread == thread } }
    }

    init(_ graph: borrowing ExecutionGraph, _ program: Program, _ code: FlatCode) {
        self.program = program
        var waits = false
        for thread in 0..<graph.threadCount where !graph.hasEnded(thread, code) {
            let stop = Int(graph.stops[graph.row(thread, Int(graph.lengths[thread]))])
            let step = code.bodies[thread].steps + stop
            let (reason, other) = Self.reason(graph, program, code, thread, step)
            if graph.position(thread) != ThreadStatus.spinning { waits = true }
            threads.append(Witness.Blocked(thread: thread, instruction: code.source.threads[thread].instruction[stop],
                                           reason: reason))
            awaited.append(other)
        }
        if !threads.isEmpty { kind = waits ? .deadlock : .livelock }
    }

    /// Why the thread cannot go on, and the thread that it waits for, where there is one.
    private static func reason(_ graph: borrowing ExecutionGraph, _ program: Program, _ code: FlatCode, _ thread: Int,
                               _ step: UnsafeMutablePointer<Step>) -> (text: String, awaited: Int?) {
        let other = Int(step.pointee.target)
        if graph.position(thread) == ThreadStatus.spinning {
            return (spinReason(graph, program, code, thread, loop: other), nil)
        }
        if step.pointee.operation == .join {
            let isStarted = graph.hasStarted(other, code)
            return ("waits for \(program.bodies[other].name) to end" + (isStarted ? "" : ", which nobody has started"), other)
        }
        return waitReason(graph, program, code, thread, step.pointee.operation)
    }

    /// "spins: it reads flag = 0, and nobody is left to change it"
    private static func spinReason(_ graph: borrowing ExecutionGraph, _ program: Program, _ code: FlatCode,
                                   _ thread: Int, loop: Int) -> String {
        var reads: [String] = []
        for index in graph.lastIteration(thread, code.bodies[thread], loop: loop) {
            let event = graph.pointer(EventID(thread: thread, index: index))
            guard event.pointee.kind.reads else { continue }
            let read = "\(program.locations[code.source.declared(event.pointee.location)].name) = \(event.pointee.valueRead)"
            if !reads.contains(read) { reads.append(read) }
        }
        if reads.isEmpty { return "goes round a loop that nothing can end" }
        return "spins: it reads \(reads.joined(separator: " and ")), and nobody is left to change that"
    }

    private static func waitReason(_ graph: borrowing ExecutionGraph, _ program: Program, _ code: FlatCode,
                                   _ thread: Int, _ operation: Step.Operation) -> (text: String, awaited: Int?) {
        let event = graph.pointer(EventID(thread: thread, index: Int(graph.lengths[thread]) - 1))
        let object = program.locations[code.source.declared(event.pointee.location)].name
        switch operation {
        case .lock:
            let owner = Int(event.pointee.valueRead) - 1
            return ("waits for the mutex \(object), which "
                + (owner == thread ? "it holds itself" : "\(program.bodies[owner].name) holds"), owner)
        case .readLock:
            return ("waits to read the rwlock \(object), which a writer holds", event.pointee.readsFrom.thread)
        case .writeLock:
            let readers = readers(graph, code, of: event.pointee.location)
            return ("waits to write the rwlock \(object), which "
                + (readers == 0 ? "a writer holds" : readers == 1 ? "a reader holds" : "\(readers) readers hold"),
                    event.pointee.readsFrom.thread)
        case .acquirePermit: return ("waits for a permit of the semaphore \(object), which has none", nil)
        case .awaitGeneration: return ("waits at the barrier \(object) for threads that do not come", nil)
        default: return ("waits for \(object)", nil)
        }
    }

    /// How often the rwlock is held for reading, in all its slots together (`ReaderSlots`).
    private static func readers(_ graph: borrowing ExecutionGraph, _ code: FlatCode, of location: Int32) -> Int64 {
        let rwlock = code.source.declared(location)
        var count: Int64 = 0
        for slot in 0..<graph.locationCount where code.source.declared(Int32(slot)) == rwlock {
            count += max(0, graph.pointer(graph.moLast[slot]).pointee.valueWritten)
        }
        return count
    }
}
