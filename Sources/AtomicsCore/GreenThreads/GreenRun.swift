import LinuxThreads
import Litmus

/// A run of a program as coroutines on one OS thread.
struct GreenRun {
    private let program: Program
    private let options: RunOptions

    init(_ program: Program, _ options: RunOptions) {
        self.program = program
        self.options = options
    }

    /// Blocks until the run has ended.
    func run(isCancelled: @escaping @Sendable () -> Bool) -> Histogram {
        let start = MonotonicClock.seconds()
        let limit = GreenLimit(deadline: options.seconds.map { start + $0 } ?? .infinity, isCancelled: isCancelled)
        var scheduler = GreenScheduler(program, seed: options.seed ?? .random(in: 0 ... .max),
                                       shouldStop: limit.isOverdue)
        let tally = GreenTally(program)
        while tally.iterations < options.iterations, !limit.isReached {
            let ending = scheduler.runIteration()
            tally.note(ending, scheduler)
            if case .stopped = ending { break }
        }
        var histogram = tally.histogram(seconds: MonotonicClock.seconds() - start)
        if options.affinity != .none {
            histogram.warnings.append("the affinity has no effect on green threads: all run on one thread of the "
                + "operating system, which puts it where it likes")
        }
        histogram.startCost = try? StartCost.measured()
        return histogram
    }
}

/// When a run on green threads is to end: by its time, or because it is cancelled.
private final class GreenLimit {
    private let deadline: Double
    private let isCancelled: () -> Bool
    private var reached: Double?

    /// Whether no further iteration is to begin.
    var isReached: Bool { reached != nil }

    init(deadline: Double, isCancelled: @escaping () -> Bool) {
        self.deadline = deadline
        self.isCancelled = isCancelled
    }

    /// Looks at the clock. An iteration that goes on may take a little longer than the run.
    ///
    /// - Returns: whether it has taken too long.
    func isOverdue() -> Bool {
        let now = MonotonicClock.seconds()
        if reached == nil, now >= deadline || isCancelled() { reached = now }
        return reached.map { now - $0 > Watch.grace } ?? false
    }
}
