import Litmus

/// Runs a program again and again on real threads and counts its end states.
///
/// - Throws: `RunError` where the program holds something that cannot be run.
public func run(_ program: Program, _ options: RunOptions = RunOptions(),
                isCancelled: @escaping @Sendable () -> Bool = { false }) throws -> Histogram {
    Histogram()
}

/// Why a program cannot be run on real threads.
public struct RunError: Error, Sendable, CustomStringConvertible {
    public var description: String

    public init(_ description: String) { self.description = description }
}
