import ArgumentParser
import Kernel
import Litmus
import ModelChecker

/// How to explore: what `check` and `compare` have in common.
struct CheckOptionGroup: ParsableArguments {
    @Option(help: ArgumentHelp(
        "The memory model: sc, tso, rc11, several with commas, or all. (default: rc11)", valueName: "model"),
        transform: OptionParsing.models)
    var model: [ModelName]?

    @Option(parsing: .unconditional, help: ArgumentHelp(
        "How often a loop that is neither a `for` nor a spin may go round. (default: \(CheckOptions().unroll))",
        valueName: "n"), transform: OptionParsing.quantity)
    var unroll: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("How many threads explore. (default: 1)", valueName: "n"),
            transform: OptionParsing.quantity)
    var jobs: Int?

    @Option(parsing: .unconditional,
            help: ArgumentHelp("Gives up on a program under a model after this time.", valueName: "seconds"),
            transform: OptionParsing.time)
    var timeout: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("Gives up after this many executions.", valueName: "n"),
            transform: OptionParsing.quantity)
    var maxExecutions: Int?

    @Option(parsing: .unconditional,
            help: ArgumentHelp("Gives up when the process uses more memory than this.", valueName: "MiB"),
            transform: OptionParsing.quantity)
    var memory: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp(
        "Draw so many random executions instead of exploring all: never a proof.", valueName: "n"),
        transform: OptionParsing.quantity)
    var sample: Int?

    @Flag(help: "Stop at the first error.")
    var first = false

    @Flag(inversion: .prefixedNo, help: """
        Count executions up to renaming of replicated threads that are alike; --no-symmetry visits every one. \
        Without either, they are visited up to renaming and all counted. Alike are those of `thread t[n]` that \
        begin with the same read-modify-write or lock, where nothing depends on their `id` or names one of them.
        """)
    var symmetry: Bool? = nil

    func validate() throws {
        if symmetry == true, sample != nil {
            throw ValidationError("--symmetry and --sample exclude each other: random executions are not counted up to "
                + "renaming")
        }
        if symmetry == true, maxExecutions != nil {
            throw ValidationError("--symmetry and --max-executions exclude each other: that limit is one of executions "
                + "that are each visited")
        }
    }

    /// The models to ask, where the file's own directives name these.
    func models(_ file: DirectedProgram) -> [ModelName] { model ?? file.models }

    /// The options for one of the models: what the command line does not say is as in `defaults`.
    func options(for model: ModelName, _ defaults: CheckOptions = CheckOptions(),
                 seed: UInt64? = nil) -> CheckOptions {
        var options = defaults
        options.model = model
        options.unroll = unroll ?? defaults.unroll
        options.jobs = jobs ?? defaults.jobs
        options.timeout = timeout.map { .seconds($0) } ?? defaults.timeout
        options.maxExecutions = maxExecutions ?? defaults.maxExecutions
        options.memoryLimit = memory.map { $0 << 20 } ?? defaults.memoryLimit
        options.sample = sample ?? defaults.sample
        options.seed = seed ?? defaults.seed
        options.stopsAtFirstError = first || defaults.stopsAtFirstError
        options.symmetry = symmetry.map { $0 ? .countVisited : .off } ?? defaults.symmetry
        return options
    }
}

/// What the random numbers of `--sample` start from.
struct SampleSeedOption: ParsableArguments {
    @Option(help: ArgumentHelp("Makes --sample reproducible.", valueName: "n"))
    var seed: UInt64?
}

/// What random numbers start from in a run: those of green threads, and of the pacing of real ones.
struct RunSeedOption: ParsableArguments {
    @Option(help: ArgumentHelp("Makes green threads and the pacing reproducible.", valueName: "n"))
    var seed: UInt64?
}

/// What random numbers start from in both.
struct SeedOption: ParsableArguments {
    @Option(help: ArgumentHelp("Makes --sample, green threads and the pacing reproducible.", valueName: "n"))
    var seed: UInt64?
}
