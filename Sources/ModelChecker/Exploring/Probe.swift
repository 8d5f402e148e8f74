/// A walk from the root of the exploration to one of its leaves that takes one branch at random at each node.
///
/// Knuth, *Estimating the Efficiency of Backtrack Programs* (Mathematics of Computation 29, 1975): the product of the
/// numbers of branches along the way is an unbiased estimate of the number of leaves.
struct Probe {
    private var random: UInt64
    /// The product so far.
    private(set) var weight = 1.0

    init(seed: UInt64) { random = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

    /// Goes back to the root.
    mutating func restart() { weight = 1 }

    /// Chooses one of `count` branches.
    mutating func choose(_ count: Int) -> Int {
        random ^= random << 13
        random ^= random >> 7
        random ^= random << 17
        weight *= Double(count)
        return Int(random >> 33) % count
    }
}

/// Which of a node's branches are walked: all of them, or the one that a probe has chosen.
struct Turn {
    /// Negative for all.
    private let chosen: Int

    static let all = Turn(-1)

    init(_ chosen: Int) { self.chosen = chosen }

    @inline(__always) func includes(_ branch: Int) -> Bool { chosen < 0 || chosen == branch }
}

extension Explorer {
    /// Prepares for a node's branches: each gets an equal part of the node's share.
    @inline(__always)
    mutating func divide(_ branches: Int) -> Turn {
        guard branches > 1 else { return .all }
        share /= Double(branches)
        guard var walk = probe else { return .all }
        let turn = Turn(walk.choose(branches))
        probe = walk
        return turn
    }
}
