import ArgumentParser
import Litmus
import ModelChecker
import Reports

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Explore every execution that a memory model allows.",
        discussion: """
            Example: memmodel check --model tso,rc11 store_buffering.memmodel
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument { case text, json, herd, dot }

    @OptionGroup var programs: ProgramFiles
    @OptionGroup(title: "Exploring") var exploring: CheckOptionGroup
    @OptionGroup(title: "Output") var output: TextOptionGroup
    @OptionGroup(title: "Output") var timelines: TimelineOption

    @Option(help: "How the result is written; herd is herd7's log, dot a graph for Graphviz.")
    var format = Format.text

    @Option(help: "Pass if and only if this is found: race, assertion, deadlock, livelock, …")
    var expect: FindingKind?

    func run() throws {
        let interruption = Interruption()
        var printer = ReportPrinter(format.output, output.style(timelines.timeline))
        try programs.answerEach(until: interruption) { program in
            let explorations = exploreAll(program, exploring, until: interruption)
            let report = Report(program: program, explorations: explorations, expected: expect)
            printer.print(report)
            return ExitStatus(of: report)
        }
    }
}

extension CheckCommand.Format {
    fileprivate var output: OutputFormat {
        switch self {
        case .text: .text
        case .json: .json
        case .herd: .herd
        case .dot: .dot
        }
    }
}

extension FindingKind: ExpressibleByArgument {}
