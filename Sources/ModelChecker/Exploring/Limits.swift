import LinuxThreads
import Litmus

/// When an exploration has to end early.
struct Limits {
    private let maxExecutions: Int
    /// How many executions this worker may visit before it has to ask whether others have left it any.
    private var allowance: Int
    private static let allowanceStep = 16
    private let timeout: Duration?
    /// By `MonotonicClock.seconds`, as all moments here.
    private let deadline: Double
    private let memoryLimit: Int?
    private let control: ExplorationControl
    private let started: Double
    /// What is done when a second has gone by, once.
    var afterOneSecond: (() -> Void)?
    /// What is done when there have been a few visits, once.
    var whenUnderWay: (() -> Void)? { didSet { visitsBetweenPolls = whenUnderWay == nil ? Self.many : Self.few } }
    private var visitsBetweenPolls = Self.many
    /// Powers of two.
    private static let few = 128
    private static let many = 1024
    /// How many visits there were.
    private(set) var visits = 0
    private var work = 0
    private var reported = (executions: 0, blocked: 0)
    /// The share of the whole exploration that is done or handed over, if all branches of a node are alike.
    var progress = 0.0
    /// Which limit it was; nil while there was none.
    private(set) var reason: ExplorationLimit?

    init(_ request: ExplorationRequest) {
        maxExecutions = request.options.maxExecutions ?? .max
        allowance = request.options.maxExecutions == nil ? .max : 0
        timeout = request.options.timeout
        started = MonotonicClock.seconds()
        deadline = request.options.timeout.map { [started] in started + $0.inSeconds } ?? .infinity
        memoryLimit = request.options.memoryLimit
        control = request.control
    }

    mutating func stop(because reason: ExplorationLimit) { if self.reason == nil { self.reason = reason } }

    /// Asked at each event; looks at the clock and the control every thousandth time.
    @inline(__always)
    mutating func shouldStop(executions: Int, blocked: Int) -> Bool {
        if reason != nil { return true }
        if executions >= allowance, !raiseAllowance() { return true }
        visits &+= 1
        return visits & (visitsBetweenPolls - 1) == 0 ? poll(executions: executions, blocked: blocked) : false
    }

    private mutating func raiseAllowance() -> Bool {
        let granted = control.grant(Self.allowanceStep, of: maxExecutions)
        allowance += granted
        if granted == 0 { stop(because: .executions(maxExecutions)) }
        return granted > 0
    }

    /// Lets others have what the worker does not use.
    mutating func returnAllowance(executions: Int) {
        guard allowance < maxExecutions, allowance > executions else { return }
        control.takeBack(allowance - executions)
        allowance = executions
    }

    /// Asked within a visit, where it may take long: looks at the clock and the control when so much work has been
    /// done.
    /// - Parameter work: what has been done since the last call, in steps of a nanosecond or so.
    @inline(__always)
    mutating func isReached(after work: Int, _ executions: Int, _ blocked: Int) -> Bool {
        self.work &+= work
        guard self.work > Self.workPerLook else { return false }
        self.work = 0
        return poll(executions: executions, blocked: blocked)
    }

    /// Some milliseconds' worth.
    private static let workPerLook = 1 << 23

    /// Adds what has been done since the last time to the figures of progress.
    mutating func report(executions: Int, blocked: Int) {
        control.report(executions: executions - reported.executions, blocked: blocked - reported.blocked)
        reported = (executions, blocked)
    }

    mutating func poll(executions: Int, blocked: Int) -> Bool {
        report(executions: executions, blocked: blocked)
        if let begin = whenUnderWay {
            whenUnderWay = nil
            begin()
        }
        if control.isCancelled { stop(because: .interrupt) }
        let now = MonotonicClock.seconds()
        if let timeout, now > deadline { stop(because: .time(timeout)) }
        if let estimate = afterOneSecond, now > started + 1 {
            afterOneSecond = nil
            estimate()
        }
        if let memoryLimit, visits & 0xffff == 0, let bytes = ResidentMemory.bytes, bytes > memoryLimit {
            stop(because: .memory(mebibytes: memoryLimit >> 20))
        }
        return reason != nil
    }
}
