import Litmus

/// Which parts of its exploration an explorer gives away. It holds no reference: it is asked at every event, and workers
/// that count references to something that they share wait for each other.
struct Frontier {
    enum Policy {
        case nothing
        /// What is worth it, when somebody has nothing to do.
        case onDemand
        /// Everything with at least so many events more than the task's own graph, and everything that is at its end.
        case beyond(Int)
    }

    var policy = Policy.nothing
    /// The number of events of the task's own graph, which is not given away again.
    var rootEvents = 0

    /// It costs some microseconds to write a part down and to build it again, and waking up a thread costs more. What is
    /// handed over has so many executions, as far as can be told from those so far; before that can be told, it is so
    /// many events away from an execution's end.
    static let worthwhileExecutions = 2000.0
    static let worthwhileDistance = 8
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
        case .onDemand: graph.eventCount > frontier.rootEvents && isWorthwhile && handOverOnDemand()
        case .beyond(let distance): handOver(beyond: distance)
        }
    }

    @inline(__always)
    private var isWorthwhile: Bool {
        let done = limits.progress - limits.handedOver
        guard recorder.executions >= 500, done > 0 else {
            return recorder.lastLeafEvents - graph.eventCount >= Frontier.worthwhileDistance
        }
        return share * Double(recorder.executions) >= Frontier.worthwhileExecutions * done
    }

    @inline(never)
    private mutating func handOverOnDemand() -> Bool {
        guard probe == nil, let pool, pool.isHungry else { return false }
        handOver(to: pool)
        return true
    }

    @inline(never)
    private mutating func handOver(beyond distance: Int) -> Bool {
        guard probe == nil, let pool, graph.eventCount >= frontier.rootEvents + distance
            || (isAtEnd && graph.eventCount > frontier.rootEvents) else { return false }
        handOver(to: pool)
        return true
    }

    private mutating func handOver(to pool: TaskPool) {
        pool.add(ExplorationTask(graph, share: share, key: recorder.nextHandOver(), isLeaf: isAtEnd))
        limits.handedOver += share
    }
}
