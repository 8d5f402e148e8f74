import Litmus

/// A mutex, rwlock, condition variable, barrier, semaphore or channel among green threads.
struct GreenObject {
    private let kind: Location.Kind
    /// Changes whenever somebody who waits might go on.
    private(set) var changes = 0

    /// The holder of the mutex, or of the rwlock for writing.
    private var owner: Int?
    /// How often each thread holds the rwlock for reading.
    private var readers: [Int: Int] = [:]
    /// Permits of a semaphore; threads at a barrier.
    private var count = 0
    /// How often a barrier has opened, or a value has been taken from a channel.
    private var generation = 0
    /// The generation that each waiting thread waits to pass.
    private var tickets: [Int: Int] = [:]
    /// Threads that wait for a notification, in order, and those that have it.
    private var sleeping: [Int] = []
    private var notified: Set<Int> = []
    /// A channel's values, and the threads that wait to receive.
    private var values: [Int64] = []
    private var receiving: Set<Int> = []

    /// Nil for memory.
    init?(_ kind: Location.Kind) {
        if kind.isMemory { return nil }
        self.kind = kind
        if case .semaphore(let permits) = kind { count = permits }
    }

    /// Whether the thread has been notified and now waits for the mutex.
    func waitsForMutex(_ thread: Int) -> Bool { notified.contains(thread) }

    mutating func perform(_ operation: ObjectOperation, by thread: Int, value: Int64) -> ObjectResult {
        switch kind {
        case .mutex: onMutex(operation, thread)
        case .rwlock: onReadWriteLock(operation, thread)
        case .condvar: notify(operation)
        case .barrier(let parties): waitAtBarrier(thread, parties: parties)
        case .semaphore: onSemaphore(operation)
        case .channel(let capacity): onChannel(operation, thread, capacity: capacity, value: value)
        case .atomic, .plain, .wideHalf: .misuse
        }
    }

    // MARK: Locks

    private mutating func onMutex(_ operation: ObjectOperation, _ thread: Int) -> ObjectResult {
        switch operation {
        case .lock, .tryLock:
            guard owner == nil else { return operation == .lock ? .blocked : .done(0) }
            owner = thread
            return .done(1)
        default:
            guard owner == thread else { return .misuse }
            owner = nil
            changes += 1
            return .done()
        }
    }

    private mutating func onReadWriteLock(_ operation: ObjectOperation, _ thread: Int) -> ObjectResult {
        switch operation {
        case .readLock, .tryReadLock:
            guard owner == nil else { return operation == .readLock ? .blocked : .done(0) }
            readers[thread, default: 0] += 1
            return .done(1)
        case .writeLock, .tryWriteLock, .lock, .tryLock:
            guard owner == nil, readers.isEmpty else {
                return operation == .writeLock || operation == .lock ? .blocked : .done(0)
            }
            owner = thread
            return .done(1)
        default: return unlock(operation, thread)
        }
    }

    private mutating func unlock(_ operation: ObjectOperation, _ thread: Int) -> ObjectResult {
        if owner == thread, operation != .unlockRead {
            owner = nil
        } else if let times = readers[thread], operation != .unlockWrite {
            readers[thread] = times > 1 ? times - 1 : nil
        } else {
            return .misuse
        }
        changes += 1
        return .done()
    }

    // MARK: Condition variables

    private mutating func notify(_ operation: ObjectOperation) -> ObjectResult {
        let chosen = operation == .notifyAll ? sleeping.count : min(sleeping.count, 1)
        guard chosen > 0 else { return .done() }
        notified.formUnion(sleeping.prefix(chosen))
        sleeping.removeFirst(chosen)
        changes += 1
        return .done()
    }

    /// Gives the mutex up and waits; once notified, waits for the mutex.
    mutating func wait(with mutex: inout GreenObject, by thread: Int) -> ObjectResult {
        if notified.contains(thread) {
            guard mutex.perform(.tryLock, by: thread, value: 0) == .done(1) else { return .blocked }
            notified.remove(thread)
            return .done()
        }
        if sleeping.contains(thread) { return .blocked }
        guard mutex.perform(.unlock, by: thread, value: 0) == .done() else { return .misuse }
        sleeping.append(thread)
        return .blocked
    }

    // MARK: Barriers and semaphores

    private mutating func waitAtBarrier(_ thread: Int, parties: Int) -> ObjectResult {
        if let ticket = tickets[thread] {
            guard generation != ticket else { return .blocked }
            tickets[thread] = nil
            return .done(0)
        }
        count += 1
        guard count >= parties else {
            tickets[thread] = generation
            return .blocked
        }
        count = 0
        generation += 1
        changes += 1
        return .done(1)
    }

    private mutating func onSemaphore(_ operation: ObjectOperation) -> ObjectResult {
        switch operation {
        case .acquire, .tryAcquire:
            guard count > 0 else { return operation == .acquire ? .blocked : .done(0) }
            count -= 1
            return .done(1)
        default:
            count += 1
            changes += 1
            return .done()
        }
    }

    // MARK: Channels

    private mutating func onChannel(_ operation: ObjectOperation, _ thread: Int, capacity: Int,
                                    value: Int64) -> ObjectResult {
        switch operation {
        case .send: return send(value, thread, capacity: capacity)
        case .trySend:
            let hasRoom = capacity > 0 ? values.count < capacity : values.isEmpty && !receiving.isEmpty
            guard hasRoom else { return .done(0) }
            put(value)
            return .done(1)
        case .receive:
            guard !values.isEmpty else {
                if receiving.insert(thread).inserted { changes += 1 }
                return .blocked
            }
            receiving.remove(thread)
            return .done(take())
        default:
            guard !values.isEmpty else { return .done(0, 0) }
            return .done(1, take())
        }
    }

    private mutating func send(_ value: Int64, _ thread: Int, capacity: Int) -> ObjectResult {
        if let ticket = tickets[thread] {
            guard generation != ticket else { return .blocked }
            tickets[thread] = nil
            return .done()
        }
        guard values.count < max(capacity, 1) else { return .blocked }
        put(value)
        if capacity > 0 { return .done() }
        // A rendezvous: the sender goes on when the value has been taken.
        tickets[thread] = generation
        return .blocked
    }

    private mutating func put(_ value: Int64) {
        values.append(value)
        changes += 1
    }

    private mutating func take() -> Int64 {
        generation += 1
        changes += 1
        return values.removeFirst()
    }
}
