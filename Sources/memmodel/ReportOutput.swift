import ArgumentParser
import Reports

/// How text results look: what all commands that print them have in common.
struct TextOptionGroup: ParsableArguments {
    @Flag(help: "Write nothing but ASCII.")
    var ascii = false

    func style(_ timelines: TextStyle.Timelines) -> TextStyle {
        TextStyle(ascii: ascii, color: StandardStreams.outputIsColourful, timelines: timelines)
    }
}

/// Which executions are drawn: what `check` and `compare` have in common.
struct TimelineOption: ParsableArguments {
    @Option(help: "Which outcomes are shown with a timeline. (default: weak)")
    var timeline: TextStyle.Timelines?
}

extension TextStyle.Timelines: ExpressibleByArgument {}

/// What a result is written as.
enum OutputFormat: String {
    case text, json, herd, dot
}

/// Writes one report after the other to standard output.
struct ReportPrinter {
    let format: OutputFormat
    private var hasPrinted = false

    init(_ format: OutputFormat) { self.format = format }

    mutating func print(_ report: Report, _ style: TextStyle) {
        let text = rendering(of: report, style)
        let separator = format == .text && hasPrinted ? "\n" : ""
        StandardStreams.say(separator + text + (text.isEmpty || text.hasSuffix("\n") ? "" : "\n"))
        hasPrinted = true
        if format == .herd || format == .dot {
            complainOfLimits(report)
            complainOfErrors(report)
        }
    }

    /// herd's log says itself where there is a data race, and nothing of other errors.
    private func complainOfErrors(_ report: Report) {
        for line in report.errorLines(except: format == .herd ? [.race] : []) {
            StandardStreams.complain("memmodel: \(line)")
        }
    }

    /// These formats have no place for it, and a reader must not take a partial result for a whole one.
    private func complainOfLimits(_ report: Report) {
        for exploration in report.explorations where !exploration.isComplete {
            let what = "\(report.program.name) under \(exploration.model.rawValue)"
            StandardStreams.complain("memmodel: \(what): PARTIAL RESULT: \(exploration.ending); what is not listed may "
                + "still be possible")
        }
        if let histogram = report.histogram, let limit = histogram.limit {
            StandardStreams.complain("memmodel: \(report.program.name): PARTIAL RESULT: \(limit) came after "
                + NumberText.counted(histogram.iterations, "iteration"))
        }
    }

    private func rendering(of report: Report, _ style: TextStyle) -> String {
        switch format {
        case .text: report.text(style)
        case .json: report.json().joined(separator: "\n")
        // An empty line between tests, as herd7 has it.
        case .herd: report.herdLog() + "\n"
        case .dot: report.dot()
        }
    }
}
