import ArgumentParser
import AtomicsCore

/// How to run on real threads: what `run` and `compare` have in common.
struct RunOptionGroup: ParsableArguments {
    @Option(help: ArgumentHelp("How many times to run the program: 1000, 10k, 1M. (default: 1M)", valueName: "n"),
            transform: OptionParsing.quantity)
    var iterations = RunOptions().iterations

    @Option(help: ArgumentHelp("Ends the run after this time, whatever --iterations says.", valueName: "seconds"),
            transform: OptionParsing.time)
    var seconds: Double?

    @Option(help: "Where threads are put: none, spread, compact, or processors' numbers with commas. (default: none)",
            transform: OptionParsing.affinity)
    var affinity = Affinity.none

    @Option(help: "The operating system's threads (os), or all bodies on one of them (green).")
    var threads = ThreadKind.os

    @Option(help: "Makes the switches of green threads, and the pacing, reproducible.")
    var seed: UInt64?

    var options: RunOptions {
        var options = RunOptions()
        options.iterations = iterations
        options.seconds = seconds
        options.affinity = affinity
        options.threads = threads
        options.seed = seed
        return options
    }
}

extension ThreadKind: ExpressibleByArgument {}
