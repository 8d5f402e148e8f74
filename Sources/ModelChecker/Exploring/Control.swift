import Synchronization

/// The line between an exploration and whoever waits for it: a request to stop, and figures of progress.
/// Safe to use from any thread.
public final class ExplorationControl: Sendable {
    private let stop = Atomic<Bool>(false)
    private let executionCount = Atomic<Int>(0)
    private let blockedCount = Atomic<Int>(0)

    public init() {}

    /// Asks the exploration to end; it answers within 100 ms with what it has.
    public func cancel() { stop.store(true, ordering: .relaxed) }

    public var isCancelled: Bool { stop.load(ordering: .relaxed) }

    /// Complete executions so far.
    public var executions: Int { executionCount.load(ordering: .relaxed) }

    /// Blocked explorations so far.
    public var blocked: Int { blockedCount.load(ordering: .relaxed) }

    func report(executions: Int, blocked: Int) {
        executionCount.add(executions, ordering: .relaxed)
        blockedCount.add(blocked, ordering: .relaxed)
    }
}
