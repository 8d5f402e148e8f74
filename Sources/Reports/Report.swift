import AtomicsCore
import Litmus
import ModelChecker

/// Everything there is to say about one program: what the models say, what the machine showed, or both.
public struct Report: Sendable {
    public var program: Program { didSet { digest = ReportDigest() } }
    /// One for each model asked for, in that order; empty for a mere run.
    public var explorations: [Exploration] { didSet { digest = ReportDigest() } }
    /// Nil for a mere check.
    public var histogram: Histogram? { didSet { digest = ReportDigest() } }
    /// The finding that `--expect` asks for: the report's verdict is `ok` if and only if it is there.
    public var expected: FindingKind?
    /// What was derived from the above already.
    var digest = ReportDigest()

    public init(program: Program, explorations: [Exploration] = [], histogram: Histogram? = nil,
                expected: FindingKind? = nil) {
        self.program = program
        self.explorations = explorations
        self.histogram = histogram
        self.expected = expected
    }

    /// What was done with the program.
    public enum Mode: String, Sendable, Hashable, CaseIterable { case check, run, compare }

    public var mode: Mode {
        histogram == nil ? .check : explorations.isEmpty ? .run : .compare
    }
}
