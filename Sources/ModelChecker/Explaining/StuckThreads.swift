import Litmus

/// Who cannot go on in a graph to which nothing can be added, and why.
struct StuckThreads {
    private(set) var threads: [Witness.Blocked] = []
    /// Nil where some thread has only not seen yet what would let it go on.
    private(set) var kind: FindingKind?
    private let program: Program

    var sentence: String {
        threads.map { "\(program.bodies[$0.thread].name) \($0.reason)" }.joined(separator: "; ")
    }

    init(_ graph: borrowing ExecutionGraph, _ program: Program, _ code: FlatCode) {
        self.program = program
        var waits = false
        for thread in 0..<graph.threadCount {
            let position = graph.position(thread)
            if position == ThreadStatus.finished || position == ThreadStatus.failed || thread == graph.finally { continue }
            if code.bodies[thread].startsBySpawn, graph.spawnedBy[thread] == .none { continue }
            let stop = Int(graph.stops[graph.row(thread, Int(graph.lengths[thread]))])
            let step = code.bodies[thread].steps + stop
            let instruction = code.source.threads[thread].instruction[stop]
            let reason: String
            if position == ThreadStatus.spinning {
                guard Self.hasReadLatest(graph, thread, code.bodies[thread], loop: Int(step.pointee.target)) else { return }
                reason = Self.spinReason(graph, program, thread, code.bodies[thread], loop: Int(step.pointee.target))
            } else if step.pointee.operation == .join {
                waits = true
                let other = Int(step.pointee.target)
                let isStarted = !code.bodies[other].startsBySpawn || graph.spawnedBy[other] != .none
                reason = "waits for \(program.bodies[other].name) to end" + (isStarted ? "" : ", which nobody has started")
            } else {
                guard Self.isLatest(graph, EventID(thread: thread, index: Int(graph.lengths[thread]) - 1)) else { return }
                waits = true
                reason = Self.waitReason(graph, program, thread, step.pointee.operation)
            }
            threads.append(Witness.Blocked(thread: thread, instruction: instruction, reason: reason))
        }
        if !threads.isEmpty { kind = waits ? .deadlock : .livelock }
    }

    private static func isLatest(_ graph: borrowing ExecutionGraph, _ id: EventID) -> Bool {
        let event = graph.pointer(id)
        guard event.pointee.kind == .read else { return true }
        return event.pointee.readsFrom == graph.moLast[Int(event.pointee.location)]
    }

    private static func lastIteration(_ graph: borrowing ExecutionGraph, _ thread: Int, _ body: FlatCode.Body,
                                      loop: Int) -> Range<Int> {
        let head = Int(graph.registers(now: thread)[Int(body.loops[loop].eventsAtHead)])
        return head..<Int(graph.lengths[thread])
    }

    private static func hasReadLatest(_ graph: borrowing ExecutionGraph, _ thread: Int, _ body: FlatCode.Body,
                                      loop: Int) -> Bool {
        for index in lastIteration(graph, thread, body, loop: loop) {
            let id = EventID(thread: thread, index: index)
            if !isLatest(graph, id) || graph.pointer(id).pointee.isSpurious { return false }
        }
        return true
    }

    /// "spins: it reads flag = 0, and nobody is left to change it"
    private static func spinReason(_ graph: borrowing ExecutionGraph, _ program: Program, _ thread: Int,
                                   _ body: FlatCode.Body, loop: Int) -> String {
        var reads: [String] = []
        for index in lastIteration(graph, thread, body, loop: loop) {
            let event = graph.pointer(EventID(thread: thread, index: index))
            guard event.pointee.kind.reads else { continue }
            let read = "\(program.locations[Int(event.pointee.location)].name) = \(event.pointee.valueRead)"
            if !reads.contains(read) { reads.append(read) }
        }
        if reads.isEmpty { return "goes round a loop that nothing can end" }
        return "spins: it reads \(reads.joined(separator: " and ")), and nobody is left to change that"
    }

    private static func waitReason(_ graph: borrowing ExecutionGraph, _ program: Program, _ thread: Int,
                                   _ operation: Step.Operation) -> String {
        let event = graph.pointer(EventID(thread: thread, index: Int(graph.lengths[thread]) - 1))
        let object = program.locations[Int(event.pointee.location)].name
        switch operation {
        case .lock:
            let owner = Int(event.pointee.valueRead) - 1
            return "waits for the mutex \(object), which "
                + (owner == thread ? "it holds itself" : "\(program.bodies[owner].name) holds")
        case .readLock: return "waits to read the rwlock \(object), which a writer holds"
        case .writeLock:
            let readers = event.pointee.valueRead
            return "waits to write the rwlock \(object), which "
                + (readers < 0 ? "a writer holds" : readers == 1 ? "a reader holds" : "\(readers) readers hold")
        case .acquirePermit: return "waits for a permit of the semaphore \(object), which has none"
        case .awaitGeneration: return "waits at the barrier \(object) for threads that do not come"
        default: return "waits for \(object)"
        }
    }
}
