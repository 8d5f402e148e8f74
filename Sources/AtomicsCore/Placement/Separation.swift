/// Keeps threads apart that nobody has pinned.
///
/// A scheduler likes to put threads that wait for each other on one processor, where they never run at the same time,
/// most of all on a machine that is busy with something else.
struct Separation: Sendable {
    /// The processors that the threads may use; at least as many as there are threads.
    let processors: [Int]

    /// Where threads are to go that share a processor with a thread before them; nil for those that can stay.
    func moves(from current: [Int?]) -> [Int?] {
        var taken: Set<Int> = []
        var crowded: [Int] = []
        for (thread, processor) in current.enumerated() {
            if let processor, !taken.insert(processor).inserted { crowded.append(thread) }
        }
        var moves = Array(repeating: Int?.none, count: current.count)
        for (thread, processor) in zip(crowded, processors.filter { !taken.contains($0) }) { moves[thread] = processor }
        return moves
    }
}

extension Placement {
    /// How to keep the threads apart; nil where they are pinned, or too many.
    func separation(on topology: Topology) -> Separation? {
        guard processors == nil, threadCount > 1, threadCount <= topology.processors.count else { return nil }
        return Separation(processors: Self.spread(topology))
    }
}
