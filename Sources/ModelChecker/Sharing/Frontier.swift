import Litmus

/// Where an explorer gives parts of its exploration away.
struct Frontier {
    enum Policy {
        /// When somebody has nothing to do, and the part is worth it.
        case onDemand
        /// Everything with at least so many events more than the task's own graph, and everything that is at its end.
        case beyond(Int)
    }

    let pool: TaskPool
    let policy: Policy
    /// The number of events of the task's own graph, which is not given away again.
    var rootEvents = 0

    /// It costs some microseconds to write a part down and to build it again, and waking up a thread costs more. What is
    /// handed over has so many executions, as far as can be told from those so far; before that can be told, it is so
    /// many events away from an execution's end.
    static let worthwhileExecutions = 2000.0
    static let worthwhileDistance = 8
}

extension Explorer {
    private var isWorthwhile: Bool {
        let done = limits.progress - limits.handedOver
        guard recorder.executions >= 500, done > 0 else {
            return recorder.lastLeafEvents - graph.eventCount >= Frontier.worthwhileDistance
        }
        return share / done * Double(recorder.executions) >= Frontier.worthwhileExecutions
    }

    /// Hands the graph over instead of visiting it, where that is wanted.
    mutating func handOver() -> Bool {
        guard let frontier, probe == nil else { return false }
        switch frontier.policy {
        case .onDemand:
            guard frontier.pool.isHungry, graph.eventCount > frontier.rootEvents, isWorthwhile else { return false }
        case .beyond(let distance):
            guard graph.eventCount >= frontier.rootEvents + distance || (isAtEnd && graph.eventCount > frontier.rootEvents)
            else { return false }
        }
        frontier.pool.add(ExplorationTask(graph, share: share, key: recorder.nextHandOver(), isLeaf: isAtEnd))
        limits.handedOver += share
        return true
    }
}
