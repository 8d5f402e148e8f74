/// Blocked threads that would go on if they looked once more.
extension ExecutionGraph {
    /// Whether some thread waits or spins because of a value that is no longer the latest, or of a failure without a reason.
    func hasOutdatedThread(_ code: FlatCode) -> Bool {
        for thread in 0..<threadCount where isOutdated(thread, code) { return true }
        return false
    }

    private func isOutdated(_ thread: Int, _ code: FlatCode) -> Bool {
        let position = position(thread)
        guard position == ThreadStatus.spinning || position == ThreadStatus.waiting else { return false }
        let body = code.bodies[thread]
        if position == ThreadStatus.waiting { return isOutdated(EventID(thread: thread, index: Int(lengths[thread]) - 1)) }
        let loop = body.steps[Int(stops[row(thread, Int(lengths[thread]))])].target
        for index in lastIteration(thread, body, loop: Int(loop)) where isOutdated(EventID(thread: thread, index: index)) {
            return true
        }
        return false
    }

    private func isOutdated(_ id: EventID) -> Bool {
        let event = pointer(id)
        guard event.pointee.kind == .read else { return false }
        return event.pointee.isSpurious || event.pointee.readsFrom != moLast[Int(event.pointee.location)]
    }

    /// A thread's events since the last time that it came to the loop's head.
    func lastIteration(_ thread: Int, _ body: FlatCode.Body, loop: Int) -> Range<Int> {
        Int(registers(now: thread)[Int(body.loops[loop].eventsAtHead)])..<Int(lengths[thread])
    }
}
