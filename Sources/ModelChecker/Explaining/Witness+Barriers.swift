import Litmus

extension Witness {
    /// Waiting at a barrier is two events: the arrival, and the going on when all have come. Of the thread that comes
    /// last, which waits for nobody, they are shown as one.
    mutating func joinBarrierWaits(_ locations: [Location]) {
        var representative = Array(events.indices)
        var arrivals: [Int: Int] = [:]
        for (index, event) in events.enumerated() {
            if let arrival = arrivals[event.thread], events[arrival].instruction == event.instruction,
               event.isGoingOn, events[arrival].opens(locations) {
                representative[index] = arrival
            }
            arrivals[event.thread] = index
        }
        // What the last one's going on reads is of no interest: it would go on in any case.
        edges.removeAll { ($0.from.map { representative[$0] != $0 } ?? false) || representative[$0.to] != $0.to }
        merge(representative)
    }
}

extension Witness.Event {
    /// Whether a thread goes on here that has arrived at a barrier before.
    fileprivate var isGoingOn: Bool { kind == .object(.barrierWait) && valueWritten == nil }

    /// Whether it is the arrival that all others at the barrier wait for.
    fileprivate func opens(_ locations: [Location]) -> Bool {
        guard kind == .object(.barrierWait), let location, let valueWritten,
              case .barrier(let parties) = locations[location].kind else { return false }
        return valueWritten % Int64(parties) == 0
    }
}
