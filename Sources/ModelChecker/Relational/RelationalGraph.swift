import Litmus

/// An execution graph as sets and relations, the way papers and herd7's cat files see it: the halves of a
/// read-modify-write are events of their own, initial writes are events before all others.
///
/// This is the second opinion on the explorer's incremental checks, and where explanations take their cycles from.
struct RelationalGraph {
    struct Node {
        /// The event that the node is, or is half of.
        var id: EventID
        var event: Event
        var isRead: Bool
        var isWrite: Bool
        var isInitial: Bool
    }

    let nodes: [Node]
    /// Program order; initial writes before everything.
    let po: Relation
    let rf: Relation
    let mo: Relation
    /// From the read to the write of a read-modify-write.
    let rmw: Relation
    /// From what starts a thread to its first event, and from a thread's end to what awaits it.
    let threads: Relation
    /// From what spawns a thread to all of its events: hb to its start, and then sb.
    let starts: Relation
    /// From all events of a thread to what joins it: sb to its end, and then hb.
    let ends: Relation
    /// Between accesses to one location.
    let loc: Relation
    /// Between events of different threads.
    let external: Relation

    init(_ graph: GraphSnapshot) {
        var nodes: [Node] = []
        for (index, write) in graph.threads[graph.threadCount].enumerated() {
            nodes.append(Node(id: EventID(thread: graph.threadCount, index: index), event: write, isRead: false,
                              isWrite: true, isInitial: true))
        }
        for id in graph.ids {
            let event = graph[id]
            func add(read: Bool, write: Bool) {
                nodes.append(Node(id: id, event: event, isRead: read, isWrite: write, isInitial: false))
            }
            if event.kind == .update {
                add(read: true, write: false)
                add(read: false, write: true)
            } else {
                add(read: event.kind == .read, write: event.kind == .write)
            }
        }
        self.nodes = nodes
        let ranks = graph.modificationRanks()
        let count = nodes.count
        func same(_ a: Node, _ b: Node) -> Bool { a.id == b.id }
        let loc = Relation(on: count) { a, b in
            nodes[a].isMemory && nodes[b].isMemory && nodes[a].event.location == nodes[b].event.location
        }
        self.loc = loc
        po = Relation(on: count) { a, b in
            if nodes[a].isInitial { return !nodes[b].isInitial }
            if Self.areHalves(nodes[a], nodes[b]) { return false }
            return nodes[a].id.thread == nodes[b].id.thread && !nodes[b].isInitial && a < b
        }
        rf = Relation(on: count) { a, b in
            nodes[a].isWrite && nodes[b].isRead && nodes[b].event.readsFrom == nodes[a].id
        }
        mo = Relation(on: count) { a, b in
            nodes[a].isWrite && nodes[b].isWrite && loc[a, b]
                && (ranks[nodes[a].id.raw] ?? -1) < (ranks[nodes[b].id.raw] ?? -1)
        }
        rmw = Relation(on: count) { a, b in
            if Self.areHalves(nodes[b], nodes[a]) { return true }
            return a != b && nodes[a].isRead && nodes[b].isWrite && same(nodes[a], nodes[b])
        }
        external = Relation(on: count) { a, b in nodes[a].id.thread != nodes[b].id.thread }
        threads = Relation(on: count) { a, b in Self.isThreadEdge(graph, nodes[a], nodes[b]) }
        starts = Relation(on: count) { a, b in
            !nodes[a].isInitial && !nodes[b].isInitial && graph.spawnedBy[nodes[b].id.thread] == nodes[a].id
        }
        ends = Relation(on: count) { a, b in
            !nodes[a].isInitial && nodes[b].event.kind == .join && Int(nodes[b].event.location) == nodes[a].id.thread
        }
    }

    /// Whether these are the write and the read of an exchange that is two events; po does not relate them.
    private static func areHalves(_ write: Node, _ read: Node) -> Bool {
        write.event.isHalf && read.event.isHalf && write.isWrite && read.isRead
            && write.id.thread == read.id.thread && write.id.index + 1 == read.id.index
    }

    private static func isThreadEdge(_ graph: GraphSnapshot, _ a: Node, _ b: Node) -> Bool {
        if a.isInitial || b.isInitial { return false }
        if b.event.kind == .join {
            let other = Int(b.event.location)
            if other == a.id.thread { return true }
            // Who does nothing ends when it starts.
            if graph.threads[other].isEmpty, graph.predecessorsOfStart(other).contains(a.id) { return true }
        }
        return b.id.index == 0 && graph.predecessorsOfStart(b.id.thread).contains(a.id)
    }

    /// po and what starting and awaiting threads adds to it.
    var programOrder: Relation { (po | threads).closure }

    /// rb = rf⁻¹ ; mo
    var rb: Relation { rf.inverse.then(mo) - Relation(on: nodes.count) { $0 == $1 } }

    /// [S] for the nodes of which `holds` is true.
    func identity(_ holds: (Node) -> Bool) -> Relation { Relation(on: nodes.count, identityOn: { holds(nodes[$0]) }) }
}

extension RelationalGraph.Node {
    var isMemory: Bool { isRead || isWrite }
    var isFence: Bool { event.kind == .fence }
    var order: MemoryOrder { isInitial ? .plain : event.order }
}
