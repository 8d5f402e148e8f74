import Glibc
import Litmus

/// A mutex, a condition variable and some words that they guard, all the system's: what condition variables, barriers
/// and channels of programs are made of.
///
/// A thread that waits has to notice that the run is to end, so it waits for a slice of time at a time. A wake-up that
/// comes between two slices is lost, but what it was about is in the words, which are looked at before each slice.
struct SystemMonitor {
    private let mutex: SystemMutex
    private let changed: UnsafeMutablePointer<pthread_cond_t>
    private let words: UnsafeMutablePointer<Int64>

    init(_ address: UnsafeMutableRawPointer) {
        mutex = SystemMutex(address)
        changed = (address + InstanceLayout.line).assumingMemoryBound(to: pthread_cond_t.self)
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
        if isTrue() { return true }
        return patience.waiting {
            pthread_cond_timedwait(changed, mutex.pointer, $0)
            return isTrue() ? 0 : ETIMEDOUT
        } != nil
    }

    private func wake() { pthread_cond_broadcast(changed) }

    // MARK: Condition variables. Words: how many have begun to wait, and how many of them have been notified.

    private var begun: Int64 { get { words[0] } nonmutating set { words[0] = newValue } }
    private var notified: Int64 { get { words[1] } nonmutating set { words[1] = newValue } }

    /// Gives the program's mutex up, waits to be notified, and takes it again; never wakes for no reason.
    ///
    /// The program's mutex is not given to the system's condition variable, which would insist on taking it again even
    /// where the thread that holds it has left the iteration.
    func conditionWait(with held: SystemMutex, _ patience: Patience) -> ObjectResult {
        let result = locked(patience) {
            guard held.unlock() == .done() else { return .misuse }
            let turn = begun
            begun += 1
            return wait(patience) { notified > turn } ? .done() : .stopped
        }
        return result == .done() ? held.lock(patience) : result
    }

    /// Notifies the thread that has waited the longest.
    func notifyOne(_ patience: Patience) -> ObjectResult {
        notify(patience) { min(notified + 1, begun) }
    }

    func notifyAll(_ patience: Patience) -> ObjectResult { notify(patience) { begun } }

    private func notify(_ patience: Patience, upTo last: () -> Int64) -> ObjectResult {
        locked(patience) {
            notified = last()
            wake()
            return .done()
        }
    }

    // MARK: Barriers. Words: the threads that wait, and the generation.

    /// Returns 1 in the thread that arrives last. `pthread_barrier_wait` could not be given up.
    func barrierWait(parties: Int, _ patience: Patience) -> ObjectResult {
        locked(patience) {
            words[0] += 1
            if words[0] >= Int64(parties) {
                words[0] = 0
                words[1] += 1
                wake()
                return .done(1)
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
        wake()
    }

    private func take(capacity: Int) -> Int64 {
        let value = values[Int(head)]
        head = (head + 1) % Int64(max(capacity, 1))
        size -= 1
        taken += 1
        wake()
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
