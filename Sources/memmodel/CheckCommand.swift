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
    @OptionGroup(title: "Exploring in parts") var splitting: SplittingOptionGroup
    @OptionGroup(title: "Output") var output: TextOptionGroup
    @OptionGroup(title: "Output") var timelines: TimelineOption

    @Option(help: "How the result is written; herd is herd7's log, dot a graph for Graphviz.")
    var format = Format.text

    @Option(help: "Pass if and only if this is found: race, assertion, deadlock, livelock, …")
    var expect: FindingKind?

    func validate() throws {
        if splitting.part != nil, !programs.files.isEmpty {
            throw ValidationError("--part FILE explores what is in that file: name no program with it")
        }
        if splitting.part == nil { try programs.requireFiles() }
        if splitting.split != nil, exploring.model.count > 1 {
            throw ValidationError("--split takes one model")
        }
    }

    func run() throws {
        let interruption = Interruption()
        if let part = splitting.part { return try explore(part, until: interruption) }
        if let count = splitting.split, let directory = splitting.out {
            return try programs.answerEachInput(until: interruption) { input, program in
                if let obstacle = Obstacle(in: program) { throw InputError("\(program.name): \(obstacle)") }
                try writeParts(of: input, program, exploring.options(for: exploring.model[0]), into: count,
                               directory: directory)
                return .holds
            }
        }
        var printer = ReportPrinter(format.output, output.style(timelines.timeline))
        try programs.answerEach(until: interruption) { program in
            let explorations = try exploreAll(program, exploring, until: interruption)
            let report = Report(program: program, explorations: explorations, expected: expect)
            printer.print(report)
            return ExitStatus(of: report)
        }
    }

    private func explore(_ part: String, until interruption: Interruption) throws {
        do {
            try explorePart(in: part, exploring, asJSON: format == .json, until: interruption)
        } catch let error as InputError {
            StandardStreams.complain(error.description)
            throw ExitStatus.badInput
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
