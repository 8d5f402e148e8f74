import Glibc

/// When a thread that waits gives up: the run is to end, or another thread has ended the iteration by a failed check.
struct Patience {
    /// Not 0 once the run is to end at once.
    let stop: SharedWord
    /// The instance's status word, where it has one.
    let status: SharedWord?

    /// How long an operation of the system waits at a time before it asks again.
    static let sliceNanoseconds = 2_000_000

    var isOver: Bool { stop.load(.relaxed) != 0 || (status?.load(.relaxed) ?? 0) != 0 }

    /// Waits until there is a reason to give up.
    func waitForTheEnd() {
        while !isOver { usleep(useconds_t(Self.sliceNanoseconds / 1000)) }
    }

    /// Makes one attempt, which waits until the time given at most and then returns `ETIMEDOUT`.
    @discardableResult
    func slice(_ attempt: (UnsafePointer<timespec>) -> Int32) -> Int32 {
        var end = timespec()
        clock_gettime(CLOCK_REALTIME, &end)
        end.tv_nsec += Self.sliceNanoseconds
        if end.tv_nsec >= 1_000_000_000 {
            end.tv_nsec -= 1_000_000_000
            end.tv_sec += 1
        }
        return attempt(&end)
    }

    /// Repeats `attempt` as long as it returns `ETIMEDOUT`.
    ///
    /// - Returns: what the attempt returned otherwise, or nil if patience ran out.
    func waiting(_ attempt: (UnsafePointer<timespec>) -> Int32) -> Int32? {
        while !isOver {
            let code = slice(attempt)
            if code != ETIMEDOUT && code != EINTR { return code }
        }
        return nil
    }
}
