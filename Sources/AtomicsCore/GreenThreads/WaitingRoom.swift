/// Green threads that wait for the same thing, in no order: chance chooses who is let go.
struct WaitingRoom {
    private var threads: [Int] = []

    /// In constant time on average.
    mutating func enter(_ thread: Int) { threads.append(thread) }

    /// Lets a thread go, if there is one; in constant time.
    mutating func letOneGo(_ waker: inout Waker) {
        guard !threads.isEmpty else { return }
        let place = waker.choose(below: threads.count)
        threads.swapAt(place, threads.count - 1)
        waker.wake(threads.removeLast())
    }

    /// Lets all go; in time linear in their number.
    mutating func letAllGo(_ waker: inout Waker) {
        threads.forEach { waker.wake($0) }
        threads.removeAll(keepingCapacity: true)
    }

    /// Lets one go of two rooms, as if they were one; in constant time.
    static func letOneGo(_ first: inout WaitingRoom, _ second: inout WaitingRoom, _ waker: inout Waker) {
        let count = first.threads.count + second.threads.count
        guard count > 0 else { return }
        if waker.choose(below: count) < first.threads.count {
            first.letOneGo(&waker)
        } else {
            second.letOneGo(&waker)
        }
    }
}

/// Who may go on, and the chance that chooses among those that wait.
struct Waker {
    private var random: SplitMix
    /// Threads that may go on and have not been taken yet.
    private(set) var woken: [Int] = []

    init(seed: UInt64) { random = SplitMix(seed) }

    mutating func choose(below count: Int) -> Int { Int(random.next() % UInt64(count)) }

    mutating func wake(_ thread: Int) { woken.append(thread) }

    mutating func forget() { woken.removeAll(keepingCapacity: true) }
}
