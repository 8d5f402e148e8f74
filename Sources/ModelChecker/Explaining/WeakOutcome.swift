import Litmus

/// Says what allows an execution that no interleaving explains.
struct WeakOutcome {
    private let graph: RelationalGraph
    private let text: CycleText
    private let model: ModelName
    /// With store buffers: which accesses memory sees before which.
    private let seenBefore: Relation?

    init(_ graph: RelationalGraph, _ program: Program, _ code: ProgramCode, _ model: ModelName) {
        self.graph = graph
        self.model = model
        seenBefore = model.page.hasStoreBuffers ? graph.globalOrder.map(\.relation).reduce(graph.mo, |).closure : nil
        text = CycleText(graph: graph, program: program, code: code)
    }

    /// The cycle that rules the execution out under `sc`, and what the weaker model does not keep of it.
    var explanation: Explanation? {
        guard let violation = graph.violation(of: .sc) else { return nil }
        var reasons: [String] = []
        for reason in violation.cycle.edges.compactMap(reason) where !reasons.contains(reason) {
            reasons.append(reason)
        }
        if reasons.isEmpty {
            reasons = ["each thread's order is kept, but " + Self.noCommonOrder]
        } else if lacksCommonOrder(violation.cycle.edges) {
            reasons.append("and were it otherwise, " + Self.noCommonOrder)
        }
        return Explanation(axiom: nil, cycle: text.text(violation.cycle) + ", which only sc forbids",
                           sentence: reasons.joined(separator: "; "))
    }

    private static let noCommonOrder = "the threads need not agree on one order of all stores: only SeqCst accesses or "
        + "fences on all of them would have one"

    /// Whether the cycle stays possible even where each read synchronises and what is named as reordered is SeqCst.
    /// One mo or rb edge against happens-before is against coherence; two or more are against psc only, which asks for
    /// SeqCst on every way between two of them.
    private func lacksCommonOrder(_ edges: [LabelledEdge]) -> Bool {
        guard seenBefore == nil, let first = edges.firstIndex(where: \.isCoherence) else { return false }
        let ways = (edges[(first + 1)...] + edges[...first])
            .split(omittingEmptySubsequences: false, whereSeparator: \.isCoherence).dropLast()
        return ways.count > 1 && ways.contains { way in
            // A single step that is named is to be made SeqCst.
            if way.count == 1, way.first.flatMap(reason) != nil { return false }
            return !way.contains(where: hasSequentiallyConsistentFence) && !way.allSatisfy(isSequentiallyConsistent)
        }
    }

    private func isSequentiallyConsistent(_ edge: LabelledEdge) -> Bool {
        graph.nodes[edge.from].order == .seqCst && graph.nodes[edge.to].order == .seqCst
    }

    /// One on the way is enough, as happens-before leads from where the way begins to the fence and on to its end.
    private func hasSequentiallyConsistentFence(_ edge: LabelledEdge) -> Bool {
        graph.nodes.indices.contains { fence in
            graph.nodes[fence].isFence && graph.nodes[fence].order == .seqCst
                && graph.po[edge.from, fence] && graph.po[fence, edge.to]
        }
    }

    private func reason(_ edge: LabelledEdge) -> String? {
        let (from, to) = (graph.nodes[edge.from], graph.nodes[edge.to])
        switch edge.label {
        // What a spawn or a join orders is kept.
        case "po" where from.id != to.id && from.id.thread == to.id.thread && from.isMemory && to.isMemory:
            return seenBefore.map { buffering(edge, $0) } ?? reordering(edge)
        case "rf" where seenBefore != nil && from.id.thread == to.id.thread:
            return seenBefore.flatMap { buffering(edge, $0) }
        case "rf" where model.page.usesHappensBefore && from.id.thread != to.id.thread && !from.isInitial:
            return missingSynchronisation(edge)
        default: return nil
        }
    }

    /// A load that comes before a store of its thread has left the buffer: neither does anything drain it in between,
    /// nor has another thread seen the store and done what the load sees.
    private func buffering(_ edge: LabelledEdge, _ seenBefore: Relation) -> String? {
        let (from, to) = (graph.nodes[edge.from], graph.nodes[edge.to])
        guard from.isWrite, to.isRead, !seenBefore[edge.from, edge.to] else { return nil }
        let (thread, location) = (text.thread(edge.from), text.location(edge.from))
        if graph.loc[edge.from, edge.to] {
            return "\(thread)'s load of \(location) reads its own store out of the store buffer"
        }
        return "\(thread)'s load of \(text.location(edge.to)) overtakes its store to \(location), "
            + "which waits in the store buffer"
    }

    private func reordering(_ edge: LabelledEdge) -> String? {
        if graph.isKept(edge.from, edge.to) { return nil }
        return "nothing keeps \(text.thread(edge.from))'s \(access(edge.from)) before its \(access(edge.to))"
    }

    private func missingSynchronisation(_ edge: LabelledEdge) -> String? {
        let (write, read) = (graph.nodes[edge.from], graph.nodes[edge.to])
        if read.event.isObject || (read.order.acquires && write.order.releases) { return nil }
        // By a release sequence that the write is in, or by a fence after the read.
        let sw = graph.synchronisesWith
        let ends = graph.nodes.indices.filter { $0 == edge.to || (graph.nodes[$0].isFence && graph.po[edge.to, $0]) }
        let heads = headsOfReleaseSequences(with: edge.from)
        if ends.contains(where: { end in heads.contains { sw[$0, end] } }) { return nil }
        return "\(text.thread(edge.to))'s \(access(edge.to)) does not synchronise with \(text.thread(edge.from))'s "
            + "\(write.order.name) \(write.event.kind == .update ? "read-modify-write" : "store")"
    }

    /// The write, the writes from which read-modify-writes lead on to it, and the fences before one of those.
    private func headsOfReleaseSequences(with write: Int) -> [Int] {
        let sequence = graph.rf.then(graph.rmw).reflexiveClosure
        let members = graph.nodes.indices.filter { sequence[$0, write] }
        return graph.nodes.indices.filter { head in
            members.contains { $0 == head || graph.nodes[head].isFence && graph.po[head, $0] }
        }
    }

    private func access(_ node: Int) -> String {
        let event = graph.nodes[node].event
        if event.isObject { return text.operation(node) }
        let kind = event.kind == .update ? "read-modify-write of" : event.kind == .write ? "store to" : "load of"
        return "\(event.order.name) \(kind) \(text.location(node))"
    }
}

extension LabelledEdge {
    fileprivate var isCoherence: Bool { label == "mo" || label == "rb" }
}

extension RelationalGraph {
    /// Whether others can rely on a thread's order of two accesses, by what stands at them or between them: an acquire
    /// before everything that follows, a release after everything before it, SeqCst on both, or a fence that does the
    /// same.
    fileprivate func isKept(_ first: Int, _ second: Int) -> Bool {
        let (a, b) = (nodes[first], nodes[second])
        if loc[first, second] { return true }
        if a.isRead && a.order.acquires || b.isWrite && b.order.releases { return true }
        if a.order == .seqCst && b.order == .seqCst { return true }
        return nodes.indices.contains { fence in
            let order = nodes[fence].order
            guard nodes[fence].isFence, po[first, fence], po[fence, second] else { return false }
            return order == .seqCst || a.isRead && order.acquires || b.isWrite && order.releases
        }
    }
}
