import LinuxThreads

/// Looks after a timing from outside: ends it when its time is up, and finds out whether threads are stuck then.
///
/// A thread that waits when the time is up is nothing special. One that has not come to the end of a body for some time
/// is waited for; where it still gets no further, though the others have ended their bodies by then, it is stuck.
struct BenchWatch {
    private let control: RunControl
    private let seconds: Double
    private let isCancelled: @Sendable () -> Bool
    private let deadline: Double
    /// By worker: how many bodies it had run when that last changed, and when that was.
    private var progress: [(operations: Int, time: Double)]
    private var phase = Phase.timing
    /// The workers that got no further, where the timing was given up because of them. They are stuck if each is found
    /// waiting or spinning; one that is not has merely been given no processor.
    private(set) var late: [Int] = []

    private enum Phase {
        case timing
        /// The time is up, and these workers have not got any further for some time.
        case awaiting([Int], since: Double)
        /// The same, and no body is begun any more.
        case ending([Int], since: Double)
    }

    /// After how long, in seconds, a thread that gets no further is waited for, if the timing is not shorter than that.
    private static let longestOperation = 0.05
    /// How long, in seconds, threads are waited for at least.
    private static let leastPatience = 0.5
    private var patience: Double { max(seconds, Self.leastPatience) }

    /// The time begins now.
    init(control: RunControl, seconds: Double, isCancelled: @escaping @Sendable () -> Bool) {
        let now = MonotonicClock.seconds()
        self.control = control
        self.seconds = seconds
        self.isCancelled = isCancelled
        deadline = now + seconds
        progress = Array(repeating: (0, now), count: control.workers)
    }

    /// - Parameter operations: how many bodies each worker has run so far.
    mutating func look(_ operations: [Int]) {
        let now = MonotonicClock.seconds()
        for (worker, count) in operations.enumerated() where count != progress[worker].operations {
            progress[worker] = (count, now)
        }
        if isCancelled() { return control.stopAll() }
        switch phase {
        case .timing: if now >= deadline { end(now) }
        case .awaiting(let workers, let since):
            if workers.allSatisfy({ progress[$0].time > since }) { return control.stopAll() }
            if now - since > patience { endWithout(workers, since, now) }
        case .ending(let workers, let since): if now - since > patience { giveUp(workers) }
        }
    }

    private mutating func end(_ now: Double) {
        let latest = now - min(Self.longestOperation, seconds / 2)
        let late = progress.indices.filter { progress[$0].time < latest }
        if late.isEmpty { control.stopAll() } else { phase = .awaiting(late, since: now) }
    }

    /// Where others get on, it may be them that leave a thread no chance: they are to end their bodies.
    private mutating func endWithout(_ workers: [Int], _ since: Double, _ now: Double) {
        guard progress.contains(where: { $0.time > since }) else {
            return giveUp(Array(progress.indices))
        }
        control.ending.store(1, .seqCst)
        phase = .ending(workers, since: now)
    }

    private mutating func giveUp(_ workers: [Int]) {
        late = workers
        control.stopAll()
    }
}
