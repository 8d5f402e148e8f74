#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif
import LinuxThreads

/// Looks after a run from outside: ends it when its time is up, when it is cancelled, and when it hangs.
struct Watch {
    private let control: RunControl
    private let deadline: Double?
    private let isCancelled: @Sendable () -> Bool
    /// When the threads were asked to come to an end.
    private var endRequested: Double?
    private var lastProgress: (value: Int64, time: Double)
    private(set) var warnings: [String] = []

    /// How often to look, in seconds.
    static let interval = 0.01
    /// How long threads may take to finish what they are at, in seconds.
    static let grace = 0.05
    /// After how long without any progress a run without a time limit is given up, in seconds, where its threads do not
    /// have to share the processors with others.
    private static let stallLimit = 2.0
    private static let longestStall = 30.0

    init(control: RunControl, start: Double, seconds: Double?, isCancelled: @escaping @Sendable () -> Bool) {
        self.control = control
        self.isCancelled = isCancelled
        deadline = seconds.map { start + $0 }
        lastProgress = (control.totalProgress, start)
    }

    /// Whether no further round is to begin.
    var isEnding: Bool { endRequested != nil }

    /// - Parameter started: how many of the run's threads there are.
    mutating func look(started: Int) {
        let now = MonotonicClock.seconds()
        let progress = control.totalProgress &+ Int64(started)
        if progress != lastProgress.value { lastProgress = (progress, now) }
        if endRequested == nil, isCancelled() || deadline.map({ now >= $0 }) == true { requestEnd(now) }
        if let endRequested, now - endRequested > Self.grace { control.stopAll() }
        let stall = now - lastProgress.time
        if deadline == nil, endRequested == nil, stall > Self.stallLimit, stall > Self.patienceUnderLoad {
            warnings.append("the run was ended: no thread got any further for \(Int(stall)) s")
            requestEnd(now)
            control.stopAll()
        }
    }

    /// On a busy machine a thread that could go on may have to wait for a processor: as many times longer as there are
    /// threads for each.
    private static var patienceUnderLoad: Double {
        var load = 0.0
        guard getloadavg(&load, 1) == 1 else { return stallLimit }
        let processors = Double(max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        return min(longestStall, stallLimit * max(1, load / processors))
    }

    private mutating func requestEnd(_ now: Double) {
        endRequested = now
        control.ending.store(1, .seqCst)
    }
}
