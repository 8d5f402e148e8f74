import AtomicsCore
import Litmus
import ModelChecker

/// What a model says about an end state.
enum Allowance: Sendable, Hashable {
    /// So many executions end so.
    case allowed(Int)
    case notAllowed
    /// Not found, by an exploration that did not see everything.
    case unknown

    var executions: Int? {
        if case .allowed(let executions) = self { executions } else { nil }
    }
}

/// An end state with everything that the report's parts know about it.
struct ReportedOutcome: Sendable {
    /// The values of `Program.observed`.
    var values: [Int64]
    /// One for each exploration of the report.
    var allowances: [Allowance]
    /// How often the machine showed it; nil where nothing was run.
    var count: Int?
    /// Whether `sc` is known not to allow it.
    var isWeak: Bool
}

extension Exploration {
    /// Whether an outcome that is not among `outcomes` is one that the model rules out. It is not where executions
    /// were left out, nor where a data race makes the program's meaning undefined.
    var isExhaustive: Bool {
        isComplete && boundedLoops.isEmpty && !usedSymmetry && !hasRace
    }

    var hasRace: Bool { racyExecutions > 0 || errors.contains { $0.kind == .race } }
}

extension Report {
    /// Every end state that a model allows or the machine showed, sorted by its values.
    var reportedOutcomes: [ReportedOutcome] { digest.outcomes(derivedOutcomes) }

    private func derivedOutcomes() -> [ReportedOutcome] {
        let found = explorations.map { exploration in
            Dictionary(exploration.outcomes.map { ($0.outcome, ($0.executions, $0.isWeak)) },
                       uniquingKeysWith: { first, _ in first })
        }
        let counts = countsByObservedValues
        let keys = Set(found.flatMap(\.keys)).union(counts.keys)
        let sequential = explorations.firstIndex { $0.model == .sc && $0.isComplete && !$0.usedSymmetry }
        return keys.sorted().map { key in
            let allowances = zip(explorations, found).map { exploration, outcomes -> Allowance in
                if let (executions, _) = outcomes[key] { return .allowed(executions) }
                return exploration.isComplete ? .notAllowed : .unknown
            }
            return ReportedOutcome(
                values: key.values, allowances: allowances, count: histogram.map { _ in counts[key] ?? 0 },
                isWeak: found.contains { $0[key]?.1 == true }
                    || sequential.map { allowances[$0] == .notAllowed } ?? false)
        }
    }

    /// The histogram's counts by the values of the table's columns: `observed` is what `tracked` begins with.
    private var countsByObservedValues: [Outcome: Int] {
        var counts: [Outcome: Int] = [:]
        for tally in histogram?.outcomes ?? [] {
            counts[Outcome(program.observedValues(among: tally.values)), default: 0] += tally.count
        }
        return counts
    }

    /// Outcomes that the machine showed and that every model asked for rules out.
    var disagreements: [ReportedOutcome] {
        guard mode == .compare, explorations.allSatisfy(\.isExhaustive) else { return [] }
        return reportedOutcomes.filter { outcome in
            (outcome.count ?? 0) > 0 && outcome.allowances.allSatisfy { $0 == .notAllowed }
        }
    }

    /// Whether the property speaks of every model, or of one that allows the outcome.
    private func isAsked(_ property: Property, of outcome: ReportedOutcome) -> Bool {
        property.models.isEmpty || zip(explorations, outcome.allowances).contains { exploration, allowance in
            property.applies(to: exploration.model.rawValue) && allowance.executions != nil
        }
    }

    /// How the program's outcomes are marked by the properties of which all columns are known.
    func marks(of outcome: ReportedOutcome) -> [String] {
        let values = Dictionary(zip(program.observed, outcome.values), uniquingKeysWith: { first, _ in first })
        return program.properties.enumerated().compactMap { index, property in
            guard isAsked(property, of: outcome),
                  property.condition.observables.allSatisfy({ values[$0] != nil }) else { return nil }
            let number = program.properties.count > 1 ? " [\(index + 1)]" : ""
            let name = property.kind.rawValue + number
            // A division by zero is an error, whatever the property says.
            guard let value = property.condition.evaluate({ values[$0] ?? 0 }) else { return "✗ " + name }
            guard (value != 0) != (property.kind == .forall) else { return nil }
            return (property.kind == .exists ? "✓ " : "✗ ") + name
        }
    }
}
