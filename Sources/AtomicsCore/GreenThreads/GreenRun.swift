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
        let deadline = options.seconds.map { start + $0 } ?? .infinity
        let shouldStop = { MonotonicClock.seconds() >= deadline || isCancelled() }
        var scheduler = GreenScheduler(program, seed: options.seed ?? .random(in: 0 ... .max), shouldStop: shouldStop)
        let tally = GreenTally(program)
        let looksEvery = max(64 / max(program.threads.count, 1), 1)
        while tally.iterations < options.iterations {
            if tally.iterations % looksEvery == 0, shouldStop() { break }
            let ending = scheduler.runIteration()
            tally.note(ending, scheduler)
            if case .stopped = ending { break }
        }
        var histogram = tally.histogram(seconds: MonotonicClock.seconds() - start)
        histogram.startCost = try? StartCost.measured()
        return histogram
    }
}
