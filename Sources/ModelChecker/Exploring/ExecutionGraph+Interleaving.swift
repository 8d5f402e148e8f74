import Litmus

extension ExecutionGraph {
    /// Whether the graph is an execution under `sc` as well: whether its events can be put into one order that agrees
    /// with po, rf, mo and rb. Takes them one after the other while that is possible.
    ///
    /// - Parameter next: room for a number a thread.
    /// - Complexity: O(events · threads) at worst; nothing where a cycle is known that still stands.
    mutating func isInterleaving(_ next: UnsafeMutablePointer<Int32>) -> Bool {
        if knownCycle.stands {
            assert(!takesAll(next), "a cycle was kept although something in it has changed")
            return false
        }
        if takesAll(next) { return true }
        knownCycle = KnownCycle(newest: newestStampOfCycle(next))
        return false
    }

    /// Takes events one after the other, each after all that must come before it, as far as that goes.
    private func takesAll(_ next: UnsafeMutablePointer<Int32>) -> Bool {
        next.update(repeating: 0, count: threadCount)
        var taken = 0
        var progress = true
        while progress, taken < eventCount {
            progress = false
            for thread in 0..<threadCount {
                while next[thread] < lengths[thread],
                      obstacle(to: EventID(thread: thread, index: Int(next[thread])), next) == .none {
                    next[thread] += 1
                    taken += 1
                    progress = true
                }
            }
        }
        return taken == eventCount
    }

    /// An event that must come before this one and has not been taken; none where there is none.
    @inline(__always)
    private func obstacle(to id: EventID, _ next: UnsafeMutablePointer<Int32>) -> EventID {
        func isTaken(_ other: EventID) -> Bool { other.thread == threadCount || other.index < next[other.thread] }
        let event = pointer(id)
        if id.index == 0 {
            let start = obstacle(toStartOf: id.thread, next)
            if start != .none { return start }
        }
        switch event.pointee.kind {
        case .fence, .spawn: return .none
        case .join:
            let other = Int(event.pointee.location)
            return lengths[other] > 0 ? lastEvent(of: other, next) : obstacle(toStartOf: other, next)
        case .read:
            if event.pointee.isHalf { return obstacle(toHalf: id) }
            return isTaken(event.pointee.readsFrom) ? .none : event.pointee.readsFrom
        case .write, .update:
            guard isTaken(event.pointee.moPrevious) else { return event.pointee.moPrevious }
            var reader = pointer(event.pointee.moPrevious).pointee.firstReader
            while reader != .none {
                if reader != id, !isTaken(reader), !isOwnRead(reader, of: id) { return reader }
                reader = pointer(reader).pointee.nextReader
            }
            return .none
        }
    }

    /// The read of an exchange reads what was there right before its write, or nothing goes on. (What stands between
    /// them is left to `newestStampOfCycle`.)
    private func obstacle(toHalf read: EventID) -> EventID {
        let write = pointer(EventID(thread: read.thread, index: read.index - 1))
        return write.pointee.moPrevious == pointer(read).pointee.readsFrom ? .none : read
    }

    /// Whether the read is the other half of an exchange.
    private func isOwnRead(_ reader: EventID, of write: EventID) -> Bool {
        pointer(write).pointee.isHalf && reader.thread == write.thread && reader.index == write.index + 1
    }

    private func obstacle(toStartOf thread: Int, _ next: UnsafeMutablePointer<Int32>) -> EventID {
        if thread == finally {
            for other in 0..<threadCount where other != thread && next[other] < lengths[other] {
                return lastEvent(of: other, next)
            }
            return .none
        }
        let spawn = spawnedBy[thread]
        return spawn == .none || spawn.index < next[spawn.thread] ? .none : spawn
    }

    /// A thread's last event, unless it has been taken.
    private func lastEvent(of thread: Int, _ next: UnsafeMutablePointer<Int32>) -> EventID {
        next[thread] == lengths[thread] ? .none : EventID(thread: thread, index: Int(lengths[thread]) - 1)
    }

    private func lastStamp(_ id: EventID) -> UInt32 { max(pointer(id).pointee.stamp, pointer(id).pointee.writeStamp) }

    /// The stamp of the newest event of a cycle among those that could not be taken. Each thread's next event waits for
    /// an event of a thread that is stuck as well: following them leads into a cycle.
    private func newestStampOfCycle(_ next: UnsafeMutablePointer<Int32>) -> UInt32 {
        guard var thread = (0..<threadCount).first(where: { next[$0] < lengths[$0] }) else { return .max }
        // After so many steps the walk is in the cycle, and after as many again it has been through all of it.
        for _ in 0..<threadCount { thread = obstacle(to: EventID(thread: thread, index: Int(next[thread])), next).thread }
        var newest: UInt32 = 0
        for _ in 0..<threadCount {
            let stuck = EventID(thread: thread, index: Int(next[thread]))
            let obstacle = obstacle(to: stuck, next)
            // An exchange whose halves are two events is stuck for what stands between them: whatever that is.
            if obstacle == stuck { return nextStamp }
            newest = max(newest, lastStamp(stuck), lastStamp(obstacle))
            thread = obstacle.thread
        }
        return newest
    }
}

/// A cycle in po ∪ rf ∪ mo ∪ rb that was found in a graph. It stands in all graphs that extend what was there when its
/// newest event was added: the exploration finds it once for all of those.
struct KnownCycle {
    /// The stamp of its newest event; the largest number where no cycle is known.
    private var newest = UInt32.max

    init() {}

    init(newest: UInt32) { self.newest = newest }

    @inline(__always) var stands: Bool { newest != .max }

    /// Something changes at the events with this stamp and later ones.
    @inline(__always)
    mutating func forget(from stamp: UInt32) { if stamp <= newest { newest = .max } }
}
