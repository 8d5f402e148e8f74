import Litmus

/// Who holds a lock is read off the thread's own events: that keeps it a matter of the event's past.
extension Explorer {
    func holdsLock(_ thread: Int, _ location: Int32) -> Bool {
        for index in (0..<Int(graph.lengths[thread])).reversed() {
            let event = graph.pointer(EventID(thread: thread, index: index))
            guard event.pointee.location == location, event.pointee.kind.writes else { continue }
            return event.pointee.kind == .update
        }
        return false
    }

    /// Whether the thread holds the rwlock, on either side.
    func holdsSharedLock(_ thread: Int, _ location: Int32) -> Bool {
        var held = 0
        for index in 0..<Int(graph.lengths[thread]) {
            let event = graph.pointer(EventID(thread: thread, index: index))
            guard event.pointee.location == location, event.pointee.kind == .update else { continue }
            let isUnlock = code.bodies[thread].steps[Int(event.pointee.step)].operation == .unlockShared
            held += isUnlock ? -1 : 1
        }
        return held > 0
    }

    @inline(__always)
    mutating func receiveAsUpdate(_ id: EventID, from source: EventID, _ order: MemoryOrder) {
        let step = code.bodies[id.thread].steps + Int(graph.pointer(id).pointee.step)
        switch step.pointee.operation {
        case .readLock, .tryReadLock, .writeLock, .tryWriteLock:
            receive(id, from: source, .relaxed)
            receiveUnlocks(id, from: source, isWriter: step.pointee.operation == .writeLock
                || step.pointee.operation == .tryWriteLock)
        case .unlockShared: receive(id, from: source, .relaxed)
        default:
            receive(id, from: source, order)
            send(id, order)
        }
    }

    /// C++20's edges of a shared mutex ([thread.sharedmutex.requirements]): an exclusive unlock happens before every
    /// later lock, a shared unlock before later exclusive locks only. The lock's operations are a chain of rf.
    private func receiveUnlocks(_ id: EventID, from source: EventID, isWriter: Bool) {
        guard needsHappensBefore else { return }
        let past = graph.clock(.happensBefore, of: id)
        var operation = source
        while operation.thread < graph.threadCount {
            let event = graph.pointer(operation)
            let isUnlock = code.bodies[operation.thread].steps[Int(event.pointee.step)].operation == .unlockShared
            let isExclusive = isUnlock && event.pointee.valueRead < 0
            if isExclusive || (isUnlock && isWriter) { past.join(graph.clock(.happensBefore, of: operation)) }
            if isExclusive { return }
            operation = event.pointee.readsFrom
        }
    }
}
