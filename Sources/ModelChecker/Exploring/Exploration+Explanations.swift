import Litmus

extension Exploration {
    /// Has it said of weak outcomes what allows them, and says of outcomes that a property names and nobody has what
    /// forbids them.
    mutating func explain(_ request: ExplorationRequest) {
        if !isComplete || !boundedLoops.isEmpty { keepProvenWeakness(request) }
        for index in outcomes.indices.filter({ outcomes[$0].isWeak }).prefix(Self.mostExplained) {
            outcomes[index].isToBeExplained = true
        }
        guard isComplete, boundedLoops.isEmpty else { return }
        for index in properties.indices where properties[index].property.kind != .forall
            && properties[index].satisfying == 0 && properties[index].undefined == 0 {
            properties[index].explanation = ForbiddenOutcome.explanation(
                properties[index].property.condition, model, of: request)
        }
    }

    /// As long as not all executions have been visited, the one under `sc` may be still to come, or lie beyond the
    /// bound on loops: an outcome is called weak only where `sc`, explored to its end, does not have it.
    private mutating func keepProvenWeakness(_ request: ExplorationRequest) {
        guard outcomes.contains(where: \.isWeak) else { return }
        var options = CheckOptions(model: .sc)
        (options.unroll, options.timeout) = (request.options.unroll, Self.patience)
        let underSC = ExplorationRequest(request.program, options, ExplorationControl(within: request.control))
        let all = Exploration(underSC.perform(), underSC)
        let ordinary = Set(all.outcomes.map(\.outcome))
        for index in outcomes.indices where outcomes[index].isWeak {
            outcomes[index].isWeak = all.isComplete && all.boundedLoops.isEmpty
                && !ordinary.contains(outcomes[index].outcome)
        }
    }

    /// Whoever set a limit does not want to wait for much longer.
    private static let patience = Duration.milliseconds(50)

    /// Explanations are for people: a long table has enough of them after so many rows.
    private static let mostExplained = 20
}

extension WitnessSource {
    /// What allows the execution though it is none under `sc`. Large graphs are not followed.
    var explanation: Explanation? {
        guard case .recorded(let record, let explored) = self, !explored.request.code.splitsExchanges,
              record.eventCount <= Self.largestExplained else { return nil }
        let request = explored.request
        let graph = RelationalGraph(record.snapshot(of: request))
        return WeakOutcome(graph, request.program, request.code.source, request.options.model).explanation
    }

    private static let largestExplained = 60
}
