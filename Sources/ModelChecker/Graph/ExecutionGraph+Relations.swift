import Litmus

/// rf and mo as linked lists. Removing and restoring in the opposite order leaves every list as it was.
extension ExecutionGraph {
    @inline(__always) func linkReader(_ id: EventID, to source: EventID) {
        let (reader, write) = (pointer(id), pointer(source))
        let next = write.pointee.firstReader
        reader.pointee.readsFrom = source
        reader.pointee.nextReader = next
        reader.pointee.previousReader = .none
        if next != .none { pointer(next).pointee.previousReader = id }
        write.pointee.firstReader = id
    }

    /// Takes the event out of its source's list of readers; its own links stay, for `relinkReader`.
    @inline(__always) func unlinkReader(_ id: EventID) {
        let reader = pointer(id)
        let (previous, next) = (reader.pointee.previousReader, reader.pointee.nextReader)
        if next != .none { pointer(next).pointee.previousReader = previous }
        if previous != .none {
            pointer(previous).pointee.nextReader = next
        } else {
            pointer(reader.pointee.readsFrom).pointee.firstReader = next
        }
    }

    /// Undoes the latest `unlinkReader` that has not been undone.
    @inline(__always) func relinkReader(_ id: EventID) {
        let reader = pointer(id)
        let (previous, next) = (reader.pointee.previousReader, reader.pointee.nextReader)
        if next != .none { pointer(next).pointee.previousReader = id }
        if previous != .none {
            pointer(previous).pointee.nextReader = id
        } else {
            pointer(reader.pointee.readsFrom).pointee.firstReader = id
        }
    }

    /// Puts a write into modification order, right after another.
    @inline(__always) func linkWrite(_ id: EventID, after previous: EventID) {
        let (write, before) = (pointer(id), pointer(previous))
        let next = before.pointee.moNext
        write.pointee.moPrevious = previous
        write.pointee.moNext = next
        before.pointee.moNext = id
        if next != .none {
            pointer(next).pointee.moPrevious = id
        } else {
            moLast[Int(write.pointee.location)] = id
        }
    }

    @inline(__always) func unlinkWrite(_ id: EventID) {
        let write = pointer(id)
        let (previous, next) = (write.pointee.moPrevious, write.pointee.moNext)
        pointer(previous).pointee.moNext = next
        if next != .none {
            pointer(next).pointee.moPrevious = previous
        } else {
            moLast[Int(write.pointee.location)] = previous
        }
    }

    /// Undoes the latest `unlinkWrite` that has not been undone.
    @inline(__always) func relinkWrite(_ id: EventID) {
        let write = pointer(id)
        let (previous, next) = (write.pointee.moPrevious, write.pointee.moNext)
        pointer(previous).pointee.moNext = id
        if next != .none {
            pointer(next).pointee.moPrevious = id
        } else {
            moLast[Int(write.pointee.location)] = id
        }
    }

    /// The same where the write and the read are events of their own.
    private func isConsumed(_ write: EventID, byHalf half: EventID) -> Bool {
        let read = EventID(thread: half.thread, index: half.index + 1)
        return read.index < Int(lengths[half.thread]) && pointer(read).pointee.readsFrom == write
    }

    /// Whether some read-modify-write reads from the write: then nothing may come between the two (atomicity).
    @inline(__always) func isConsumed(_ write: EventID) -> Bool {
        let next = pointer(write).pointee.moNext
        guard next != .none else { return false }
        let event = pointer(next)
        if event.pointee.isHalf { return isConsumed(write, byHalf: next) }
        return event.pointee.kind == .update && event.pointee.readsFrom == write
    }
}
