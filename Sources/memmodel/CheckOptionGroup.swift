import ArgumentParser
import ModelChecker

/// How to explore: what `check` and `compare` have in common.
struct CheckOptionGroup: ParsableArguments {
    @Option(help: ArgumentHelp(
        "The memory model: sc, tso, rc11, several with commas, or all. (default: rc11)", valueName: "model"),
        transform: OptionParsing.models)
    var model: [ModelName] = [.rc11]

    @Option(help: ArgumentHelp(
        "How often a loop that is neither a `for` nor a spin may go round. (default: \(CheckOptions().unroll))",
        valueName: "n"), transform: OptionParsing.quantity)
    var unroll = CheckOptions().unroll

    @Option(help: ArgumentHelp("How many threads explore. (default: 1)", valueName: "n"), transform: OptionParsing.quantity)
    var jobs = 1

    @Option(help: ArgumentHelp("Gives up on a program under a model after this time.", valueName: "seconds"),
            transform: OptionParsing.time)
    var timeout: Double?

    @Option(help: ArgumentHelp("Gives up after this many executions.", valueName: "n"), transform: OptionParsing.quantity)
    var maxExecutions: Int?

    @Option(help: ArgumentHelp("Gives up when the process uses more memory than this.", valueName: "MiB"),
            transform: OptionParsing.quantity)
    var memory: Int?

    @Option(help: ArgumentHelp("Draw so many random executions instead of exploring all: never a proof.", valueName: "n"),
            transform: OptionParsing.quantity)
    var sample: Int?

    @Option(help: ArgumentHelp("What the random numbers of --sample start from.", valueName: "n"))
    var seed: UInt64 = 1

    @Flag(help: "Stop at the first error.")
    var first = false

    @Flag(inversion: .prefixedNo, help: """
        Count executions up to renaming of replicated threads that are alike; --no-symmetry visits every one. \
        Without either, they are visited up to renaming and all counted.
        """)
    var symmetry: Bool? = nil

    /// The options for one of the models.
    func options(for model: ModelName) -> CheckOptions {
        var options = CheckOptions(model: model)
        options.unroll = unroll
        options.jobs = jobs
        options.timeout = timeout.map { .seconds($0) }
        options.maxExecutions = maxExecutions
        options.memoryLimit = memory.map { $0 << 20 }
        options.sample = sample
        options.seed = seed
        options.stopsAtFirstError = first
        options.symmetry = symmetry.map { $0 ? .countVisited : .off } ?? .countAll
        return options
    }
}
