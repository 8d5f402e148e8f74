import Synchronization

/// The line between an exploration and whoever waits for it: a request to stop, and figures of progress.
/// Safe to use from any thread.
public final class ExplorationControl: Sendable {
    private let stop = Atomic<Bool>(false)
    private let executionCount = Atomic<Int>(0)
    private let blockedCount = Atomic<Int>(0)
    /// How many executions workers have been allowed to visit, where there is a limit to share.
    private let granted = Atomic<Int>(0)
    private let isEstimating = Atomic<Bool>(false)
    private let estimated = Mutex<Estimate?>(nil)

    private let parent: ExplorationControl?

    public init() { parent = nil }

    /// For a search aside: its figures are its own, but an interrupt of the other ends it too.
    init(within parent: ExplorationControl) { self.parent = parent }

    /// Asks the exploration to end; it answers within 100 ms with what it has.
    public func cancel() { stop.store(true, ordering: .relaxed) }

    public var isCancelled: Bool { stop.load(ordering: .relaxed) || parent?.isCancelled ?? false }

    /// Complete executions so far.
    public var executions: Int { executionCount.load(ordering: .relaxed) }

    /// Blocked explorations so far.
    public var blocked: Int { blockedCount.load(ordering: .relaxed) }

    /// An estimate of the total number of executions. Nil until the exploration has gone on for a second, and from when
    /// more than two standard errors more have been visited: then it was wrong.
    public var estimate: Estimate? {
        guard let estimate = estimated.withLock({ $0 }), estimate.executions > 0 else { return nil }
        return Double(executions) > estimate.executions + 2 * estimate.standardError ? nil : estimate
    }

    /// The share of the executions that are estimated, from 0 to 1; nil where there is no estimate.
    public var progress: Double? { estimate.map { min(1, Double(executions) / $0.executions) } }

    /// Allows a worker so many further executions, or as many as all workers together have left.
    func grant(_ count: Int, of limit: Int) -> Int {
        let before = granted.add(count, ordering: .relaxed).oldValue
        let allowed = max(0, min(count, limit - before))
        if allowed < count { takeBack(count - allowed) }
        return allowed
    }

    func takeBack(_ count: Int) { granted.subtract(count, ordering: .relaxed) }

    func report(executions: Int, blocked: Int) {
        executionCount.add(executions, ordering: .relaxed)
        blockedCount.add(blocked, ordering: .relaxed)
    }

    /// Makes the estimate, unless another worker does.
    func reportOnce(_ estimate: () -> Estimate) {
        guard !isEstimating.exchange(true, ordering: .relaxed) else { return }
        let estimate = estimate()
        estimated.withLock { $0 = estimate }
    }
}

/// An estimate from random probes: a mean, and its standard error.
public struct Estimate: Sendable, Hashable {
    public var executions: Double
    public var standardError: Double

    public init(executions: Double, standardError: Double) {
        self.executions = executions
        self.standardError = standardError
    }
}
