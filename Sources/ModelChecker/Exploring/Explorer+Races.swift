import Litmus

/// Data races: two accesses to a location from different threads, one of them a write, one of them plain, that
/// happens-before leaves unordered (RC11, definition 1; the same under every model here).
extension ExecutionGraph {
    /// Calls `found` with every event that races with this one, until it returns false.
    func forEachRace(of id: EventID, _ found: (EventID) -> Bool) {
        var write = moLast[Int(pointer(id).pointee.location)]
        while write != .none {
            if isRace(id, write), !found(write) { return }
            var reader = pointer(write).pointee.firstReader
            while reader != .none {
                // A read-modify-write is met as a write already.
                if !pointer(reader).pointee.kind.writes, isRace(id, reader), !found(reader) { return }
                reader = pointer(reader).pointee.nextReader
            }
            write = pointer(write).pointee.moPrevious
        }
    }

    private func isRace(_ a: EventID, _ b: EventID) -> Bool {
        let (first, second) = (pointer(a), pointer(b))
        return a.thread != b.thread && b.thread < threadCount
            && (first.pointee.order == .plain || second.pointee.order == .plain)
            && (first.pointee.kind.writes || second.pointee.kind.writes)
            && !clock(.happensBefore, of: a).contains(b) && !clock(.happensBefore, of: b).contains(a)
    }
}

extension Explorer {
    /// Whether an access races with anything in the graph.
    @inline(__always)
    func races(_ id: EventID) -> Bool {
        guard code.hasPlainAccesses, code.mayRace[Int(graph.pointer(id).pointee.location)] else { return false }
        var answer = false
        graph.forEachRace(of: id) { _ in
            answer = true
            return false
        }
        return answer
    }
}
