/// Which threads run, and which have come to their end: a matter of the graph's events.
///
/// A thread that is not started has a position and registers all the same, those that it would start with: whoever
/// looks at them has to ask first.
extension ExecutionGraph {
    /// Whether the thread runs from the start, or has been spawned; for `finally`, whether all others have ended.
    @inline(__always)
    func hasStarted(_ thread: Int, _ code: FlatCode) -> Bool {
        if thread == finally { return lengths[thread] > 0 || othersHaveEnded(code) }
        return !code.bodies[thread].startsBySpawn || spawnedBy[thread] != .none
    }

    /// Whether the thread will never do anything more: at its end, or not started.
    @inline(__always)
    func hasEnded(_ thread: Int, _ code: FlatCode) -> Bool {
        let position = position(thread)
        if position == ThreadStatus.finished || position == ThreadStatus.failed { return true }
        return !hasStarted(thread, code)
    }

    /// Whether `finally` can start.
    func othersHaveEnded(_ code: FlatCode) -> Bool {
        for thread in 0..<finally where !hasEnded(thread, code) { return false }
        return true
    }

    /// The step at which a thread stopped.
    func stop(of thread: Int) -> Int { Int(stops[row(thread, Int(lengths[thread]))]) }

    /// Whether some thread was ended by an error.
    func hasFailedThread(_ code: FlatCode) -> Bool {
        for thread in 0..<threadCount where position(thread) == ThreadStatus.failed && hasStarted(thread, code) {
            return true
        }
        return false
    }

    /// The register's value as it is now; 0 where the thread was never started.
    func register(_ register: Int, of thread: Int, _ code: FlatCode) -> Int64 {
        hasStarted(thread, code) ? registers(now: thread)[register] : 0
    }
}
