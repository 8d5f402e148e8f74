import LinuxThreads

/// Some batches that all workers go through before the next is planned.
struct Round: Sendable, Hashable {
    /// Instances, and thus iterations, in a batch.
    var batchSize: Int
    var batches: Int
    /// The number of a `Preparation`.
    var preparation = 0
    /// Ticks of the processor's clock from the start of an instance to the start of the next, or 0.
    var pace: Int64 = 0
    /// The largest random delay of a thread's start in ticks: a power of two less one.
    var jitterMask: Int64 = 0

    var iterations: Int { batchSize * batches }
}

/// What the workers found out about a round's timing.
struct RoundTiming: Sendable {
    /// The greatest part of a round that any worker spent in its body, as opposed to waiting; from 0 to 1.
    var bodyShare: Double
    /// How many ticks of the processor's clock the round took.
    var ticks: Int64
}

/// Plans the rounds: as many iterations as are asked for, in batches that are long enough to make up for their
/// barriers, with tactics that show as much as possible.
struct RoundPlanner: Sendable {
    private let capacity: Int
    private let deadline: Double?
    private var tuner: Tuner
    private var remaining: Int
    private var batchSize: Int
    /// How long the next round is to take, in seconds.
    private var roundTime = 0.3e-3
    private var ticksPerNanosecond = 1.0
    /// When the current round began, and what it is.
    private var current: (round: Round, tactic: Int, start: Double)?
    private var counted: [[Int64]: Int] = [:]

    /// Rounds become longer up to this.
    private static let longestRound = 3e-3
    /// A batch that takes longer, in seconds, is too large: its bodies take their time.
    private static let longestBatch = 20e-3
    /// A batch of which less is spent in bodies is too small: the processors are busy with other programs, too, so that
    /// threads that wait for each other wait for long.
    private static let smallestBodyShare = 0.25
    /// The size at which a batch's memory is still in the processor's nearest caches.
    private static let usualBatch = 512

    /// - Parameter deadline: by `MonotonicClock.seconds`.
    init(iterations: Int, capacity: Int, deadline: Double?, tuner: Tuner) {
        self.capacity = capacity
        self.deadline = deadline
        self.tuner = tuner
        remaining = iterations
        batchSize = min(16, capacity)
    }

    /// Takes note of the end of the last round, and returns the next, or nil at the end of the run.
    ///
    /// - Parameter outcomes: all that has been counted since the run's start; nil where that would take too long.
    mutating func next(isEnding: Bool, timing: RoundTiming, outcomes: [[Int64]: Int]?) -> Round? {
        let now = MonotonicClock.seconds()
        var batches = 1
        if let (round, tactic, start) = current {
            let seconds = max(now - start, 1e-7)
            remaining -= round.iterations
            if let outcomes {
                tuner.note(tactic, seconds: seconds, outcomes: outcomes.merging(counted) { $0 - $1 })
                counted = outcomes
            }
            if timing.ticks > 0 { ticksPerNanosecond = Double(timing.ticks) / (seconds * 1e9) }
            adaptBatchSize(seconds / Double(round.batches), timing)
            roundTime = min(roundTime * 1.3, Self.longestRound)
            let perIteration = seconds / Double(round.iterations)
            batches = Int(min(max(roundTime / perIteration / Double(batchSize), 1), 1000))
        }
        current = nil
        if isEnding || remaining <= 0 || deadline.map({ now >= $0 }) == true { return nil }
        let size = min(batchSize, remaining)
        var round = Round(batchSize: size, batches: min(batches, remaining / size))
        let number = tuner.choose()
        let tactic = tuner.tactics[number]
        round.preparation = tactic.preparation
        round.pace = ticks(tactic.paceNanoseconds)
        let jitter = ticks(tactic.jitterNanoseconds)
        round.jitterMask = jitter < 2 ? 0 : 1 << (63 - Int64(jitter.leadingZeroBitCount)) - 1
        current = (round, number, now)
        return round
    }

    private mutating func adaptBatchSize(_ seconds: Double, _ timing: RoundTiming) {
        if seconds > Self.longestBatch, timing.bodyShare > 0.5 {
            batchSize = max(batchSize / 2, 1)
        } else if batchSize < Self.usualBatch, seconds < Self.longestBatch / 4 {
            batchSize = min(batchSize * 4, Self.usualBatch, capacity)
        } else if timing.bodyShare < Self.smallestBodyShare {
            batchSize = min(batchSize * 2, capacity)
        } else if batchSize > Self.usualBatch, timing.bodyShare > 2 * Self.smallestBodyShare {
            batchSize /= 2
        }
    }

    private func ticks(_ nanoseconds: Int) -> Int64 { Int64(Double(nanoseconds) * ticksPerNanosecond) }
}
