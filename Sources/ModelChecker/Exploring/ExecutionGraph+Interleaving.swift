import Litmus

extension ExecutionGraph {
    /// Whether the graph is an execution under `sc` as well: whether its events can be put into one order that agrees
    /// with po, rf, mo and rb. Takes them one after the other while that is possible.
    ///
    /// - Parameter next: room for a number a thread.
    /// - Complexity: O(events · threads) at worst.
    func isInterleaving(_ next: UnsafeMutablePointer<Int32>) -> Bool {
        next.update(repeating: 0, count: threadCount)
        var taken = 0
        var progress = true
        while progress, taken < eventCount {
            progress = false
            for thread in 0..<threadCount {
                while next[thread] < lengths[thread],
                      canFollow(EventID(thread: thread, index: Int(next[thread])), next) {
                    next[thread] += 1
                    taken += 1
                    progress = true
                }
            }
        }
        return taken == eventCount
    }

    @inline(__always)
    private func canFollow(_ id: EventID, _ next: UnsafeMutablePointer<Int32>) -> Bool {
        func isTaken(_ other: EventID) -> Bool { other.thread == threadCount || other.index < next[other.thread] }
        let event = pointer(id)
        if id.index == 0, !startIsTaken(id.thread, next) { return false }
        switch event.pointee.kind {
        case .fence, .spawn: return true
        case .join: return next[Int(event.pointee.location)] == lengths[Int(event.pointee.location)]
        case .read:
            if event.pointee.isHalf {
                let write = pointer(EventID(thread: id.thread, index: id.index - 1))
                return write.pointee.moPrevious == event.pointee.readsFrom
            }
            return isTaken(event.pointee.readsFrom)
        case .write, .update:
            guard isTaken(event.pointee.moPrevious) else { return false }
            var reader = pointer(event.pointee.moPrevious).pointee.firstReader
            while reader != .none {
                if reader != id, !isTaken(reader), !isOwnRead(reader, of: id) { return false }
                reader = pointer(reader).pointee.nextReader
            }
            return true
        }
    }

    /// Whether the read is the other half of an exchange.
    private func isOwnRead(_ reader: EventID, of write: EventID) -> Bool {
        pointer(write).pointee.isHalf && reader.thread == write.thread && reader.index == write.index + 1
    }

    private func startIsTaken(_ thread: Int, _ next: UnsafeMutablePointer<Int32>) -> Bool {
        if thread == finally {
            for other in 0..<threadCount where other != thread && next[other] < lengths[other] { return false }
            return true
        }
        let spawn = spawnedBy[thread]
        return spawn == .none || spawn.index < next[spawn.thread]
    }
}
