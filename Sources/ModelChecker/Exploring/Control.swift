import Synchronization

/// The line between an exploration and whoever waits for it: a request to stop, and figures of progress.
/// Safe to use from any thread.
public final class ExplorationControl: Sendable {
    private let stop = Atomic<Bool>(false)
    private let executionCount = Atomic<Int>(0)
    private let blockedCount = Atomic<Int>(0)
    /// In units of 2⁻⁶⁰ of the whole.
    private let share = Atomic<Int>(0)
    /// How many executions workers have been allowed to visit, where there is a limit to share.
    private let granted = Atomic<Int>(0)
    private let isEstimating = Atomic<Bool>(false)
    private let estimated = Mutex<Estimate?>(nil)

    private static let whole = 0x1p60

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

    /// The share of the exploration that is done, from 0 to 1, as far as can be told before its end: of the executions
    /// that are estimated, or, before there is an estimate, of the branches, as if all of a node's were alike.
    public var progress: Double {
        if let estimate, estimate.executions > 0 { return min(1, Double(executions) / estimate.executions) }
        return min(1, max(0, Double(share.load(ordering: .relaxed)) / Self.whole))
    }

    /// An estimate of the total number of executions; nil until the exploration has gone on for a second. Where there
    /// have been more already than were estimated, the total is taken to be one standard error away.
    public var estimate: Estimate? {
        guard var estimate = estimated.withLock({ $0 }) else { return nil }
        estimate.executions = max(estimate.executions, Double(executions) + estimate.standardError)
        return estimate
    }

    /// Allows a worker so many further executions, or as many as all workers together have left.
    func grant(_ count: Int, of limit: Int) -> Int {
        let before = granted.add(count, ordering: .relaxed).oldValue
        let allowed = max(0, min(count, limit - before))
        if allowed < count { takeBack(count - allowed) }
        return allowed
    }

    func takeBack(_ count: Int) { granted.subtract(count, ordering: .relaxed) }

    func report(executions: Int, blocked: Int, progress: Double) {
        executionCount.add(executions, ordering: .relaxed)
        blockedCount.add(blocked, ordering: .relaxed)
        // Random probes for the estimate pass the same branches again and again: theirs is no share of the whole.
        share.wrappingAdd(Int(min(1, max(-1, progress)) * Self.whole), ordering: .relaxed)
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
