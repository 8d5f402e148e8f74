import Litmus

/// An axiom, as it holds or does not hold for one graph: a relation that has to be acyclic, irreflexive or empty.
struct Axiom {
    private enum Requirement { case acyclic, irreflexive, empty }

    let name: String
    /// The relation as explanations write it: `psc`, `hb ; eco`.
    let formula: String
    private let requirement: Requirement
    private let relation: () -> Relation
    private let cycle: () -> Cycle?

    /// The union of some relations is acyclic. A violation is a shortest cycle of their edges.
    static func acyclic(_ name: String, _ formula: String, on graph: RelationalGraph,
                        _ parts: @escaping @autoclosure () -> [(name: String, relation: Relation)]) -> Axiom {
        Axiom(name: name, formula: formula, requirement: .acyclic,
              relation: { parts().reduce(Relation(on: graph.nodes.count)) { $0 | $1.relation } },
              cycle: { Cycle.shortest(in: parts().flatMap { $1.labelled($0) }, count: graph.nodes.count) })
    }

    /// A relation is acyclic. A violation is what `cycle` makes of it.
    static func acyclic(_ name: String, _ formula: String, _ relation: @escaping @autoclosure () -> Relation,
                        cycle: @escaping @autoclosure () -> Cycle?) -> Axiom {
        Axiom(name: name, formula: formula, requirement: .acyclic, relation: relation, cycle: cycle)
    }

    static func irreflexive(_ name: String, _ formula: String, _ relation: @escaping @autoclosure () -> Relation,
                            cycle: @escaping @autoclosure () -> Cycle?) -> Axiom {
        Axiom(name: name, formula: formula, requirement: .irreflexive, relation: relation, cycle: cycle)
    }

    static func empty(_ name: String, _ formula: String, _ relation: @escaping @autoclosure () -> Relation,
                      cycle: @escaping @autoclosure () -> Cycle?) -> Axiom {
        Axiom(name: name, formula: formula, requirement: .empty, relation: relation, cycle: cycle)
    }

    var holds: Bool {
        switch requirement {
        case .acyclic: relation().isAcyclic
        case .irreflexive: relation().isIrreflexive
        case .empty: relation().isEmpty
        }
    }

    /// How many events the violations involve; 0 where the axiom holds.
    var extent: Int {
        switch requirement {
        case .acyclic: relation().closure.diagonalCount
        case .irreflexive: relation().diagonalCount
        case .empty: relation().pairCount
        }
    }

    /// The axiom with a shortest cycle that shows that it does not hold; nil where it holds.
    var violation: ViolatedAxiom? {
        cycle().map { ViolatedAxiom(name: name, relation: formula, cycle: $0) }
    }
}

extension RelationalGraph {
    /// The model's axioms, evaluated on this graph.
    func axioms(of model: ModelName) -> [Axiom] { model.page.axioms(self) }

    func isConsistent(under model: ModelName) -> Bool { axioms(of: model).allSatisfy(\.holds) }

    /// The first of the model's axioms that the graph violates; nil where it is consistent.
    func violation(of model: ModelName) -> ViolatedAxiom? { axioms(of: model).lazy.compactMap(\.violation).first }

    /// rmw ∩ (rb ; mo) = ∅: nothing comes between the halves of a read-modify-write.
    var atomicity: Axiom {
        .empty("atomicity", "rmw ∩ (rb ; mo)", rmw & (rb & external).then(mo & external), cycle: atomicityCycle)
    }
}
