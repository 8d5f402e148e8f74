import AtomicsCore
import Litmus
import ModelChecker

/// Everything there is to say about one program: what the models say, what the machine showed, or both.
public struct Report: Sendable {
    public var program: Program
    /// One for each model asked for, in that order; empty for a mere run.
    public var explorations: [Exploration]
    /// Nil for a mere check.
    public var histogram: Histogram?

    public init(program: Program, explorations: [Exploration] = [], histogram: Histogram? = nil) {
        self.program = program
        self.explorations = explorations
        self.histogram = histogram
    }
}
