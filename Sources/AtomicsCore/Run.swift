import Litmus

/// Runs a program again and again on real threads and counts its end states.
///
/// May be called from any thread; blocks until the run has ended. `isCancelled` is asked about every 10 ms, and a run
/// that it ends returns what it has counted by then.
///
/// - Throws: `RunError` where the program holds something that cannot be run.
public func run(_ program: Program, _ options: RunOptions = RunOptions(),
                isCancelled: @escaping @Sendable () -> Bool = { false }) throws -> Histogram {
    switch options.threads {
    case .os: return try RealRun(program, options).run(isCancelled: isCancelled)
    case .green: return GreenRun(program, options).run(isCancelled: isCancelled)
    }
}

/// Why a program cannot be run on real threads.
public struct RunError: Error, Sendable, CustomStringConvertible {
    public var description: String

    public init(_ description: String) { self.description = description }
}
