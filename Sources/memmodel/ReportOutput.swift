import ArgumentParser
import Reports

/// How text results look: what all commands that print them have in common.
struct TextOptionGroup: ParsableArguments {
    @Flag(help: "Write nothing but ASCII.")
    var ascii = false

    func style(_ timelines: TextStyle.Timelines = .weak) -> TextStyle {
        TextStyle(ascii: ascii, color: StandardStreams.outputIsColourful, timelines: timelines)
    }
}

/// Which executions are drawn: what `check` and `compare` have in common.
struct TimelineOption: ParsableArguments {
    @Option(help: "Which outcomes are shown with a timeline.")
    var timeline = TextStyle.Timelines.weak
}

extension TextStyle.Timelines: ExpressibleByArgument {}

/// What a result is written as.
enum OutputFormat: String, CaseIterable {
    case text, json, herd, dot

    func rendering(of report: Report, _ style: TextStyle) -> String {
        let text =
            switch self {
            case .text: report.text(style)
            case .json: report.json().joined(separator: "\n")
            case .herd: report.herdLog()
            case .dot: report.dot()
            }
        return text.isEmpty || text.hasSuffix("\n") ? text : text + "\n"
    }
}
