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
    @OptionGroup(title: "Exploring") var seed: SampleSeedOption
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
        if splitting.part != nil { try refuseOptionsWithoutEffectOnPart() }
        if splitting.split != nil { try refuseOptionsWithoutEffectOnSplit() }
    }

    /// What a part is of has been decided when it was split off, and what is found in it is told when it is merged: who
    /// asks for something else is not to think that they got it.
    private func refuseOptionsWithoutEffectOnPart() throws {
        let decidedBefore = [
            "--model": exploring.model != nil, "--unroll": exploring.unroll != nil,
            "--symmetry": exploring.symmetry == true, "--no-symmetry": exploring.symmetry == false,
            "--sample": exploring.sample != nil,
        ]
        if let name = decidedBefore.filter(\.value).keys.min() {
            throw ValidationError("\(name) has no effect on --part: --split has decided it")
        }
        if expect != nil { throw ValidationError("--expect is for the whole: memmodel merge tells what was found") }
        if format == .herd || format == .dot {
            throw ValidationError("--format \(format.rawValue) is for the whole: give it to memmodel merge, and "
                + "--format json to --part")
        }
    }

    /// Parts are of a whole exploration.
    private func refuseOptionsWithoutEffectOnSplit() throws {
        if exploring.sample != nil {
            throw ValidationError("--split and --sample exclude each other: random executions have no parts")
        }
        if exploring.maxExecutions != nil {
            throw ValidationError("--split and --max-executions exclude each other: parts are of all executions")
        }
    }

    func run() throws {
        let interruption = Interruption()
        if let part = splitting.part { return try explore(part, until: interruption) }
        if let count = splitting.split, let directory = splitting.out {
            return try programs.answerEach(until: interruption) { input in
                try split(input, into: count, directory: directory)
                return .holds
            }
        }
        var printer = ReportPrinter(format.output)
        try programs.answerEach(until: interruption) { input in
            let explorations = try exploreAll(input, exploring, seed: seed.seed, until: interruption)
            let report = Report(program: input.program, explorations: explorations,
                                expected: expect ?? input.directives.expected)
            printer.print(report, output.style(timelines.timeline ?? input.directives.timelines))
            return ExitStatus(of: report)
        }
    }

    private func split(_ input: ProgramInput, into count: Int, directory: String) throws {
        let models = exploring.models(input.directives)
        guard models.count == 1 else { throw InputError("\(input.file.name): --split takes one model") }
        try refuseObstacle(in: input.program)
        let options = exploring.options(for: models[0], input.directives.check, seed: seed.seed)
        try writeParts(of: input.file, input.program, options, into: count, directory: directory)
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
