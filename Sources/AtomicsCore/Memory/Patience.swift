import Glibc

/// When a thread that waits gives up: the run is to end, or another thread has ended the iteration by a failed check or
/// a false `assume`.
struct Patience {
    /// Not 0 once the run is to end at once.
    let stop: SharedWord
    /// The instance's status word, where it has one.
    let status: SharedWord?
    /// How long a thread waits before it asks for the first time, in nanoseconds; each time after that is twice as
    /// long, up to `longestSlice`. Where iterations are abandoned, waiting for what never comes takes most of the time.
    var firstSlice = shortestSlice

    /// How long an operation of the system waits at a time before it asks again, in nanoseconds.
    static let (shortestSlice, longestSlice) = (50_000, 2_000_000)

    var isOver: Bool { stop.load(.relaxed) != 0 || (status?.load(.relaxed) ?? 0) != 0 }

    /// Waits until there is a reason to give up.
    func waitForTheEnd() {
        _ = waiting { end in
            clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, end, nil)
            return ETIMEDOUT
        }
    }

    /// Makes one attempt, which waits until the time given at most and then returns `ETIMEDOUT`.
    @discardableResult
    static func slice(nanoseconds: Int = longestSlice, _ attempt: (UnsafePointer<timespec>) -> Int32) -> Int32 {
        var end = timespec()
        clock_gettime(CLOCK_REALTIME, &end)
        end.tv_nsec += nanoseconds
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
        var nanoseconds = firstSlice
        repeat {
            let code = Self.slice(nanoseconds: nanoseconds, attempt)
            if code != ETIMEDOUT && code != EINTR { return code }
            nanoseconds = min(nanoseconds * 2, Self.longestSlice)
        } while !isOver
        return nil
    }
}
