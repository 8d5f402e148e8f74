/// Executes the bodies of a run on its workers; each worker runs one thread of the program.
protocol Engine: Sendable {
    /// Runs the worker's part of a round: all its batches, counting included.
    ///
    /// - Returns: false if the run was ended in the middle.
    func run(_ round: Round, worker: Int) -> Bool

    /// How the last round went; to be asked while all workers wait.
    var timing: RoundTiming { get }

    /// What has been counted so far, or nil where there are too many different outcomes to ask so often; to be asked
    /// while all workers wait.
    func outcomesSoFar() -> [[Int64]: Int]?

    /// What has been counted, once all workers have ended.
    func results() -> EngineResults
}

struct EngineResults: Sendable {
    var outcomes: [[Int64]: Int] = [:]
    /// Iterations that an `assume` dropped.
    var discarded = 0
    /// Iterations in which something went wrong.
    var failed = 0
    var failures = FailureLog()
    /// Where workers stood that were made to stop in the middle of an instance.
    var stuck: [StuckPosition] = []

    var iterations: Int { outcomes.values.reduce(0, +) + discarded + failed }
}
