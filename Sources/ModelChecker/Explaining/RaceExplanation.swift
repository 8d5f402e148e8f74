import Litmus

/// Says in one sentence why two accesses race: the edge that is missing between them.
struct RaceExplanation {
    private let program: Program
    private let code: FlatCode
    /// The events of the graph, copied, by thread; and each read's source.
    private let events: [[Event]]

    init(_ graph: borrowing ExecutionGraph, _ program: Program, _ code: FlatCode) {
        self.program = program
        self.code = code
        var events: [[Event]] = []
        for thread in 0..<graph.threadCount {
            var own: [Event] = []
            for index in 0..<Int(graph.lengths[thread]) {
                own.append(graph.pointer(EventID(thread: thread, index: index)).pointee)
            }
            events.append(own)
        }
        self.events = events
    }

    func sentence(_ a: EventID, _ b: EventID) -> String {
        let location = nameOfVariable(Int(events[a.thread][a.index].location))
        let reason = missingEdge(from: a, to: b) ?? missingEdge(from: b, to: a)
            ?? "no read of one thread sees a write of the other that would order them"
        return "\(quoted(a)) and \(quoted(b)) access \(location) unordered: \(reason)"
    }

    /// Without the half, where it is one of a `wide` variable: `pair` for `pair.1`.
    private func nameOfVariable(_ number: Int) -> String {
        let location = program.locations[number]
        guard location.kind == .wideHalf, let dot = location.name.lastIndex(of: ".") else { return location.name }
        return String(location.name[..<dot])
    }

    private func origin(_ id: EventID) -> Origin {
        let instruction = code.source.threads[id.thread].instruction[Int(events[id.thread][id.index].step)]
        return program.bodies[id.thread].origins[instruction]
    }

    private func quoted(_ id: EventID) -> String {
        let (origin, thread) = (origin(id), program.bodies[id.thread].name)
        let event = events[id.thread][id.index]
        let access = event.kind.writes ? "write" : "read"
        if origin.statement.isEmpty { return "the \(access) in \(thread)" }
        return "`\(origin.statement)` (\(thread)\(origin.line > 0 ? ", line \(origin.line)" : ""))"
    }

    /// An rf edge from something after `a` to something before `b` that would order the two if it synchronised.
    private func missingEdge(from a: EventID, to b: EventID) -> String? {
        for index in (0..<b.index).reversed() {
            let read = events[b.thread][index]
            guard read.kind.reads, read.readsFrom.thread == a.thread, read.readsFrom.index > a.index else { continue }
            let write = events[a.thread][read.readsFrom.index]
            let location = program.locations[code.source.declared(read.location)].name
            if read.order == .plain || write.order == .plain {
                return "\(location), which passes from one to the other, is not atomic"
            }
            let readPart = "the \(read.order.name) \(read.kind == .update ? "read-modify-write" : "load") of \(location)"
            let writePart = "the \(write.order.name) \(write.kind == .update ? "read-modify-write" : "store")"
            if read.order.acquires, write.order.releases { continue }
            return "\(readPart) does not synchronise with \(writePart)"
        }
        return nil
    }
}
