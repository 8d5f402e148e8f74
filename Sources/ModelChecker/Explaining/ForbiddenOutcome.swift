import LinuxThreads
import Litmus

/// Says which axiom rules out an outcome: looks among graphs that end so, whatever the axioms say of them, for the one
/// in which the fewest events are at odds, and shows it with a shortest cycle.
final class ForbiddenOutcome {
    private let request: ExplorationRequest
    private let model: ModelName
    private let condition: Condition
    private let wanted: EndStates
    private var best: (rank: Rank, text: String, axiom: String)?
    private var judged = 0
    private var stepsLeft = 0

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
    /// A look through the candidates ends after so many steps of a microsecond or so, that what is said does not depend
    /// on how busy the machine is; and in any case after this time. Where there is a cycle to be shown, a better one is
    /// not sought for as long.
    private static let mostSteps = 30_000
    private static let mostStepsForBetter = 10_000
    private static let mostPatience = 0.4
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
        wanted = EndStates(condition, of: request)
    }

    /// Nil where it was interrupted.
    static func explanation(_ condition: Condition, _ model: ModelName, of request: ExplorationRequest) -> Explanation? {
        let explanation = onDeepStack { ForbiddenOutcome(condition, model, of: request).explanation() }
        return request.control.isCancelled ? nil : explanation
    }

    private func explanation() -> Explanation {
        let coherent = search(CoherentOnly.self)
        if let found { return found }
        let all = search(Unconstrained.self)
        if best != nil { _ = judgeCandidates(.coherent) }
        if let found { return found }
        let candidates = judgeCandidates(.all)
        if let found { return found }
        if let explanation = explanationByAssumptions() { return explanation }
        if coherent.isComplete, all.isComplete, all.executions == 0 {
            return Explanation(sentence: "no execution reaches its end under sc, tso or rc11")
        }
        guard coherent.isComplete, all.isComplete, candidates != .none else {
            let reason = request.code.splitsExchanges
                ? "to herd's x86 model an xchg is two events, for which no cycle is sought"
                : "there are more candidate executions than are looked through for a cycle"
            return Explanation(sentence: "not explained: \(reason); no execution ends so all the same")
        }
        return Explanation(sentence: "no execution ends so under any model: no choice of what the loads read "
            + (candidates == .all ? "gives these values" : "was found that gives these values"))
    }

    private var found: Explanation? { best.map { Self.explanation($0.axiom, $0.text, model) } }

    /// What the program's own text drops. Where that is not all that forbids the outcome, the axiom that does anyway.
    private func explanationByAssumptions() -> Explanation? {
        guard let assumptions = Assumptions(of: request.program), let happens = happens(in: assumptions.lifted) else {
            return nil
        }
        if happens { return Explanation(sentence: assumptions.sentence { self.happens(in: $0) ?? false }) }
        let lifted = ExplorationRequest(assumptions.lifted, request.options, request.control)
        var explanation = ForbiddenOutcome(condition, model, of: lifted).explanation()
        guard explanation.axiom != nil else { return nil }
        explanation.sentence = "even if nothing were assumed, " + explanation.sentence
        return explanation
    }

    /// Whether an execution of another program ends so; nil where that is not known in time.
    private func happens(in program: Program) -> Bool? {
        let request = ExplorationRequest(program, request.options, request.control).forAside()
        let exploration = Exploration(request.perform(), request)
        let satisfied = exploration.properties.filter { $0.satisfying > 0 }
        if satisfied.contains(where: { $0.property.condition == condition }) { return true }
        return exploration.isComplete && exploration.boundedLoops.isEmpty ? false : nil
    }

    private static func explanation(_ axiom: String, _ cycle: String, _ model: ModelName) -> Explanation {
        Explanation(axiom: axiom, cycle: cycle,
                    sentence: "the axiom \(axiom) of \(model.rawValue) forbids it: the events would form this cycle")
    }

    private func search<Model: MemoryModel>(_ model: Model.Type) -> (isComplete: Bool, executions: Int) {
        judged = 0
        var explorer = Explorer<Model>(request)
        explorer.recorder.observer = self
        explorer.visit()
        return (explorer.limits.reason == nil, explorer.recorder.executions)
    }

    private enum Candidates { case all, coherent }

    /// How many of the graphs were looked at, whatever values a load may return.
    private enum Coverage { case all, some, none }

    /// Looks through what no explorer visits: graphs with a cycle in po ∪ rf, or with something between the halves of a
    /// read-modify-write.
    private func judgeCandidates(_ which: Candidates) -> Coverage {
        let end = MonotonicClock.seconds() + Self.mostPatience
        (judged, stepsLeft) = (0, which == .all ? Self.mostSteps : Self.mostStepsForBetter)
        let guesses = GuessedValues(condition)
        guard let areAll = lookThrough(which, guesses.constants, until: end) else { return .none }
        // Values that are computed may be others, out of thin air.
        if which == .all, best == nil, !areAll, !WrittenConstants(request.code.source).areAll {
            for values in guesses.sets where best == nil && stepsLeft > 0 { _ = lookThrough(which, values, until: end) }
        }
        return areAll ? .all : .some
    }

    /// - Returns: whether it was all of them; nil where they are too many to begin.
    private func lookThrough(_ which: Candidates, _ guesses: Set<Int64>, until end: Double) -> Bool? {
        guard let candidates = CandidateExecutions(request, guesses: guesses) else { return nil }
        stepsLeft -= candidates.effort
        let orders: [CandidateExecutions.ModificationOrders] = which == .all ? [.likeProgramOrder, .any]
            : [.likeProgramOrder]
        return orders.allSatisfy { orders in
            if which == .all, best != nil { return true }
            return candidates.forEach(orders, endingIn: wanted, while: { mayGoOn(until: end) }, { graph in
                if which == .coherent, !graph.isCoherent { return }
                let candidate = RelationalGraph(graph)
                // Threads that start or await each other in a circle do neither.
                if candidate.programOrder.isIrreflexive { judge(candidate) }
            })
        }
    }

    /// Counts a step.
    private func mayGoOn(until end: Double) -> Bool {
        stepsLeft -= 1
        if stepsLeft & 0xf == 0, MonotonicClock.seconds() > end || request.control.isCancelled { stepsLeft = 0 }
        return stepsLeft > 0 && judged < Self.enough
    }

    /// - Returns: whether the search should go on.
    func note(_ graph: borrowing ExecutionGraph, _ values: UnsafeMutablePointer<Int64>) -> Bool {
        guard wanted.contains(values) else { return true }
        judge(RelationalGraph(GraphSnapshot(graph)))
        return judged < Self.enough
    }

    private func judge(_ candidate: RelationalGraph) {
        guard candidate.nodes.count <= Self.largestJudged else { return }
        let violated = candidate.axioms(of: model).filter { !$0.holds }
        guard let violation = violated.lazy.compactMap(\.violation).first else { return }
        judged += 1
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
