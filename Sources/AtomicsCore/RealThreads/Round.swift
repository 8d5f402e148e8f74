/// Some batches that all workers go through before the next is planned.
struct Round: Sendable, Hashable {
    /// Instances, and thus iterations, in a batch.
    var batchSize: Int
    var batches: Int

    var iterations: Int { batchSize * batches }
}

/// Plans the rounds: as many iterations as are asked for, in batches that are long enough to make up for their barriers.
struct RoundPlanner: Sendable {
    private let capacity: Int
    private var remaining: Int
    private let deadline: Double?
    private var batchSize = 8
    /// When the current round began, and what it is.
    private var current: (round: Round, start: Double)?

    /// How long a batch is to take, in seconds: long against a barrier, short against a time slice.
    private static let batchTime = 50e-6
    /// How long a round is to take, in seconds.
    private static let roundTime = 2e-3

    /// - Parameter deadline: by `MonotonicClock.seconds`.
    init(iterations: Int, capacity: Int, deadline: Double?) {
        self.capacity = capacity
        self.deadline = deadline
        remaining = iterations
    }

    /// Takes note of the end of the last round, and returns the next, or nil at the end of the run.
    mutating func next(isEnding: Bool) -> Round? {
        let now = MonotonicClock.seconds()
        var batches = 1
        if let (round, start) = current {
            remaining -= round.iterations
            let perBatch = max(now - start, 1e-9) / Double(round.batches)
            if perBatch < Self.batchTime / 2, batchSize < capacity { batchSize = min(batchSize * 2, capacity) }
            if perBatch > Self.batchTime * 2, batchSize > 1 { batchSize /= 2 }
            batches = max(1, Int(min(Self.roundTime / perBatch, 1000)))
        }
        current = nil
        if isEnding || remaining <= 0 || deadline.map({ now >= $0 }) == true { return nil }
        var round = Round(batchSize: min(batchSize, remaining), batches: batches)
        round.batches = min(round.batches, remaining / round.batchSize)
        current = (round, now)
        return round
    }
}
