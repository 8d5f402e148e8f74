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
}
