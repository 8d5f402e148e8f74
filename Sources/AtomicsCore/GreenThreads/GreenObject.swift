import Litmus

/// A mutex, rwlock, condition variable, barrier, semaphore or channel among green threads.
///
/// A thread for which an operation returns `.blocked` has entered one of the object's waiting rooms, and repeats the
/// operation once it has been woken. What makes room for one thread wakes one: whoever comes in between may be faster,
/// and then the one that was woken waits again, until the next operation that makes room.
struct GreenObject {
    private let kind: Location.Kind
    /// Changes whenever the object does such that an attempt might have another result than before.
    private(set) var changes = 0

    /// The holder of the mutex, or of the rwlock for writing.
    private var owner: Int?
    /// How often each thread holds the rwlock for reading.
    private var readers: [Int: Int] = [:]
    /// Permits of a semaphore; threads at a barrier.
    private var count = 0
    /// Threads that are through the first half of their operation, and go on with the second when they are woken: they
    /// have given the mutex up, have been counted at the barrier, or have offered their value.
    private var halfway: Set<Int> = []
    /// A channel's values, and the threads that wait to receive.
    private var values = Queue()
    private var receiving: Set<Int> = []
    /// The thread whose value waits at a rendezvous.
    private var offering: Int?
    /// Who waits: to lock, write, acquire or send, for a notification, for the barrier to open.
    private var waiting = WaitingRoom()
    /// Who waits to read or to receive.
    private var waitingToRead = WaitingRoom()

    /// Nil for memory.
    init?(_ kind: Location.Kind) {
        if kind.isMemory { return nil }
        self.kind = kind
        if case .semaphore(let permits) = kind { count = permits }
    }

    mutating func perform(_ operation: ObjectOperation, by thread: Int, value: Int64,
                          _ waker: inout Waker) -> ObjectResult {
        switch kind {
        case .mutex: onMutex(operation, thread, &waker)
        case .rwlock: onReadWriteLock(operation, thread, &waker)
        case .condvar: notify(operation, &waker)
        case .barrier(let parties): waitAtBarrier(thread, parties: parties, &waker)
        case .semaphore: onSemaphore(operation, thread, &waker)
        case .channel(let capacity): onChannel(operation, thread, capacity: capacity, value: value, &waker)
        case .atomic, .plain, .wideHalf: .misuse
        }
    }

    private mutating func wait(_ thread: Int) -> ObjectResult {
        waiting.enter(thread)
        return .blocked
    }

    private mutating func waitToRead(_ thread: Int) -> ObjectResult {
        waitingToRead.enter(thread)
        return .blocked
    }

    // MARK: Locks

    private mutating func onMutex(_ operation: ObjectOperation, _ thread: Int, _ waker: inout Waker) -> ObjectResult {
        switch operation {
        case .lock, .tryLock:
            guard owner == nil else { return operation == .lock ? wait(thread) : .done(0) }
            owner = thread
            return .done(1)
        default:
            guard owner == thread else { return .misuse }
            owner = nil
            changes += 1
            waiting.letOneGo(&waker)
            return .done()
        }
    }

    private mutating func onReadWriteLock(_ operation: ObjectOperation, _ thread: Int,
                                          _ waker: inout Waker) -> ObjectResult {
        switch operation {
        case .readLock, .tryReadLock:
            guard owner == nil else { return operation == .readLock ? waitToRead(thread) : .done(0) }
            readers[thread, default: 0] += 1
            // Where one reads others may; each lets the next one in.
            waitingToRead.letOneGo(&waker)
            return .done(1)
        case .writeLock, .tryWriteLock, .lock, .tryLock:
            guard owner == nil, readers.isEmpty else {
                return operation == .writeLock || operation == .lock ? wait(thread) : .done(0)
            }
            owner = thread
            return .done(1)
        default: return unlock(operation, thread, &waker)
        }
    }

    private mutating func unlock(_ operation: ObjectOperation, _ thread: Int, _ waker: inout Waker) -> ObjectResult {
        if owner == thread, operation != .unlockRead {
            owner = nil
        } else if let times = readers[thread], operation != .unlockWrite {
            readers[thread] = times > 1 ? times - 1 : nil
        } else {
            return .misuse
        }
        changes += 1
        if readers.isEmpty { WaitingRoom.letOneGo(&waiting, &waitingToRead, &waker) }
        return .done()
    }

    // MARK: Condition variables

    private mutating func notify(_ operation: ObjectOperation, _ waker: inout Waker) -> ObjectResult {
        if operation == .notifyAll { waiting.letAllGo(&waker) } else { waiting.letOneGo(&waker) }
        return .done()
    }

    /// Gives the mutex up and waits; once notified, waits for the mutex.
    mutating func wait(with mutex: inout GreenObject, by thread: Int, _ waker: inout Waker) -> ObjectResult {
        if halfway.contains(thread) {
            guard mutex.perform(.lock, by: thread, value: 0, &waker) == .done(1) else { return .blocked }
            halfway.remove(thread)
            return .done()
        }
        guard mutex.perform(.unlock, by: thread, value: 0, &waker) == .done() else { return .misuse }
        halfway.insert(thread)
        return wait(thread)
    }

    // MARK: Barriers and semaphores

    private mutating func waitAtBarrier(_ thread: Int, parties: Int, _ waker: inout Waker) -> ObjectResult {
        if halfway.remove(thread) != nil { return .done(0) }
        count += 1
        guard count >= parties else {
            halfway.insert(thread)
            return wait(thread)
        }
        count = 0
        changes += 1
        waiting.letAllGo(&waker)
        return .done(1)
    }

    private mutating func onSemaphore(_ operation: ObjectOperation, _ thread: Int,
                                      _ waker: inout Waker) -> ObjectResult {
        switch operation {
        case .acquire, .tryAcquire:
            guard count > 0 else { return operation == .acquire ? wait(thread) : .done(0) }
            count -= 1
            return .done(1)
        default:
            count += 1
            changes += 1
            waiting.letOneGo(&waker)
            return .done()
        }
    }

    // MARK: Channels

    private mutating func onChannel(_ operation: ObjectOperation, _ thread: Int, capacity: Int, value: Int64,
                                    _ waker: inout Waker) -> ObjectResult {
        switch operation {
        case .send: return send(value, thread, capacity: capacity, &waker)
        case .trySend:
            let hasRoom = capacity > 0 ? values.count < capacity : values.isEmpty && !receiving.isEmpty
            guard hasRoom else { return .done(0) }
            put(value, &waker)
            return .done(1)
        case .receive:
            guard !values.isEmpty else {
                if receiving.insert(thread).inserted { changes += 1 }
                return waitToRead(thread)
            }
            receiving.remove(thread)
            return .done(take(&waker))
        default:
            guard !values.isEmpty else { return .done(0, 0) }
            return .done(1, take(&waker))
        }
    }

    private mutating func send(_ value: Int64, _ thread: Int, capacity: Int, _ waker: inout Waker) -> ObjectResult {
        // The value that it offered has been taken.
        if halfway.remove(thread) != nil { return .done() }
        guard values.count < max(capacity, 1) else { return wait(thread) }
        put(value, &waker)
        if capacity > 0 { return .done() }
        halfway.insert(thread)
        offering = thread
        return .blocked
    }

    private mutating func put(_ value: Int64, _ waker: inout Waker) {
        values.append(value)
        changes += 1
        waitingToRead.letOneGo(&waker)
    }

    private mutating func take(_ waker: inout Waker) -> Int64 {
        changes += 1
        if let sender = offering {
            offering = nil
            waker.wake(sender)
        }
        waiting.letOneGo(&waker)
        return values.removeFirst()
    }
}
