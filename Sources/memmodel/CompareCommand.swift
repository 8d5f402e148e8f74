import ArgumentParser
import Reports

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Lay what this machine shows beside what a memory model allows.",
        discussion: """
            Each outcome is shown with its count on this machine and its verdict in the model. One that was seen and \
            is not allowed is a failure.
            Example: memmodel compare --model tso store_buffering.memmodel
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument { case text, json }

    @OptionGroup var programs: ProgramFiles
    @OptionGroup(title: "Exploring") var exploring: CheckOptionGroup
    @OptionGroup(title: "Running") var running: RunOptionGroup
    @OptionGroup(title: "Running") var seed: SeedOption
    @OptionGroup(title: "Output") var output: TextOptionGroup
    @OptionGroup(title: "Output") var timelines: TimelineOption

    @Option(help: "How the result is written.")
    var format = Format.text

    func run() throws {
        let interruption = Interruption()
        var printer = ReportPrinter(format == .json ? .json : .text)
        try programs.answerEach(until: interruption) { input in
            let explorations = try exploreAll(input, exploring, seed: seed.seed, until: interruption)
            let options = running.options(input.directives.run, seed: seed.seed)
            let histogram = try runHistogram(of: input.program, options, until: interruption)
            let report = Report(program: input.program, explorations: explorations, histogram: histogram)
            printer.print(report, output.style(timelines.timeline ?? input.directives.timelines))
            return ExitStatus(of: report)
        }
    }
}
