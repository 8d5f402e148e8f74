/// What synchronises with what in an execution: the pairs of sw between threads that a reader is to see.
///
/// That a read synchronises with the write it reads from is worth saying each time. Of the other pairs (through fences,
/// release sequences, and an rwlock's other holders) those are left out that follow from the rest of happens-before.
/// It is the same relation under every model, since under every model it is what decides whether accesses race.
struct SynchronisationEdges {
    struct Edge: Hashable {
        var from: EventID
        var to: EventID
    }

    /// In the order of the targets, thread by thread.
    private(set) var edges: [Edge] = []
    private let graph: GraphSnapshot

    /// In events: relations on more take too long, and only those pairs are shown there that are pairs of rf as well.
    private static let largestFollowed = 200

    init(_ graph: GraphSnapshot) {
        self.graph = graph
        let ids = graph.ids
        edges = ids.count <= Self.largestFollowed ? allEdges : ids.compactMap(edgeFromSource)
    }

    /// By rf alone.
    private func edgeFromSource(_ id: EventID) -> Edge? {
        let event = graph[id]
        guard event.kind.reads, !graph.isInitial(event.readsFrom) else { return nil }
        let source = graph[event.readsFrom]
        guard event.readsFrom.thread != id.thread, source.order.releases, event.order.acquires else { return nil }
        if source.isShared, event.isShared, !source.synchronisesAsRWLock(with: event) { return nil }
        return Edge(from: event.readsFrom, to: id)
    }

    private var allEdges: [Edge] {
        let relations = RelationalGraph(graph)
        let (nodes, sw) = (relations.nodes, relations.synchronisesWith & relations.external)
        let hb = (relations.po | relations.threads | sw).closure
        /// Whether happens-before leads from one to the other by way of a third event.
        func follows(_ a: Int, _ b: Int) -> Bool {
            let ends = [nodes[a].id, nodes[b].id]
            return nodes.indices.contains { hb[a, $0] && hb[$0, b] && !ends.contains(nodes[$0].id) }
        }
        var edges: [Edge] = []
        for b in nodes.indices {
            for a in nodes.indices where sw[a, b] && !nodes[a].isInitial {
                let isFromSource = nodes[b].event.kind.reads && nodes[b].event.readsFrom == nodes[a].id
                if isFromSource || !follows(a, b) { edges.append(Edge(from: nodes[a].id, to: nodes[b].id)) }
            }
        }
        return edges
    }
}
