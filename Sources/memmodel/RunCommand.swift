import ArgumentParser
import AtomicsCore
import Litmus
import ModelChecker
import Reports

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run on real threads, again and again, and count the outcomes.",
        discussion: """
            Example: memmodel run --iterations 10M store_buffering.memmodel
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument { case text, json, herd }

    @OptionGroup var programs: ProgramFiles
    @OptionGroup(title: "Running") var running: RunOptionGroup
    @OptionGroup(title: "Running") var seed: RunSeedOption
    @OptionGroup(title: "Output") var output: TextOptionGroup

    @Option(help: "How the result is written; herd is litmus7's histogram.")
    var format = Format.text

    func run() throws {
        let interruption = Interruption()
        var printer = ReportPrinter(format.output)
        try programs.answerEach(until: interruption) { input in
            let options = running.options(input.directives.run, seed: seed.seed)
            let histogram = try runHistogram(of: input.program, options, until: interruption)
            let report = Report(program: input.program, histogram: histogram)
            printer.print(report, output.style(input.directives.timelines))
            return ExitStatus(of: report)
        }
    }
}

/// Runs a program until it is done or the user interrupts it; an interrupted run says so.
///
/// - Throws: `InputError` for a program that cannot be run.
func runHistogram(of program: Program, _ options: RunOptions, until interruption: Interruption) throws -> Histogram {
    do {
        var histogram = try AtomicsCore.run(program, options, isCancelled: { interruption.isRequested })
        if interruption.isRequested, histogram.iterations < options.iterations {
            histogram.limit = "\(ExplorationLimit.interrupt)"
            histogram.warnings.append("interrupted after \(NumberText.grouped(histogram.iterations)) of "
                + NumberText.counted(options.iterations, "iteration"))
        }
        return histogram
    } catch let error as RunError {
        throw InputError("\(program.name): \(error.description)")
    }
}

extension RunCommand.Format {
    fileprivate var output: OutputFormat {
        switch self {
        case .text: .text
        case .json: .json
        case .herd: .herd
        }
    }
}
