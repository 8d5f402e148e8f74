import Foundation

/// What the numbers of a histogram mean.
extension Histogram {
    /// Iterations a second; 0 where no time has passed.
    public var iterationsPerSecond: Double { seconds > 0 ? Double(iterations) / seconds : 0 }

    /// Different outcomes a second, which falls as there are fewer new ones to find.
    public var outcomesPerSecond: Double { seconds > 0 ? Double(outcomes.count) / seconds : 0 }

    /// Iterations that ended with an outcome: neither dropped, nor failed, nor stuck.
    public var concluded: Int { outcomes.reduce(0) { $0 + $1.count } }

    /// How many iterations ended so; 0 for an outcome that was not seen.
    ///
    /// - Parameter values: the values of `Program.tracked`.
    public func count(of values: [Int64]) -> Int { outcomes.first { $0.values == values }?.count ?? 0 }

    /// How many iterations a second ended in one of the outcomes that the condition picks out: the weak ones, say.
    public func perSecond(where isPicked: (OutcomeTally) -> Bool) -> Double {
        seconds > 0 ? Double(outcomes.filter(isPicked).reduce(0) { $0 + $1.count }) / seconds : 0
    }

    /// The largest probability that an outcome which was not seen can well have: were it larger, the outcome would have
    /// been seen in 19 of 20 runs of this length. Nil where there were no iterations.
    ///
    /// The exact bound is 1 − 0.05^(1/n), which is 3/n for large n: the rule of three (Hanley and Lippman-Hand, *If
    /// nothing goes wrong, is everything all right?*, JAMA 1983). It takes iterations to be independent, which they are
    /// not quite; an outcome that needs what this machine never does has no probability at all.
    public var unseenProbabilityBound: Double? {
        concluded > 0 ? 1 - pow(0.05, 1 / Double(concluded)) : nil
    }
}
