import Litmus

/// Says what allows an execution that no interleaving explains.
struct WeakOutcome {
    private let graph: RelationalGraph
    private let text: CycleText
    private let model: ModelName

    init(_ graph: RelationalGraph, _ program: Program, _ code: ProgramCode, _ model: ModelName) {
        self.graph = graph
        self.model = model
        text = CycleText(graph: graph, program: program, code: code)
    }

    /// The cycle that rules the execution out under `sc`, and what the weaker model does not keep of it.
    var explanation: Explanation? {
        guard let violation = graph.violation(of: .sc) else { return nil }
        let reasons = violation.cycle.edges.compactMap(reason)
        let unique = reasons.enumerated().filter { reasons.firstIndex(of: $0.element) == $0.offset }.map(\.element)
        guard !unique.isEmpty else { return nil }
        return Explanation(axiom: nil, cycle: text.text(violation.cycle) + ", which only sc forbids",
                           sentence: unique.joined(separator: "; "))
    }

    private func reason(_ edge: LabelledEdge) -> String? {
        let (from, to) = (graph.nodes[edge.from], graph.nodes[edge.to])
        switch edge.label {
        case "po" where from.id != to.id && from.isMemory && to.isMemory: return reordering(edge)
        case "rf" where model.page.usesHappensBefore && from.id.thread != to.id.thread && !from.isInitial: return missingSynchronisation(edge)
        default: return nil
        }
    }

    private func reordering(_ edge: LabelledEdge) -> String? {
        let (from, to) = (graph.nodes[edge.from], graph.nodes[edge.to])
        let thread = text.thread(edge.from)
        if model.page.hasStoreBuffers {
            guard from.isWrite, to.isRead else { return nil }
            return "\(thread)'s load of \(text.location(edge.to)) overtakes its store to \(text.location(edge.from)), "
                + "which waits in the store buffer"
        }
        return "nothing keeps \(thread)'s \(access(edge.from)) before its \(access(edge.to))"
    }

    private func missingSynchronisation(_ edge: LabelledEdge) -> String? {
        let (write, read) = (graph.nodes[edge.from], graph.nodes[edge.to])
        guard !graph.synchronisesWith[edge.from, edge.to] else { return nil }
        let location = text.location(edge.to)
        if read.order.acquires, write.order.releases { return nil }
        return "\(text.thread(edge.to))'s \(read.order.name) load of \(location) does not synchronise with "
            + "\(text.thread(edge.from))'s \(write.order.name) store"
    }

    private func access(_ node: Int) -> String {
        let kind = graph.nodes[node].isWrite ? "store to" : "load of"
        return "\(graph.nodes[node].order.name) \(kind) \(text.location(node))"
    }
}
