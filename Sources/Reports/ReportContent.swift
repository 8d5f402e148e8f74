import AtomicsCore
import Litmus
import ModelChecker

/// What a report says, in the order in which it says it, before it becomes text or HTML.
struct ReportContent: Sendable {
    /// A sentence with a verdict, and what belongs to it.
    struct Statement: Sendable {
        enum Mark: String, Sendable { case good = "✓", bad = "✗", open = "?", none = "" }

        var mark: Mark
        var text: String
        /// Explanations; the line of the program that is meant.
        var details: [String] = []
    }

    var headline: String
    var table: OutcomeTable
    var properties: [Statement]
    /// Errors of the program, failures on the machine, and outcomes that no model allows.
    var findings: [Statement]
    var sections: [TimelineSection]
    /// How many timelines were left out.
    var omittedTimelines: Int
    var notes: [String]

    init(of report: Report, timelines: TextStyle.Timelines) {
        headline = report.headline
        table = OutcomeTable(of: report)
        properties = report.propertyStatements
        findings = report.findingStatements
        let timelines = report.timelineSections(timelines)
        (sections, omittedTimelines) = (timelines.shown, timelines.omitted)
        notes = report.notes
    }
}

extension Report {
    /// "store_buffering under rc11: 4 executions, 4 outcomes, 1 of them weak"
    var headline: String {
        var text = program.name
        let outcomes = reportedOutcomes
        if !explorations.isEmpty {
            let models = explorations.map(\.model.rawValue).joined(separator: ", ")
            let counts = explorations.map { NumberText.grouped($0.executions) }.joined(separator: ", ")
            text += " under \(models): \(counts) \(explorations.map(\.executions) == [1] ? "execution" : "executions")"
                + ", \(NumberText.counted(outcomes.count, "outcome"))"
            let weak = outcomes.filter(\.isWeak).count
            if weak > 0 { text += ", \(NumberText.grouped(weak)) of them weak" }
        }
        guard let histogram else { return text }
        let rate = histogram.seconds > 0 ? Double(histogram.iterations) / histogram.seconds : 0
        let threads = NumberText.counted(program.threads.count, histogram.threads == .os ? "thread" : "green thread")
        return text + (explorations.isEmpty ? " on \(threads): " : "; on \(threads): ")
            + NumberText.counted(histogram.iterations, "iteration")
            + " in \(NumberText.duration(histogram.seconds)) (\(NumberText.significant(rate)) a second)"
            + (explorations.isEmpty ? ", \(NumberText.counted(outcomes.count, "outcome"))" : "")
    }

    fileprivate var propertyStatements: [ReportContent.Statement] {
        (propertyVerdicts + machineVerdicts).map { verdict in
            var text = program.text(of: verdict.property)
            if program.properties.count > 1 { text = "[\(verdict.number)] " + text }
            if let model = verdict.model, explorations.count > 1 || !verdict.property.models.isEmpty {
                text += " under \(model.rawValue)"
            } else if verdict.model == nil, mode == .compare {
                text += " on this machine"
            }
            return ReportContent.Statement(mark: verdict.status.mark, text: "\(text) \(verdict.evidence)",
                                           details: verdict.explanation?.lines ?? [])
        }
    }

    fileprivate var findingStatements: [ReportContent.Statement] {
        explorations.flatMap { exploration in exploration.errors.map { statement(of: $0, exploration.model) } }
            + (histogram?.failures ?? []).map { failure in
                var details = excerpt(line: failure.line, thread: failure.thread)
                if !failure.state.isEmpty {
                    let state = failure.state.map { "\($0.name) = \($0.value)" }.joined(separator: ", ")
                    details.append("the first time: \(state)")
                }
                return ReportContent.Statement(mark: .bad, text: sentence(of: failure), details: details)
            }
            + (histogram?.stuck ?? []).map { stuck in
                ReportContent.Statement(mark: .bad, text: sentence(of: stuck),
                                        details: excerpt(line: stuck.line, thread: stuck.thread))
            }
            + disagreements.map { outcome in
                ReportContent.Statement(mark: .bad, text: sentence(ofDisagreement: outcome),
                                        details: [disagreementAdvice])
            }
            + expectationStatement
    }

    private func statement(of finding: Finding, _ model: ModelName) -> ReportContent.Statement {
        let isExpected = finding.kind == expected
        let under = explorations.count > 1 ? " under \(model.rawValue)" : ""
        return ReportContent.Statement(
            mark: isExpected ? .good : .bad,
            text: (isExpected ? "as expected: " : "") + sentence(of: finding) + under,
            details: excerpt(line: finding.line ?? 0, thread: finding.thread))
    }

    private var expectationStatement: [ReportContent.Statement] {
        expected == nil ? [] : problems.map { ReportContent.Statement(mark: .bad, text: $0.sentence) }
    }

    private func excerpt(line: Int, thread: String?) -> [String] {
        program.excerpt(line: line, thread: thread).map { ["\(line) │ \($0)"] } ?? []
    }

    /// What to make of a machine that does what no model allows.
    private var disagreementAdvice: String {
        guard explorations.contains(where: { $0.model != .sc }) else {
            return "this machine is weaker than sc, as nearly all are: compare it with --model tso or rc11"
        }
        return "the model, the processor or memmodel is wrong: please report it with the program, this report and "
            + "what %machine says"
    }

    /// What limits the meaning of the figures.
    fileprivate var notes: [String] {
        var notes: [String] = []
        if reportedOutcomes.contains(where: \.isWeak) { notes.append("weak: an outcome that sc does not allow") }
        for exploration in explorations { notes += explorationNotes(exploration) }
        notes += unaskedProperties
        return notes + (histogram.map(machineNotes) ?? [])
    }

    /// Properties that speak of other models only.
    private var unaskedProperties: [String] {
        program.properties.filter { property in
            !property.models.isEmpty && !explorations.contains { property.applies(to: $0.model.rawValue) }
        }.map { property in
            let reason = explorations.isEmpty ? "it speaks of models, not of the machine"
                : "--model \(property.models.joined(separator: ","))"
            let models = property.models.joined(separator: ", ")
            return "\(program.text(of: property)) under \(models) was not asked: \(reason)"
        }
    }

    private func explorationNotes(_ exploration: Exploration) -> [String] {
        let under = explorations.count > 1 ? "\(exploration.model.rawValue): " : ""
        var notes: [String] = []
        if !exploration.isComplete {
            notes.append("\(under)PARTIAL RESULT: \(exploration.ending); "
                + "what is not in the table may still be possible")
        }
        if let iterations = exploration.iterationsOfLoops {
            notes.append("\(under)up to \(iterations): --unroll N looks further")
        }
        let weak = exploration.outcomes.filter(\.isWeak)
        let explained = weak.count(where: \.isToBeExplained)
        if explained > 0, explained < weak.count {
            let all = NumberText.grouped(weak.count)
            notes.append("\(under)the first \(explained) of \(all) weak outcomes are explained")
        }
        if exploration.usedSymmetry {
            notes.append("\(under)replicated threads are interchangeable here: executions are counted up to renaming")
        } else if exploration.symmetryFactor > 1 {
            notes.append("\(under)replicated threads are interchangeable here: one execution of every "
                + "\(NumberText.grouped(exploration.symmetryFactor)) was visited, the others follow by renaming")
        }
        if exploration.blocked > 0 {
            notes.append("\(under)\(NumberText.counted(exploration.blocked, "further exploration")) ended "
                + "without an outcome: a thread was left waiting, "
                + (exploration.boundedLoops.isEmpty ? "" : "a loop met its bound, ")
                + "or an assume was false (what can never go on is an error)")
        }
        if exploration.racyExecutions > 0, exploration.executions > 0 {
            notes.append("\(under)\(NumberText.grouped(exploration.racyExecutions)) of "
                + "\(NumberText.counted(exploration.executions, "execution")) "
                + "\(exploration.racyExecutions == 1 ? "has" : "have") a data race")
        }
        return notes
    }
}

extension PropertyStatus {
    fileprivate var mark: ReportContent.Statement.Mark {
        switch self {
        case .holds: .good
        case .fails: .bad
        case .undecided: .open
        }
    }
}

extension Explanation {
    /// The sentence, then the cycle, which ends with its axiom.
    var lines: [String] {
        var lines = sentence.isEmpty ? [] : [sentence]
        if let cycle { lines.append(cycle) }
        return lines
    }
}
