/// How a round's threads are timed against each other, and what their caches hold when they start.
struct Tactic: Sendable, Hashable {
    /// The number of a `Preparation`.
    var preparation: Int
    /// From the start of an instance to the start of the next, or 0 for as soon as possible.
    var paceNanoseconds = 0
    /// The largest random delay of a thread's start.
    var jitterNanoseconds = 0

    /// All that are worth a try.
    static func candidates(preparations: [Preparation], control: RunControl) -> [Tactic] {
        var tactics = preparations.indices.map { Tactic(preparation: $0) }
        // Threads that take turns on a processor cannot be timed to the nanosecond.
        guard control.workers > 1, !control.isCrowded else { return tactics }
        tactics += preparations.indices.prefix(4).map { Tactic(preparation: $0, jitterNanoseconds: 500) }
        // Bodies that take longer in one thread than in another stay side by side only if they are paced.
        for (pace, jitter) in [(60, 60), (150, 120), (400, 250)] {
            tactics += preparations.indices.prefix(2).map {
                Tactic(preparation: $0, paceNanoseconds: pace, jitterNanoseconds: jitter)
            }
        }
        return tactics
    }
}
