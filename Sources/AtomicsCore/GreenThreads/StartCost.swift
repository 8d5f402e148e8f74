import LinuxThreads
import Litmus

/// What it takes to start a thread and to wait for its end, on this machine.
public struct StartCost: Sendable, Hashable {
    /// In nanoseconds, for one green thread with an empty body.
    public var green: Double
    /// In nanoseconds, for one thread of the operating system.
    public var os: Double

    public init(green: Double, os: Double) {
        self.green = green
        self.os = os
    }

    /// Measures both; takes a few milliseconds.
    ///
    /// - Throws: `RunError` if the system has no thread to give.
    public static func measured() throws -> StartCost {
        let (greenThreads, osThreads) = (2000, 50)
        let body = Thread(name: "", instructions: [], registers: [])
        let program = Program(name: "", locations: [], threads: Array(repeating: body, count: greenThreads))
        var start = MonotonicClock.nanoseconds()
        var scheduler = GreenScheduler(program, seed: 0, shouldStop: { false })
        _ = scheduler.runIteration()
        let green = MonotonicClock.nanoseconds() - start
        start = MonotonicClock.nanoseconds()
        for _ in 0..<osThreads { try SystemThread {}.join() }
        let os = MonotonicClock.nanoseconds() - start
        return StartCost(green: Double(green) / Double(greenThreads), os: Double(os) / Double(osThreads))
    }
}
