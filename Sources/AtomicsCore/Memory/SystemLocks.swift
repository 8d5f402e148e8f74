import Glibc
import Litmus

/// The system's mutex in an instance's memory.
struct SystemMutex {
    let pointer: UnsafeMutablePointer<pthread_mutex_t>

    init(_ address: UnsafeMutableRawPointer) { pointer = address.assumingMemoryBound(to: pthread_mutex_t.self) }

    func lock(_ patience: Patience) -> ObjectResult {
        var code = pthread_mutex_trylock(pointer)
        if code == EBUSY {
            code = patience.waiting { pthread_mutex_timedlock(pointer, $0) } ?? EBUSY
        }
        if code == EDEADLK { patience.waitForTheEnd() }
        return code == 0 ? .done() : .stopped
    }

    func tryLock() -> ObjectResult { .done(pthread_mutex_trylock(pointer) == 0 ? 1 : 0) }

    func unlock() -> ObjectResult { pthread_mutex_unlock(pointer) == 0 ? .done() : .misuse }
}

/// The system's rwlock in an instance's memory.
///
/// It does not notice when a thread unlocks what it does not hold, so each thread counts what it holds: how often for
/// reading, or -1 for writing.
struct SystemReadWriteLock {
    let pointer: UnsafeMutablePointer<pthread_rwlock_t>
    let held: UnsafeMutablePointer<Int64>

    init(_ address: UnsafeMutableRawPointer, held: UnsafeMutablePointer<Int64>) {
        pointer = address.assumingMemoryBound(to: pthread_rwlock_t.self)
        self.held = held
    }

    func lockForReading(_ patience: Patience) -> ObjectResult {
        var code = pthread_rwlock_tryrdlock(pointer)
        if code == EBUSY { code = patience.waiting { pthread_rwlock_timedrdlock(pointer, $0) } ?? EBUSY }
        if code == EDEADLK { patience.waitForTheEnd() }
        if code == 0 { held.pointee += 1 }
        return code == 0 ? .done() : .stopped
    }

    func lockForWriting(_ patience: Patience) -> ObjectResult {
        var code = pthread_rwlock_trywrlock(pointer)
        if code == EBUSY { code = patience.waiting { pthread_rwlock_timedwrlock(pointer, $0) } ?? EBUSY }
        if code == EDEADLK { patience.waitForTheEnd() }
        if code == 0 { held.pointee = -1 }
        return code == 0 ? .done() : .stopped
    }

    func tryLockForReading() -> ObjectResult {
        guard pthread_rwlock_tryrdlock(pointer) == 0 else { return .done(0) }
        held.pointee += 1
        return .done(1)
    }

    func tryLockForWriting() -> ObjectResult {
        guard pthread_rwlock_trywrlock(pointer) == 0 else { return .done(0) }
        held.pointee = -1
        return .done(1)
    }

    func unlock(_ operation: ObjectOperation) -> ObjectResult {
        let isHeld = switch operation {
        case .unlockRead: held.pointee > 0
        case .unlockWrite: held.pointee < 0
        default: held.pointee != 0
        }
        guard isHeld else { return .misuse }
        held.pointee = max(held.pointee - 1, 0)
        return pthread_rwlock_unlock(pointer) == 0 ? .done() : .misuse
    }
}

/// The system's semaphore in an instance's memory.
struct SystemSemaphore {
    let pointer: UnsafeMutablePointer<sem_t>

    init(_ address: UnsafeMutableRawPointer) { pointer = address.assumingMemoryBound(to: sem_t.self) }

    func acquire(_ patience: Patience) -> ObjectResult {
        if sem_trywait(pointer) == 0 { return .done() }
        let code = patience.waiting { sem_timedwait(pointer, $0) == 0 ? 0 : errno }
        return code == 0 ? .done() : .stopped
    }

    func tryAcquire() -> ObjectResult { .done(sem_trywait(pointer) == 0 ? 1 : 0) }

    func release() -> ObjectResult { sem_post(pointer) == 0 ? .done() : .misuse }
}
