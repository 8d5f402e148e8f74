import ArgumentParser
import AtomicsCore

/// How to run on real threads: what `run` and `compare` have in common.
struct RunOptionGroup: ParsableArguments {
    @Option(parsing: .unconditional,
            help: ArgumentHelp("How many times to run the program: 1000, 10k, 1M. (default: 1M)", valueName: "n"),
            transform: OptionParsing.quantity)
    var iterations: Int?

    @Option(parsing: .unconditional,
            help: ArgumentHelp("Ends the run after this time, whatever --iterations says.", valueName: "seconds"),
            transform: OptionParsing.time)
    var seconds: Double?

    @Option(help: "Where threads are put: none, spread, compact, or processors' numbers with commas. (default: none)",
            transform: OptionParsing.affinity)
    var affinity: Affinity?

    @Option(help: "The operating system's threads (os), or all bodies on one of them (green). (default: os)")
    var threads: ThreadKind?

    /// The options: what the command line does not say is as in `defaults`.
    func options(_ defaults: RunOptions, seed: UInt64?) -> RunOptions {
        var options = defaults
        options.iterations = iterations ?? defaults.iterations
        options.seconds = seconds ?? defaults.seconds
        options.affinity = affinity ?? defaults.affinity
        options.threads = threads ?? defaults.threads
        options.seed = seed ?? defaults.seed
        return options
    }
}

extension ThreadKind: ExpressibleByArgument {}
