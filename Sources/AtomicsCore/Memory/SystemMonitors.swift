import Glibc
import Litmus

/// The system's condition variable in an instance's memory.
struct SystemCondition {
    let pointer: UnsafeMutablePointer<pthread_cond_t>

    init(_ address: UnsafeMutableRawPointer) { pointer = address.assumingMemoryBound(to: pthread_cond_t.self) }

    /// Waits for a notification; where it would have to give up it holds the mutex nonetheless.
    func wait(with mutex: SystemMutex, _ patience: Patience) -> ObjectResult {
        let code = patience.waiting { pthread_cond_timedwait(pointer, mutex.pointer, $0) }
        return switch code {
        case 0: .done()
        case nil: .stopped
        default: .misuse
        }
    }

    func notifyOne() -> ObjectResult {
        pthread_cond_signal(pointer)
        return .done()
    }

    func notifyAll() -> ObjectResult {
        pthread_cond_broadcast(pointer)
        return .done()
    }
}

/// A mutex, a condition variable and some words that they guard: what barriers and channels are made of.
///
/// `pthread_barrier_wait` cannot be given up, so a barrier is a monitor too.
struct SystemMonitor {
    let mutex: SystemMutex
    let changed: SystemCondition
    let words: UnsafeMutablePointer<Int64>

    init(_ address: UnsafeMutableRawPointer) {
        mutex = SystemMutex(address)
        changed = SystemCondition(address + InstanceLayout.line)
        words = (address + 2 * InstanceLayout.line).assumingMemoryBound(to: Int64.self)
    }

    /// Runs `body` with the mutex held.
    private func locked(_ patience: Patience, _ body: () -> ObjectResult) -> ObjectResult {
        let taken = mutex.lock(patience)
        guard taken == .done() else { return taken }
        defer { _ = mutex.unlock() }
        return body()
    }

    /// Waits, with the mutex held, until the condition is true; false if patience ran out.
    private func wait(_ patience: Patience, until isTrue: () -> Bool) -> Bool {
        while !isTrue() {
            if changed.wait(with: mutex, patience) != .done() { return false }
        }
        return true
    }

    // MARK: Barriers

    /// Words: the threads that wait, the generation. Returns 1 in the thread that arrives last.
    func barrierWait(parties: Int, _ patience: Patience) -> ObjectResult {
        locked(patience) {
            words[0] += 1
            if words[0] >= Int64(parties) {
                words[0] = 0
                words[1] += 1
                return changed.notifyAll() == .done() ? .done(1) : .stopped
            }
            let generation = words[1]
            return wait(patience) { words[1] != generation } ? .done(0) : .stopped
        }
    }

    // MARK: Channels

    private var head: Int64 { get { words[0] } nonmutating set { words[0] = newValue } }
    private var size: Int64 { get { words[1] } nonmutating set { words[1] = newValue } }
    private var receiversWaiting: Int64 { get { words[2] } nonmutating set { words[2] = newValue } }
    private var taken: Int64 { get { words[3] } nonmutating set { words[3] = newValue } }
    private var values: UnsafeMutablePointer<Int64> { words + InstanceLayout.line / 8 }

    private func put(_ value: Int64, capacity: Int) {
        values[Int((head + size) % Int64(max(capacity, 1)))] = value
        size += 1
        _ = changed.notifyAll()
    }

    private func take(capacity: Int) -> Int64 {
        let value = values[Int(head)]
        head = (head + 1) % Int64(max(capacity, 1))
        size -= 1
        taken += 1
        _ = changed.notifyAll()
        return value
    }

    /// With capacity 0 it returns when the value has been taken.
    func send(_ value: Int64, capacity: Int, _ patience: Patience) -> ObjectResult {
        locked(patience) {
            guard wait(patience, until: { size < Int64(max(capacity, 1)) }) else { return .stopped }
            put(value, capacity: capacity)
            if capacity > 0 { return .done() }
            let turn = taken
            return wait(patience) { taken != turn } ? .done() : .stopped
        }
    }

    /// With capacity 0 it succeeds only where a receiver waits already.
    func trySend(_ value: Int64, capacity: Int, _ patience: Patience) -> ObjectResult {
        locked(patience) {
            let hasRoom = capacity > 0 ? size < Int64(capacity) : size == 0 && receiversWaiting > 0
            guard hasRoom else { return .done(0) }
            put(value, capacity: capacity)
            return .done(1)
        }
    }

    func receive(capacity: Int, _ patience: Patience) -> ObjectResult {
        locked(patience) {
            receiversWaiting += 1
            defer { receiversWaiting -= 1 }
            guard wait(patience, until: { size > 0 }) else { return .stopped }
            return .done(take(capacity: capacity))
        }
    }

    /// The pair of 1 and the value, or of 0 and 0.
    func tryReceive(capacity: Int, _ patience: Patience) -> ObjectResult {
        locked(patience) { size > 0 ? .done(1, take(capacity: capacity)) : .done(0, 0) }
    }
}
