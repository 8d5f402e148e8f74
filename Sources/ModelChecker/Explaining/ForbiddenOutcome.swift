import Litmus

/// Says which axiom rules out an outcome: looks among graphs that end so, whatever the axioms say of them, for the one
/// in which the fewest events are at odds, and shows it with a shortest cycle.
final class ForbiddenOutcome {
    private let request: ExplorationRequest
    private let model: ModelName
    private let condition: Condition
    private let columns: [Observable: Int]
    private var best: (rank: Rank, text: String, axiom: String)?
    private var found = 0

    /// How far a graph is from being allowed, and how much there is to read.
    private struct Rank: Comparable {
        /// 0 where each thread sees each location's writes in one order, 2 where that order is against a thread's own.
        let incoherence: Int
        let axioms: Int
        let events: Int
        let edges: Int

        static func < (a: Rank, b: Rank) -> Bool {
            (a.incoherence, a.axioms, a.events, a.edges) < (b.incoherence, b.axioms, b.events, b.edges)
        }
    }

    /// A search ends after so many graphs that end so, so many graphs in all, or this time.
    private static let enough = 200
    private static let maxExecutions = 20_000
    private static let patience = Duration.milliseconds(60)
    /// In events: relations on more take too long.
    private static let largestJudged = 120

    private init(_ condition: Condition, _ model: ModelName, of request: ExplorationRequest) {
        var request = request
        request.options.jobs = 1
        request.options.maxExecutions = Self.maxExecutions
        request.options.timeout = Self.patience
        request.options.stopsAtFirstError = false
        self.request = request.forAside()
        self.condition = condition
        self.model = model
        columns = Dictionary(uniqueKeysWithValues: request.tracked.enumerated().map { ($1, $0) })
    }

    /// Nil where nothing was found in time.
    static func explanation(_ condition: Condition, _ model: ModelName, of request: ExplorationRequest) -> Explanation? {
        onDeepStack { ForbiddenOutcome(condition, model, of: request).explanation() }
    }

    private func explanation() -> Explanation? {
        let coherent = search(CoherentOnly.self)
        if let best { return Self.explanation(best.axiom, best.text, model) }
        let all = search(Unconstrained.self)
        if let best { return Self.explanation(best.axiom, best.text, model) }
        let areAll = judgeCandidates()
        if let best { return Self.explanation(best.axiom, best.text, model) }
        if let explanation = explanationByAssumptions() { return explanation }
        guard coherent.isComplete, all.isComplete else { return nil }
        if all.executions == 0 { return Explanation(sentence: "no execution reaches its end under sc, tso or rc11") }
        return Explanation(sentence: "no execution ends so under any model: no choice of what the loads read "
            + (areAll ? "gives these values" : "was found that gives these values"))
    }

    /// What the program's own text drops. Where that is not all that forbids the outcome, the axiom that does anyway.
    private func explanationByAssumptions() -> Explanation? {
        guard let assumptions = Assumptions(of: request.program), let happens = happens(in: assumptions.lifted) else {
            return nil
        }
        if happens { return Explanation(sentence: assumptions.sentence { self.happens(in: $0) ?? false }) }
        let lifted = ExplorationRequest(assumptions.lifted, request.options, request.control)
        guard var explanation = ForbiddenOutcome(condition, model, of: lifted).explanation(),
              explanation.axiom != nil else { return nil }
        explanation.sentence = "even if nothing were assumed, " + explanation.sentence
        return explanation
    }

    /// Whether an execution of another program ends so; nil where that is not known in time.
    private func happens(in program: Program) -> Bool? {
        let request = ExplorationRequest(program, request.options, request.control).forAside()
        let exploration = Exploration(request.perform(), request)
        if exploration.properties.contains(where: { $0.property.condition == condition && $0.satisfying > 0 }) { return true }
        return exploration.isComplete && exploration.boundedLoops.isEmpty ? false : nil
    }

    private static func explanation(_ axiom: String, _ cycle: String, _ model: ModelName) -> Explanation {
        Explanation(axiom: axiom, cycle: cycle,
                    sentence: "the axiom \(axiom) of \(model.rawValue) forbids it: the events would form this cycle")
    }

    private func search<Model: MemoryModel>(_ model: Model.Type) -> (isComplete: Bool, executions: Int) {
        var explorer = Explorer<Model>(request)
        explorer.recorder.observer = self
        explorer.visit()
        return (explorer.limits.reason == nil, explorer.recorder.executions)
    }

    /// Looks through what no explorer visits: graphs with a cycle in po ∪ rf, or with something between the halves of a
    /// read-modify-write.
    /// - Returns: whether all of them were looked at, whatever the values may be.
    private func judgeCandidates() -> Bool {
        let end = ContinuousClock.now + Self.patience
        var areAll = false
        for (number, guesses) in GuessedValues(condition).sets.enumerated() {
            guard let candidates = CandidateExecutions(request, guesses: guesses) else { continue }
            let wereAll = judge(candidates, until: end)
            if number == 0 { areAll = wereAll }
            if best != nil || areAll || ContinuousClock.now > end { break }
        }
        return areAll
    }

    private func judge(_ candidates: CandidateExecutions, until end: ContinuousClock.Instant) -> Bool {
        func isWanted(_ condition: Condition?, _ values: [Int64]) -> Bool {
            condition.map { ($0.evaluate { values[self.columns[$0] ?? 0] } ?? 0) != 0 } ?? true
        }
        return [.likeProgramOrder, .any].allSatisfy { orders in
            best != nil || candidates.forEach(
                orders, while: { ContinuousClock.now < end && !request.control.isCancelled },
                where: { isWanted(condition, $0) && isWanted(request.program.filter, $0) }, { judge(RelationalGraph($0)) })
        }
    }

    /// - Returns: whether the search should go on.
    func note(_ graph: borrowing ExecutionGraph, _ values: UnsafeMutablePointer<Int64>) -> Bool {
        guard (condition.evaluate { values[self.columns[$0] ?? 0] } ?? 0) != 0 else { return true }
        judge(RelationalGraph(GraphSnapshot(graph)))
        return found < Self.enough
    }

    private func judge(_ candidate: RelationalGraph) {
        guard candidate.nodes.count <= Self.largestJudged else { return }
        let violated = candidate.axioms(of: model).filter { !$0.holds }
        guard let violation = violated.lazy.compactMap(\.violation).first else { return }
        found += 1
        let rank = Rank(incoherence: incoherence(of: candidate), axioms: violated.count,
                        events: violated.reduce(0) { $0 + $1.extent }, edges: violation.cycle.edges.count)
        guard best.map({ rank < $0.rank }) ?? true else { return }
        let text = CycleText(graph: candidate, program: request.program, code: request.code.source)
        best = (rank, text.text(violation), violation.name)
    }

    private func incoherence(of graph: RelationalGraph) -> Int {
        if graph.coherenceOfEachThread.holds { return 0 }
        return (graph.po & graph.mo.inverse).isEmpty ? 1 : 2
    }
}
