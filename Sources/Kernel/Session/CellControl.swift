import ModelChecker
import Synchronization

/// The line between a cell that is executed and whoever waits for it: a time limit, and a request to stop.
/// Safe to use from any thread.
public final class CellControl: Sendable {
    /// The moment at which the cell is to end with what it has; nil for no limit.
    let deadline: ContinuousClock.Instant?
    let timeout: Duration?
    private let isStopped = Atomic<Bool>(false)
    private let exploration = Mutex<ExplorationControl?>(nil)

    /// - Parameter timeout: counts from now.
    public init(timeout: Duration? = nil) {
        self.timeout = timeout
        deadline = timeout.map { ContinuousClock.now + $0 }
    }

    /// Asks the cell to end; it answers within 100 ms with what it has.
    public func cancel() {
        isStopped.store(true, ordering: .relaxed)
        exploration.withLock { $0 }?.cancel()
    }

    /// Whether somebody asked the cell to end.
    public var isCancelled: Bool { isStopped.load(ordering: .relaxed) }

    /// Whether the time limit has passed.
    var isTooLate: Bool { deadline.map { ContinuousClock.now >= $0 } ?? false }

    /// Time until the deadline; nil without one.
    var remaining: Duration? { deadline.map { max(.zero, $0 - .now) } }

    /// Makes `control` the one to cancel; cancels it at once where the cell is to end already.
    func watch(_ control: ExplorationControl?) {
        exploration.withLock { $0 = control }
        // `cancel` sets the flag before it looks for whom to tell: one of the two sees the other.
        if isCancelled { control?.cancel() }
    }
}
