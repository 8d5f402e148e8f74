import Litmus
import ModelChecker

extension Report {
    /// herd7's log (version 7.56), so that `mcompare7` and other scripts read it; for a run, litmus7's.
    ///
    /// A block a model and a property: herd7's tests have one condition each, so that a program's second property
    /// gets a block of its own, whose test is named `NAME+2`. No `Hash`: it is one of herd7's own source text.
    public func herdLog() -> String {
        let blocks = explorations.flatMap { exploration -> [String] in
            let verdicts = verdicts(of: exploration)
            guard !verdicts.isEmpty else { return [herdBlock(exploration, nil, name: program.name)] }
            return verdicts.enumerated().map { index, verdict in
                herdBlock(exploration, verdict, name: program.name + (index == 0 ? "" : "+\(index + 1)"))
            }
        }
        return (blocks + (histogram.map { [litmusLog($0)] } ?? [])).joined(separator: "\n")
    }

    private func herdBlock(_ exploration: Exploration, _ verdict: PropertyVerdict?, name: String) -> String {
        let spelling = HerdSpelling(of: program)
        let order = spelling.columns(of: program.observed)
        let names = program.observed.map(spelling.name)
        let states = exploration.outcomes.map { outcome in order.map { outcome.outcome.values[$0] } }
            .sorted { $0.lexicographicallyPrecedes($1) }
        let isUndefined = exploration.model.racesAreUndefined && exploration.hasRace
        let counts = HerdCounts(verdict, executions: exploration.executions)
        var lines = ["Test \(name) \(spelling.kind(of: verdict?.property))", "States \(states.count)"]
        lines += states.map { state in zip(order, state).map { "\(names[$0])=\($1);" }.joined(separator: " ") }
        let answer = isUndefined ? "Undef" : verdict.map { $0.status == .holds } ?? true ? "Ok" : "No"
        // What herd7 says where it did not follow a loop to its end: the answer is one as far as it looked.
        let isBounded = !exploration.boundedLoops.isEmpty || !exploration.isComplete
        lines.append((isBounded ? "Loop " : "") + answer)
        lines += ["Witnesses", "Positive: \(counts.positive) Negative: \(counts.negative)"]
        if isUndefined { lines.append("Flag *undef*") }
        lines.append("Condition \(spelling.condition(of: verdict?.property))")
        lines.append("Observation \(name) \(counts.observation) \(counts.satisfying) \(counts.others)")
        lines.append("Time \(name) \(NumberText.plain(exploration.seconds))")
        return lines.joined(separator: "\n") + "\n"
    }
}

/// herd7's two ways to count: those that satisfy the proposition, and those that speak for the condition, which for
/// `~exists` are the others.
struct HerdCounts {
    var satisfying: Int
    var others: Int
    private var isNegated: Bool

    init(_ verdict: PropertyVerdict?, executions: Int) {
        satisfying = verdict?.satisfying ?? executions
        others = verdict?.others ?? 0
        isNegated = verdict?.property.kind == .forbid
    }

    var positive: Int { isNegated ? others : satisfying }
    var negative: Int { isNegated ? satisfying : others }
    var observation: String { satisfying == 0 ? "Never" : others == 0 ? "Always" : "Sometimes" }
}

extension NumberText {
    /// Seconds with two digits after the point and no separators, as C's `%.2f` writes them.
    static func plain(_ seconds: Double) -> String {
        fixed(seconds, digits: 2).filter { $0 != "," }
    }
}
