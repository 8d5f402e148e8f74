import ArgumentParser
import AtomicsCore
import Foundation

/// How to run on real threads: what `run` and `compare` have in common.
struct RunOptionGroup: ParsableArguments {
    @Option(help: ArgumentHelp("How many times to run the program: 1000, 10k, 1M. (default: 1M)", valueName: "n"),
            transform: Quantity.positive)
    var iterations = RunOptions().iterations

    @Option(help: ArgumentHelp("Ends the run after this time, whatever --iterations says.", valueName: "seconds"),
            transform: TimeSpan.seconds)
    var seconds: Double?

    @Option(help: "Where threads are put: none, spread, compact, or processors' numbers with commas. (default: none)",
            transform: placement)
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

private func placement(_ text: String) throws -> Affinity {
    switch text.lowercased() {
    case "none": return .none
    case "spread": return .spread
    case "compact": return .compact
    default: break
    }
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map {
        Int($0.trimmingCharacters(in: .whitespaces))
    }
    let processors = numbers.compactMap { $0 }.filter { $0 >= 0 }
    guard processors.count == numbers.count else {
        throw ValidationError("expected none, spread, compact or processors' numbers such as 0,1, found '\(text)'")
    }
    return .processors(processors)
}
