import AtomicsCore
import Litmus
import ModelChecker

/// The table of outcomes, before anybody decides what it looks like: a row an end state; a column an observed value,
/// a model's number of executions, the machine's count.
struct OutcomeTable: Sendable {
    struct Row: Sendable {
        /// The values of the observed columns.
        var values: [String]
        /// The figures, as many as `figureTitles`.
        var figures: [String]
        /// `weak`, `✓ exists`, `✗ not allowed`.
        var marks: [String]
        var tone: Tone
    }

    var valueTitles: [String]
    var figureTitles: [String]
    var rows: [Row]
    /// How many further outcomes there are, beyond `rows`.
    var omitted = 0
    /// What is said where there are no rows.
    let reasonForNone: String

    /// - Parameter limit: how many rows at most; where there are more outcomes, the marked ones are kept first.
    init(of report: Report, limit: Int = 100) {
        valueTitles = report.program.observed.map(report.program.title)
        figureTitles = report.figureTitles
        reasonForNone = "no outcomes: " + (report.explorations.isEmpty && report.hasEmptyRun
            ? "not one iteration came to its end" : "no execution reaches its end")
        var outcomes = Array(report.reportedOutcomes.enumerated())
        if outcomes.count > limit {
            let marked = outcomes.filter { $0.element.isWeak || !report.marks(of: $0.element).isEmpty }
            let others = outcomes.filter { !$0.element.isWeak && report.marks(of: $0.element).isEmpty }
            omitted = outcomes.count - limit
            outcomes = (marked + others).prefix(limit).sorted { $0.offset < $1.offset }
        }
        let refuted = Set(report.disagreements.map(\.values))
        rows = outcomes.map { _, outcome in
            report.row(of: outcome, isRefuted: refuted.contains(outcome.values))
        }
    }
}

extension Report {
    fileprivate var figureTitles: [String] {
        let models = explorations.count == 1 && mode == .check ? ["executions"] : explorations.map(\.model.rawValue)
        return models + (histogram == nil ? [] : ["count", "share"])
    }

    fileprivate func row(of outcome: ReportedOutcome, isRefuted: Bool) -> OutcomeTable.Row {
        var figures = outcome.allowances.map { allowance in
            switch allowance {
            case .allowed(let executions): NumberText.grouped(executions)
            case .notAllowed: "–"
            case .unknown: "?"
            }
        }
        if let count = outcome.count, let histogram {
            figures.append(NumberText.grouped(count))
            figures.append(count == 0 ? "–" : NumberText.share(count, of: histogram.kept))
        }
        var marks = isRefuted ? ["✗ NOT ALLOWED"] : []
        if outcome.isWeak { marks.append("weak") }
        if outcome.count == 0 { marks.append("not seen") }
        marks += self.marks(of: outcome)
        let isBad = marks.contains { $0.hasPrefix("✗") }
        return OutcomeTable.Row(values: outcome.values.map(String.init), figures: figures, marks: marks,
                                tone: isBad ? .bad : outcome.isWeak ? .weak : .plain)
    }
}

extension Histogram {
    /// Iterations that no `assume` dropped.
    var kept: Int { iterations - discarded }
}
