import Litmus

extension Exploration {
    /// Says of weak outcomes what allows them, and of outcomes that a property names and nobody has what forbids them.
    mutating func explain(_ request: ExplorationRequest) {
        let code = request.code.source
        var explained = 0
        for index in outcomes.indices where outcomes[index].isWeak && explained < Self.mostExplained {
            guard let witness = outcomes[index].witness, witness.events.count <= Self.largestExplained,
                  !request.code.splitsExchanges else { continue }
            let graph = RelationalGraph(GraphSnapshot(witness, request.program, code))
            outcomes[index].explanation = WeakOutcome(graph, request.program, code, model).explanation
            explained += 1
        }
        guard isComplete, boundedLoops.isEmpty else { return }
        for index in properties.indices where properties[index].property.kind != .forall && properties[index].satisfying == 0 {
            properties[index].explanation = ForbiddenOutcome.explanation(
                properties[index].property.condition, model, of: request)
        }
    }

    /// Explanations are for people: a long table has enough of them after so many rows, and large graphs are not followed.
    private static let mostExplained = 20
    private static let largestExplained = 60
}
