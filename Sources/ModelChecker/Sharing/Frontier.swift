import Litmus

/// Which parts of its exploration an explorer gives away. Asked at every event; holds no reference (see `Hunger`).
struct Frontier: ~Copyable {
    enum Policy {
        case nothing
        /// What is worth it, when somebody has nothing to do.
        case onDemand(Hunger)
        /// Everything with at least so many events more than the task's own graph, and everything that is at its end.
        case beyond(Int)
    }

    var policy = Policy.nothing
    /// The number of events of the task's own graph, which is not given away again.
    var rootEvents = 0
    /// What `Limits.progress` will be when the task is done.
    var progressAtEnd = 0.0
    var sizes = SubtreeSizes()
    /// In events: what is so far from an execution's end is taken for large as long as nothing is known.
    static let farFromEnd = 8
}

extension Explorer {
    /// From now on gives parts of its exploration to the pool.
    mutating func share(_ policy: Frontier.Policy, in pool: TaskPool) {
        frontier.policy = policy
        self.pool = pool
    }

    /// Hands the graph over instead of visiting it, where that is wanted.
    /// - Parameter isLeaf: whether nothing can be added to the graph.
    @inline(__always)
    mutating func handOver(isLeaf: Bool) -> Bool {
        switch frontier.policy {
        case .nothing: false
        case .onDemand(let hunger): !isLeaf && hunger.isFelt && handOver(to: hunger)
        case .beyond(let distance): handOver(beyond: distance, isLeaf)
        }
    }

    /// Learns from what extended the graph, once it has been visited.
    @inline(__always)
    func noteSize(since visits: Int) {
        guard case .onDemand = frontier.policy else { return }
        frontier.sizes.note(limits.visits - visits, at: graph.eventCount)
    }

    @inline(never)
    private mutating func handOver(to hunger: Hunger) -> Bool {
        guard graph.eventCount > frontier.rootEvents, probe == nil, leavesEnough, isWorthwhile(hunger) else {
            return false
        }
        // Only now: to touch the pool is to count a reference that all workers share.
        guard let pool else { return false }
        return handOver(to: pool, isLeaf: false)
    }

    /// Whether about as much of the task would remain as is given away. Who gives away all that is left comes back for it
    /// at once.
    private var leavesEnough: Bool { 2 * (frontier.progressAtEnd - limits.progress - share) > share }

    /// Whether the part is large enough, as far as can be told.
    private func isWorthwhile(_ hunger: Hunger) -> Bool {
        let events = graph.eventCount
        let size = frontier.sizes.expected(at: events)
        // Nothing that large has been explored yet.
        if size == 0 { return recorder.lastLeafEvents - events >= Frontier.farFromEnd }
        return size >= hunger.leastSize(events: events)
    }

    @inline(never)
    private mutating func handOver(beyond distance: Int, _ isLeaf: Bool) -> Bool {
        guard probe == nil, let pool, graph.eventCount >= frontier.rootEvents + distance
            || (isLeaf && graph.eventCount > frontier.rootEvents) else { return false }
        return handOver(to: pool, isLeaf: isLeaf)
    }

    private mutating func handOver(to pool: TaskPool, isLeaf: Bool) -> Bool {
        let task = ExplorationTask(graph, share: share, key: recorder.handOverKey, isLeaf: isLeaf)
        guard pool.offer(task) else { return false }
        recorder.countHandOver()
        limits.progress += share
        return true
    }
}
