import AtomicsCore
import Language
import Litmus
import Testing

/// Runs the program that a text holds.
func run(_ text: String, iterations: Int = 100_000, seconds: Double? = nil,
         configure: (inout RunOptions) -> Void = { _ in }) throws -> Histogram {
    let result = parse(text)
    try #require(result.diagnostics.isEmpty, "\(result.diagnostics)")
    var options = RunOptions()
    options.iterations = iterations
    options.seconds = seconds
    configure(&options)
    return try run(try #require(result.program), options)
}

extension Histogram {
    /// How often the outcome was seen.
    func count(_ values: Int64...) -> Int { outcomes.first { $0.values == values }?.count ?? 0 }

    /// Iterations that ended by themselves, whatever became of them, as far as the tally knows.
    var counted: Int { outcomes.map(\.count).reduce(0, +) }
}
