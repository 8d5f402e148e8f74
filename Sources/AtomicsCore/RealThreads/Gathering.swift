import Glibc

/// Counts threads that have ended, and lets one thread wait for all of them.
///
/// `@unchecked Sendable` is sound: a semaphore is made to be used by several threads, and never moves.
final class Gathering: @unchecked Sendable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    private var arrived = 0

    init() { sem_init(semaphore, 0, 0) }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    /// Called by each thread at its end.
    func arrive() { sem_post(semaphore) }

    /// Waits until so many have arrived; for the one thread that waits.
    ///
    /// - Returns: whether they have.
    func wait(for count: Int, seconds: Double) -> Bool {
        var end = timespec()
        clock_gettime(CLOCK_REALTIME, &end)
        let nanoseconds = end.tv_nsec + Int(seconds * 1e9)
        end.tv_sec += nanoseconds / 1_000_000_000
        end.tv_nsec = nanoseconds % 1_000_000_000
        while arrived < count {
            if sem_timedwait(semaphore, &end) == 0 {
                arrived += 1
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }
}
