import Litmus

/// An axiom that a graph violates, with a shortest cycle that shows it.
struct ViolatedAxiom {
    var name: String
    /// The relation that has the cycle: `psc`, `hb ; eco`.
    var relation: String
    var cycle: Cycle
}

/// The cycles that show violations of axioms that are more than the acyclicity of a union.
extension RelationalGraph {
    /// rmw ∩ (rb ; mo) = ∅, as the cycle rb ; mo ; rmw⁻¹. The halves of a read-modify-write are one event to the
    /// reader: what is shown is rb to the write that comes between, and mo back.
    var atomicityCycle: Cycle? {
        let (before, after) = (rb & external, mo & external)
        guard let pair = (rmw & before.then(after)).labelled("rmw⁻¹").first,
              let between = nodes.indices.first(where: { before[pair.from, $0] && after[$0, pair.to] }) else { return nil }
        return Cycle(edges: [LabelledEdge(from: pair.from, to: between, label: "rb"),
                             LabelledEdge(from: between, to: pair.to, label: "mo"),
                             LabelledEdge(from: pair.to, to: pair.from, label: "rmw⁻¹")])
    }

    /// irreflexive(hb ; eco?): the hb edge that has the shortest way back along rf, mo and rb.
    var coherenceCycle: Cycle? {
        let outgoing = communication
        let hb = happensBefore
        var best: Cycle?
        for edge in hb.labelled("hb") where !nodes[edge.from].isInitial && nodes[edge.from].id != nodes[edge.to].id {
            guard let way = Cycle.path(from: edge.to, to: edge.from, outgoing) else { continue }
            var first = edge
            if po[edge.from, edge.to] { first.label = "po" }
            let cycle = Cycle(edges: [first] + way)
            if cycle.cost < best?.cost ?? .max { best = cycle }
        }
        return best ?? happensBeforeCycle
    }

    /// hb is irreflexive. Where it is not, what synchronises is not memory's doing alone.
    private var happensBeforeCycle: Cycle? {
        Cycle.shortest(in: (po | threads).labelled("po") + synchronisesWith.labelled("sw"), count: nodes.count)
    }

    /// For each node the steps of eco from it: rf, mo and rb.
    fileprivate var communication: [[LabelledEdge]] {
        var outgoing: [[LabelledEdge]] = Array(repeating: [], count: nodes.count)
        for edge in rf.labelled("rf") + mo.labelled("mo") + rb.labelled("rb") { outgoing[edge.from].append(edge) }
        return outgoing
    }

    /// acyclic(ppo ∪ fenced ∪ rfe ∪ mo ∪ rb): a shortest cycle, in which the barrier that keeps a store before a load
    /// is named.
    var globalOrderCycle: Cycle? {
        let order = globalOrder
        guard let cycle = Cycle.shortest(in: order.flatMap { $1.labelled($0) }, count: nodes.count) else { return nil }
        let ppo = ppo
        return Cycle(edges: cycle.edges.flatMap { edge -> [LabelledEdge] in
            let (from, to) = (edge.from, edge.to)
            guard po[from, to], !ppo[from, to], !nodes[from].isBarrier, !nodes[to].isBarrier,
                  let barrier = nodes.indices.first(where: { nodes[$0].isBarrier && po[from, $0] && po[$0, to] }) else {
                return [edge]
            }
            return [LabelledEdge(from: from, to: barrier, label: "po"),
                    LabelledEdge(from: barrier, to: to, label: "po")]
        })
    }

    /// acyclic(psc): a shortest cycle of psc, each of its edges taken apart.
    var pscCycle: Cycle? {
        guard let cycle = Cycle.shortest(in: psc.labelled("psc"), count: nodes.count) else { return nil }
        let pieces = PSCPieces(self)
        return Cycle(edges: cycle.edges.flatMap(pieces.takeApart))
    }
}

extension Cycle {
    /// How much a reader has to follow: po is easier than hb.
    fileprivate var cost: Int { edges.count * 2 + edges.filter { $0.label == "hb" }.count }
}

/// Takes a psc edge apart into steps that a reader can look up, so that the walk as it is shown is one in psc:
/// each step is hb, or one of those that hb and eco are made of, and every event that one of them needs is named.
private struct PSCPieces {
    private let graph: RelationalGraph
    private let hb: Relation
    private let scb: Relation

    init(_ graph: RelationalGraph) {
        self.graph = graph
        hb = graph.happensBefore
        scb = graph.scb
    }

    func takeApart(_ edge: LabelledEdge) -> [LabelledEdge] {
        let ways = [throughSCB(edge), throughHB(edge)].compactMap { $0 }
        return ways.min { Cycle(edges: $0).cost < Cycle(edges: $1).cost } ?? throughECO(edge) ?? [edge]
    }

    /// ([E^sc] ∪ [F^sc] ; hb?) ; scb ; ([E^sc] ∪ hb? ; [F^sc])
    private func throughSCB(_ edge: LabelledEdge) -> [LabelledEdge]? {
        let all = graph.nodes.indices
        let starts = graph.nodes[edge.from].isFence ? all.filter { $0 == edge.from || hb[edge.from, $0] } : [edge.from]
        let ends = graph.nodes[edge.to].isFence ? all.filter { $0 == edge.to || hb[$0, edge.to] } : [edge.to]
        var best: [LabelledEdge]?
        for a in starts {
            for b in ends where scb[a, b] {
                let way = happensBefore(edge.from, a) + steps(a, b) + happensBefore(b, edge.to)
                if Cycle(edges: way).cost < best.map({ Cycle(edges: $0).cost }) ?? .max { best = way }
            }
        }
        return best
    }

    /// scb = sb ∪ sb|≠loc ; hb ; sb|≠loc ∪ hb|loc ∪ mo ∪ rb
    private func steps(_ a: Int, _ b: Int) -> [LabelledEdge] {
        let named = [(graph.po, "po"), (graph.rb, "rb"), (graph.mo, "mo"), (graph.rf & hb, "rf"),
                     (hb & graph.loc, "hb")]
        if let label = named.first(where: { $0.0[a, b] })?.1 { return [LabelledEdge(from: a, to: b, label: label)] }
        func isElsewhere(_ c: Int, _ d: Int) -> Bool { graph.po[c, d] && !graph.loc[c, d] }
        for c in graph.nodes.indices where isElsewhere(a, c) || graph.ends[a, c] {
            for d in graph.nodes.indices where isElsewhere(d, b) || graph.starts[d, b] {
                guard hb[c, d] || (c == d && (graph.ends[a, c] || graph.starts[d, b])) else { continue }
                return happensBefore(a, c) + happensBefore(c, d) + happensBefore(d, b)
            }
        }
        return [LabelledEdge(from: a, to: b, label: "scb")]
    }

    /// [F^sc] ; hb ; [F^sc]
    private func throughHB(_ edge: LabelledEdge) -> [LabelledEdge]? {
        guard graph.nodes[edge.from].isFence, graph.nodes[edge.to].isFence, hb[edge.from, edge.to] else { return nil }
        return happensBefore(edge.from, edge.to)
    }

    /// [F^sc] ; hb ; eco ; hb ; [F^sc], where eco is a way along rf, mo and rb.
    private func throughECO(_ edge: LabelledEdge) -> [LabelledEdge]? {
        guard graph.nodes[edge.from].isFence, graph.nodes[edge.to].isFence else { return nil }
        let outgoing = graph.communication
        var best: [LabelledEdge]?
        for a in graph.nodes.indices where hb[edge.from, a] {
            for b in graph.nodes.indices where hb[b, edge.to] {
                guard let eco = Cycle.path(from: a, to: b, outgoing) else { continue }
                let way = happensBefore(edge.from, a) + eco + happensBefore(b, edge.to)
                if Cycle(edges: way).cost < best.map({ Cycle(edges: $0).cost }) ?? .max { best = way }
            }
        }
        return best
    }

    /// hb?, as po where it is that.
    private func happensBefore(_ a: Int, _ b: Int) -> [LabelledEdge] {
        a == b ? [] : [LabelledEdge(from: a, to: b, label: graph.po[a, b] ? "po" : "hb")]
    }
}
