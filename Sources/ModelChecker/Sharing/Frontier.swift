import Litmus

/// Which parts of its exploration an explorer gives away. Asked at every event; holds no reference (see `Hunger`).
struct Frontier {
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
    /// For how many visits nothing was found for somebody who waits.
    var visitsInVain = 0
}

extension Explorer {
    /// From now on gives parts of its exploration to the pool.
    mutating func share(_ policy: Frontier.Policy, in pool: TaskPool) {
        frontier.policy = policy
        self.pool = pool
    }

    /// Hands the graph over instead of visiting it, where that is wanted.
    @inline(__always)
    mutating func handOver() -> Bool {
        switch frontier.policy {
        case .nothing: false
        case .onDemand(let hunger): hunger.isFelt && handOver(to: hunger)
        case .beyond(let distance): handOver(beyond: distance)
        }
    }

    @inline(never)
    private mutating func handOver(to hunger: Hunger) -> Bool {
        guard graph.eventCount > frontier.rootEvents, probe == nil, let pool else { return false }
        guard recorder.lastLeafEvents - graph.eventCount >= hunger.worthwhileDistance else {
            frontier.visitsInVain += 1
            if frontier.visitsInVain % Hunger.patience == 0 { hunger.becomeLessChoosy() }
            return false
        }
        frontier.visitsInVain = 0
        return handOver(to: pool)
    }

    @inline(never)
    private mutating func handOver(beyond distance: Int) -> Bool {
        guard probe == nil, let pool, graph.eventCount >= frontier.rootEvents + distance
            || (isAtEnd && graph.eventCount > frontier.rootEvents) else { return false }
        return handOver(to: pool)
    }

    private mutating func handOver(to pool: TaskPool) -> Bool {
        let task = ExplorationTask(graph, share: share, key: recorder.handOverKey, isLeaf: isAtEnd)
        guard pool.offer(task) else { return false }
        recorder.countHandOver()
        limits.handedOver += share
        return true
    }
}
