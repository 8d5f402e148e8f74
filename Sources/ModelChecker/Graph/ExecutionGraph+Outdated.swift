/// Blocked threads that would go on if they looked once more.
extension ExecutionGraph {
    /// Whether some thread waits or spins because of a value that is no longer the latest, or of a failure without a
    /// reason.
    func hasOutdatedThread(_ code: FlatCode) -> Bool {
        for thread in 0..<threadCount where isOutdated(thread, code) { return true }
        return false
    }

    /// Whether the thread is blocked, and would go on if it looked once more.
    private func isOutdated(_ thread: Int, _ code: FlatCode) -> Bool {
        let position = position(thread)
        guard position == ThreadStatus.spinning || position == ThreadStatus.waiting else { return false }
        let body = code.bodies[thread]
        if position == ThreadStatus.waiting {
            let last = EventID(thread: thread, index: Int(lengths[thread]) - 1)
            return isOutdated(last) || waitsForWaitingWriter(last, code)
        }
        let loop = body.steps[Int(stops[row(thread, Int(lengths[thread]))])].target
        for index in lastIteration(thread, body, loop: Int(loop)) where isOutdated(EventID(thread: thread, index: index)) {
            return true
        }
        return false
    }

    /// By the value: an iteration that changed nothing has written back what it read, and reads that again.
    private func isOutdated(_ id: EventID) -> Bool {
        let event = pointer(id)
        guard event.pointee.kind.reads else { return false }
        return event.pointee.isSpurious
            || pointer(moLast[Int(event.pointee.location)]).pointee.valueWritten != event.pointee.valueRead
    }

    /// Whether a reader waits for a writer that itself waits, with some slots of the rwlock taken and others not
    /// (`ReaderSlots`): it does not hold the rwlock, and the reader would get in.
    private func waitsForWaitingWriter(_ id: EventID, _ code: FlatCode) -> Bool {
        guard code.source.readerSlots != nil, operation(of: id, code) == .readLock else { return false }
        let taken = pointer(id).pointee.readsFrom
        return taken.thread < threadCount && position(taken.thread) == ThreadStatus.waiting && isHalfway(since: taken, code)
    }

    /// Whether all that a thread has done since is to take the rwlock's further slots.
    private func isHalfway(since first: EventID, _ code: FlatCode) -> Bool {
        let rwlock = code.source.declared(pointer(first).pointee.location)
        var last: Int32 = -1
        for index in first.index..<Int(lengths[first.thread]) {
            let id = EventID(thread: first.thread, index: index)
            let location = pointer(id).pointee.location
            guard operation(of: id, code) == .writeLock, location > last,
                  code.source.declared(location) == rwlock else { return false }
            last = location
        }
        return true
    }

    private func operation(of id: EventID, _ code: FlatCode) -> Step.Operation {
        code.bodies[id.thread].steps[Int(pointer(id).pointee.step)].operation
    }

    /// A thread's events since the last time that it came to the loop's head.
    func lastIteration(_ thread: Int, _ body: FlatCode.Body, loop: Int) -> Range<Int> {
        Int(registers(now: thread)[Int(body.loops[loop].eventsAtHead)])..<Int(lengths[thread])
    }
}
