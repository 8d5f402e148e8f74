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
        var outgoing: [[LabelledEdge]] = Array(repeating: [], count: nodes.count)
        for edge in rf.labelled("rf") + mo.labelled("mo") + rb.labelled("rb") { outgoing[edge.from].append(edge) }
        let hb = happensBefore
        var best: Cycle?
        for edge in hb.labelled("hb") where !nodes[edge.from].isInitial {
            guard let way = Cycle.path(from: edge.to, to: edge.from, outgoing) else { continue }
            var first = edge
            if po[edge.from, edge.to] { first.label = "po" }
            let cycle = Cycle(edges: [first] + way)
            if cycle.cost < best?.cost ?? .max { best = cycle }
        }
        return best
    }

    /// acyclic(psc): a shortest cycle of psc, each of its edges taken apart into hb and scb.
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

/// Takes a psc edge apart: (F ; hb?) scb (hb? ; F), with scb's part named.
private struct PSCPieces {
    private let graph: RelationalGraph
    private let hb: Relation
    private let scb: Relation
    private let named: [(Relation, String)]
    private let eco: Relation

    init(_ graph: RelationalGraph) {
        self.graph = graph
        hb = graph.happensBefore
        scb = graph.scb
        eco = graph.eco
        named = [(graph.po, "po"), (graph.rb, "rb"), (graph.mo, "mo"), (graph.rf, "rf"), (hb, "hb")]
    }

    func takeApart(_ edge: LabelledEdge) -> [LabelledEdge] {
        if let name = name(edge.from, edge.to), scb[edge.from, edge.to] {
            return [LabelledEdge(from: edge.from, to: edge.to, label: name)]
        }
        for (a, b) in ends(edge) where scb[a, b] || eco[a, b] {
            guard let name = name(a, b) ?? (eco[a, b] ? "eco" : nil) else { continue }
            var way: [LabelledEdge] = []
            if edge.from != a { way.append(LabelledEdge(from: edge.from, to: a, label: label(edge.from, a))) }
            way.append(LabelledEdge(from: a, to: b, label: name))
            if b != edge.to { way.append(LabelledEdge(from: b, to: edge.to, label: label(b, edge.to))) }
            return way
        }
        return [edge]
    }

    /// Where the part between a fence's hb and another fence's hb can begin and end.
    private func ends(_ edge: LabelledEdge) -> [(Int, Int)] {
        let all = 0..<graph.nodes.count
        let firsts = graph.nodes[edge.from].isFence ? all.filter { $0 == edge.from || hb[edge.from, $0] } : [edge.from]
        let lasts = graph.nodes[edge.to].isFence ? all.filter { $0 == edge.to || hb[$0, edge.to] } : [edge.to]
        return firsts.flatMap { a in lasts.map { (a, $0) } }
    }

    private func label(_ a: Int, _ b: Int) -> String { graph.po[a, b] ? "po" : "hb" }

    private func name(_ a: Int, _ b: Int) -> String? { named.first { $0.0[a, b] }?.1 }
}
