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

extension Report {
    /// How many timelines, and how many rows of them together, a report shows that was not asked for all of them.
    private static let limit = 8
    private static let rowLimit = 120

    /// The witnesses to show: errors first, then properties that do not hold, then weak outcomes, then, if all are
    /// asked for, the others; and how many were left out.
    func timelineSections(_ timelines: TextStyle.Timelines) -> (shown: [TimelineSection], omitted: Int) {
        guard timelines != .none else { return ([], 0) }
        var sections: [TimelineSection] = []
        var shownEndStates: Set<EndState> = []
        for exploration in explorations {
            sections += exploration.errors.compactMap { finding in
                finding.witness.map {
                    TimelineSection(witness: $0, title: finding.kind.noun, isWeak: false, explanation: [])
                }
            }
        }
        for section in failingPropertySections + outcomeSections(all: timelines == .all) {
            let values = program.observedValues(among: section.witness.values)
            if shownEndStates.insert(EndState(model: section.witness.model, values: values)).inserted {
                sections.append(section)
            }
        }
        var rows = 0
        let shown = timelines == .all ? sections : Array(sections.prefix(Self.limit).prefix { section in
            defer { rows += section.witness.steps.count }
            return rows == 0 || rows + section.witness.steps.count <= Self.rowLimit
        })
        return (shown, sections.count - shown.count)
    }

    private struct EndState: Hashable {
        var model: ModelName
        var values: [Int64]
    }

    private var failingPropertySections: [TimelineSection] {
        let weak = Set(reportedOutcomes.filter(\.isWeak).map(\.values))
        return propertyVerdicts.filter { $0.status == .fails }.compactMap { verdict in
            verdict.witness.map { witness in
                let values = program.observedValues(among: witness.values)
                return TimelineSection(
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
    private func outcomeSections(all: Bool) -> [TimelineSection] {
        let known = Dictionary(reportedOutcomes.map { ($0.values, $0.isWeak) }, uniquingKeysWith: { first, _ in first })
        var seen: Set<[Int64]> = []
        var weak: [TimelineSection] = []
        var others: [TimelineSection] = []
        for exploration in explorations {
            for outcome in exploration.outcomes {
                let isWeak = known[outcome.outcome.values] ?? outcome.isWeak
                guard isWeak || all, let witness = outcome.witness,
                      seen.insert(outcome.outcome.values).inserted else { continue }
                let section = TimelineSection(witness: witness, title: nil, isWeak: isWeak,
                                              explanation: outcome.explanation?.lines ?? [])
                if isWeak { weak.append(section) } else { others.append(section) }
            }
        }
        return weak + others
    }

    /// The witness to draw where only one is: an error's, a broken property's, a weak outcome's, any outcome's.
    public var mostTellingWitness: Witness? {
        timelineSections(.all).shown.first?.witness
            ?? explorations.lazy.flatMap(\.properties).compactMap(\.witness).first
    }
}
