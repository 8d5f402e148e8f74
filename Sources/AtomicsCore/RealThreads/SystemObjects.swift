import Litmus

/// The operations on an instance's objects, for one thread.
struct SystemObjects {
    let kinds: [Location.Kind]
    let offsets: [Int]
    /// What the thread holds of each rwlock, by location; see `SystemReadWriteLock`.
    let held: UnsafeMutablePointer<Int64>

    func perform(_ operation: ObjectOperation, on location: Int, with mutex: Int?, value: Int64,
                 in instance: UnsafeMutableRawPointer, _ patience: Patience) -> ObjectResult {
        let address = instance + offsets[location]
        switch kinds[location] {
        case .mutex: return onMutex(operation, SystemMutex(address), patience)
        case .rwlock: return onReadWriteLock(operation, SystemReadWriteLock(address, held: held + location), patience)
        case .semaphore: return onSemaphore(operation, SystemSemaphore(address), patience)
        case .barrier(let parties):
            return SystemMonitor(address).barrierWait(parties: parties, patience)
        case .channel(let capacity):
            return onChannel(operation, SystemMonitor(address), capacity: capacity, value: value, patience)
        case .condvar:
            return onCondition(operation, SystemMonitor(address),
                               with: mutex.map { SystemMutex(instance + offsets[$0]) }, patience)
        case .atomic, .plain, .wideHalf: return .misuse
        }
    }

    private func onMutex(_ operation: ObjectOperation, _ mutex: SystemMutex, _ patience: Patience) -> ObjectResult {
        switch operation {
        case .lock: mutex.lock(patience)
        case .tryLock: mutex.tryLock()
        case .unlock, .unlockEither: mutex.unlock()
        default: .misuse
        }
    }

    private func onReadWriteLock(_ operation: ObjectOperation, _ lock: SystemReadWriteLock,
                                 _ patience: Patience) -> ObjectResult {
        switch operation {
        case .readLock: lock.lockForReading(patience)
        case .tryReadLock: lock.tryLockForReading()
        case .writeLock, .lock: lock.lockForWriting(patience)
        case .tryWriteLock, .tryLock: lock.tryLockForWriting()
        case .unlockRead, .unlockWrite, .unlockEither, .unlock: lock.unlock(operation)
        default: .misuse
        }
    }

    private func onCondition(_ operation: ObjectOperation, _ condition: SystemMonitor, with mutex: SystemMutex?,
                             _ patience: Patience) -> ObjectResult {
        switch operation {
        case .notifyOne: condition.notifyOne(patience)
        case .notifyAll: condition.notifyAll(patience)
        default: mutex.map { condition.conditionWait(with: $0, patience) } ?? .misuse
        }
    }

    private func onSemaphore(_ operation: ObjectOperation, _ semaphore: SystemSemaphore,
                             _ patience: Patience) -> ObjectResult {
        switch operation {
        case .acquire: semaphore.acquire(patience)
        case .tryAcquire: semaphore.tryAcquire()
        case .release: semaphore.release()
        default: .misuse
        }
    }

    private func onChannel(_ operation: ObjectOperation, _ channel: SystemMonitor, capacity: Int, value: Int64,
                           _ patience: Patience) -> ObjectResult {
        switch operation {
        case .send: channel.send(value, capacity: capacity, patience)
        case .trySend: channel.trySend(value, capacity: capacity, patience)
        case .receive: channel.receive(capacity: capacity, patience)
        case .tryReceive: channel.tryReceive(capacity: capacity, patience)
        default: .misuse
        }
    }
}
