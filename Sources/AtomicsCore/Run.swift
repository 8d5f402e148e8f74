import Litmus

/// Runs a program again and again on real threads and counts its end states.
///
/// May be called from any thread; blocks until the run has ended. `isCancelled` is asked about every 10 ms, and a run
/// that it ends returns what it has counted by then.
///
/// - Throws: `RunError` where the program holds something that cannot be run.
public func run(_ program: Program, _ options: RunOptions = RunOptions(),
                isCancelled: @escaping @Sendable () -> Bool = { false }) throws -> Histogram {
    var histogram = switch options.threads {
    case .os: try RealRun(program, options).run(isCancelled: isCancelled)
    case .green: GreenRun(program, options).run(isCancelled: isCancelled)
    }
    histogram.apply(program.filter, of: program)
    return histogram
}

extension Histogram {
    /// Counts the iterations whose end state does not satisfy the filter as discarded.
    mutating func apply(_ filter: Condition?, of program: Program) {
        guard let filter else { return }
        let columns = Dictionary(uniqueKeysWithValues: program.tracked.enumerated().map { ($1, $0) })
        let dropped = outcomes.filter { tally in
            filter.evaluate { columns[$0].map { tally.values[$0] } ?? 0 } ?? 0 == 0
        }
        discarded += dropped.reduce(0) { $0 + $1.count }
        outcomes.removeAll(where: dropped.contains)
    }
}

/// Why a program cannot be run on real threads.
public struct RunError: Error, Sendable, CustomStringConvertible {
    public var description: String
    /// The error of the program that was found, where it is one.
    public var finding: FindingKind?

    public init(_ description: String, finding: FindingKind? = nil) {
        self.description = description
        self.finding = finding
    }
}
