import Litmus

/// Says in one sentence why two accesses race: the edge that is missing between them.
struct RaceExplanation {
    private let program: Program
    private let code: FlatCode
    /// The events of the graph, copied, by thread.
    private let events: [[Event]]
    /// For each of them, how many events of each thread happen before it, or are it.
    private let pasts: [[[Int]]]
    private let spawnedBy: [EventID]

    init(_ graph: borrowing ExecutionGraph, _ program: Program, _ code: FlatCode) {
        self.program = program
        self.code = code
        var (events, pasts, spawnedBy): ([[Event]], [[[Int]]], [EventID]) = ([], [], [])
        for thread in 0..<graph.threadCount {
            var (own, past): ([Event], [[Int]]) = ([], [])
            for index in 0..<Int(graph.lengths[thread]) {
                let id = EventID(thread: thread, index: index)
                own.append(graph.pointer(id).pointee)
                let clock = graph.clock(.happensBefore, of: id)
                past.append((0..<graph.threadCount).map { clock[$0] })
            }
            events.append(own)
            pasts.append(past)
            spawnedBy.append(graph.spawnedBy[thread])
        }
        (self.events, self.pasts, self.spawnedBy) = (events, pasts, spawnedBy)
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
        return (accessesOften(id, origin) ? "the \(access) of " : "")
            + "`\(origin.statement)` (\(thread)\(origin.line > 0 ? ", line \(origin.line)" : ""))"
    }

    /// Whether the statement reads the variable and writes it, as in `d = d + 1`.
    private func accessesOften(_ id: EventID, _ origin: Origin) -> Bool {
        let (body, location) = (program.bodies[id.thread], Int(events[id.thread][id.index].location))
        let kinds = zip(body.instructions, body.origins).compactMap { instruction, other -> Bool? in
            switch instruction {
            case .load(_, let address, _) where other == origin && address.mayBe(location): false
            case .store(let address, _, _) where other == origin && address.mayBe(location): true
            default: nil
            }
        }
        return kinds.contains(true) && kinds.contains(false)
    }

    /// Why nothing orders `b` after `a` though values pass from one to the other; nil where none do.
    private func missingEdge(from a: EventID, to b: EventID) -> String? {
        guard let links = ValuePath(events, pasts, spawnedBy, from: a, to: b)?.links else { return nil }
        let blamed = links.indices.first { number in
            let start = number == 0 ? a : links[number - 1].read
            let end = number + 1 < links.count ? links[number + 1].write : b
            return !(pasts[end.thread][end.index][start.thread] > start.index)
        }
        return blamed.map { number in
            let link = links[number]
            return sentence(link, isDirect: link.write.thread == a.thread && link.read.thread == b.thread)
        }
    }

    private func sentence(_ link: ValuePath.Link, isDirect: Bool) -> String {
        let (write, read) = (events[link.write.thread][link.write.index], events[link.read.thread][link.read.index])
        let location = program.locations[code.source.declared(read.location)].name
        if read.order == .plain || write.order == .plain {
            return "\(location), which passes from one to the other, is not atomic"
        }
        func whose(_ id: EventID) -> String { isDirect ? "the" : "\(program.bodies[id.thread].name)'s" }
        let reading = read.kind == .update ? "read-modify-write" : "load"
        let writing = write.kind == .update ? "read-modify-write" : "store"
        return "\(whose(link.read)) \(read.order.name) \(reading) of \(location) does not synchronise with "
            + "\(whose(link.write)) \(write.order.name) \(writing)"
    }
}

extension Address {
    fileprivate func mayBe(_ location: Int) -> Bool { (base..<(base + count)).contains(location) }
}
