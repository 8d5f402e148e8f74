import AtomicsCore
import Litmus

extension Report {
    /// litmus7's log of a run: the histogram with `*>` before the states that the condition is about, and `:>` before
    /// the others.
    func litmusLog(_ histogram: Histogram) -> String {
        let verdicts = machineVerdicts
        let blocks = verdicts.isEmpty ? [litmusBlock(histogram, nil, name: program.name)]
            : verdicts.enumerated().map { index, verdict in
                litmusBlock(histogram, verdict, name: program.name + (index == 0 ? "" : "+\(index + 1)"))
            }
        return blocks.joined(separator: "\n")
    }

    private func litmusBlock(_ histogram: Histogram, _ verdict: PropertyVerdict?, name: String) -> String {
        let spelling = HerdSpelling(of: program)
        let tracked = program.tracked
        let order = spelling.columns(of: tracked)
        let counts = HerdCounts(verdict, executions: histogram.outcomes.reduce(0) { $0 + $1.count })
        let isOk = verdict.map { $0.property.holds(satisfying: $0.satisfying, others: $0.others) } ?? true
        var lines = ["Test \(name) \(spelling.kind(of: verdict?.property))"]
        lines.append("Histogram (\(histogram.outcomes.count) states)")
        lines += histogram.outcomes.map { tally in
            let state = order.map { "\(spelling.name(of: tracked[$0]))=\(tally.values[$0]);" }.joined(separator: " ")
            let isMarked = verdict.map { marks(tally, for: $0.property, tracked) } ?? false
            return "\(String(tally.count).paddedRight(to: 6))\(isMarked ? "*" : ":")>\(state)"
        }
        lines += [isOk ? "Ok" : "No", "", "Witnesses"]
        lines.append("Positive: \(counts.positive), Negative: \(counts.negative)")
        lines.append("Condition \(spelling.condition(of: verdict?.property)) is \(isOk ? "" : "NOT ")validated")
        lines.append("Observation \(name) \(counts.observation) \(counts.satisfying) \(counts.others)")
        lines.append("Time \(name) \(NumberText.plain(histogram.seconds))")
        return lines.joined(separator: "\n") + "\n"
    }

    /// litmus7 marks what decides: the states that satisfy an `exists` or break a `forall`.
    private func marks(_ tally: OutcomeTally, for property: Property, _ tracked: [Observable]) -> Bool {
        let values = Dictionary(zip(tracked, tally.values), uniquingKeysWith: { first, _ in first })
        let isSatisfied = (property.condition.evaluate { values[$0] ?? 0 } ?? 0) != 0
        return isSatisfied != (property.kind == .forall)
    }
}
