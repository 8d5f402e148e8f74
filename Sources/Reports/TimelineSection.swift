import Litmus
import ModelChecker

/// A witness that a report shows, with what it is an example of.
struct TimelineSection: Sendable {
    var witness: Witness
    /// Nil for the values of the observed columns.
    var title: String?
    var isWeak: Bool
    /// What allows the outcome, or what is wrong.
    var explanation: [String]
}

/// The timelines that a report shows, and how many it leaves out.
struct TimelineSelection: Sendable {
    var shown: [TimelineSection] = []
    var omitted = 0
}

extension Report {
    /// How many timelines, and how many rows of them together, a report shows that was not asked for all of them.
    private static let limit = 8
    private static let rowLimit = 120

    /// The witnesses to show: errors first, then properties that do not hold, then weak outcomes, then, if all are
    /// asked for, the others.
    func timelineSections(_ timelines: TextStyle.Timelines) -> TimelineSelection {
        timelines == .none ? TimelineSelection() : digest.timelines(timelines) { selectedTimelines(timelines) }
    }

    private func selectedTimelines(_ timelines: TextStyle.Timelines) -> TimelineSelection {
        let candidates = candidates(all: timelines == .all)
        var selection = TimelineSelection()
        var rows = 0
        for candidate in candidates {
            // A witness is made when it is asked for: those that nobody will see are not.
            if timelines != .all, selection.shown.count == Self.limit || rows > Self.rowLimit { break }
            guard let section = candidate.section() else { continue }
            rows += section.witness.steps.count
            if timelines != .all, !selection.shown.isEmpty, rows > Self.rowLimit { break }
            selection.shown.append(section)
        }
        selection.omitted = candidates.count - selection.shown.count
        return selection
    }

    private func candidates(all: Bool) -> [Candidate] {
        var shownEndStates: Set<EndState> = []
        return errorCandidates + (failingPropertyCandidates + outcomeCandidates(all: all)).filter { candidate in
            candidate.endState.map { shownEndStates.insert($0).inserted } ?? true
        }
    }

    /// Something to show, and how its section is made.
    private struct Candidate {
        /// What it is an example of; nil for errors, each of which is shown.
        var endState: EndState?
        var section: () -> TimelineSection?
    }

    private struct EndState: Hashable {
        var model: ModelName
        var values: [Int64]
    }

    private var errorCandidates: [Candidate] {
        var shown: Set<Witness> = []
        return explorations.flatMap(\.errors).compactMap { finding in
            // Two errors of one execution, such as the races on both words of a variable, are one picture.
            guard let witness = finding.witness, shown.insert(witness).inserted else { return nil }
            return Candidate {
                TimelineSection(witness: witness, title: finding.kind.noun, isWeak: false,
                                explanation: finding.explanation?.lines ?? [])
            }
        }
    }

    private var failingPropertyCandidates: [Candidate] {
        let weak = Set(reportedOutcomes.filter(\.isWeak).map(\.values))
        return propertyVerdicts.filter { $0.status == .fails }.compactMap { verdict in
            guard let witness = verdict.witness else { return nil }
            let values = program.observedValues(among: witness.values)
            return Candidate(endState: EndState(model: witness.model, values: values)) {
                TimelineSection(
                    witness: witness, title: nil, isWeak: weak.contains(values) && witness.model != .sc,
                    explanation: (explanation(of: values, in: witness.model)?.lines ?? [])
                        + ["this breaks \(program.text(of: verdict.property))"])
            }
        }
    }

    private func explanation(of values: [Int64], in model: ModelName) -> Explanation? {
        explorations.first { $0.model == model }?.outcomes.first { $0.outcome.values == values }?.explanation
    }

    /// Weak outcomes, each under the first model that allows it; then the others.
    private func outcomeCandidates(all: Bool) -> [Candidate] {
        let known = Dictionary(reportedOutcomes.map { ($0.values, $0.isWeak) }, uniquingKeysWith: { first, _ in first })
        var seen: Set<[Int64]> = []
        var weak: [Candidate] = []
        var others: [Candidate] = []
        for exploration in explorations {
            for outcome in exploration.outcomes {
                let values = outcome.outcome.values
                let isWeak = known[values] ?? outcome.isWeak
                guard isWeak || all, outcome.hasWitness, seen.insert(values).inserted else { continue }
                let candidate = Candidate(endState: EndState(model: exploration.model, values: values)) {
                    outcome.witness.map {
                        TimelineSection(witness: $0, title: nil, isWeak: isWeak,
                                        explanation: outcome.explanation?.lines ?? [])
                    }
                }
                if isWeak { weak.append(candidate) } else { others.append(candidate) }
            }
        }
        return weak + others
    }

    /// The witness to draw where only one is: an error's, a broken property's, a weak outcome's, any outcome's.
    public var mostTellingWitness: Witness? {
        candidates(all: true).lazy.compactMap { $0.section() }.first?.witness
            ?? explorations.lazy.flatMap(\.properties).compactMap(\.witness).first
    }
}
