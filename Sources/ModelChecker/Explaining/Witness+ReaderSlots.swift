import Litmus

extension Witness {
    /// Makes one event of a writer's accesses to an rwlock's slots (`ReaderSlots`), and one location of the slots. The
    /// rwlock is taken with the last of them, and given back with the first.
    mutating func joinSlots(_ code: ProgramCode) {
        guard let slots = code.readerSlots else { return }
        merge(representatives())
        for index in events.indices {
            if events[index].isOfRWLock { events[index].modificationIndex = nil }
            events[index].location = events[index].location.map(slots.declared)
        }
    }

    /// For each event, the one that is shown in its place.
    private func representatives() -> [Int] {
        var result = Array(events.indices)
        var runs: [Int: [Int]] = [:]
        for index in events.indices {
            let (thread, last) = (events[index].thread, runs[events[index].thread]?.last)
            if let last, events[index].goesOn(from: events[last]) {
                runs[thread]?.append(index)
            } else {
                runs[thread] = [index]
            }
            guard let run = runs[thread], let first = run.first else { continue }
            let shown = events[index].kind == .object(.writeLock) ? index : first
            for member in run { result[member] = shown }
        }
        return result
    }
}

extension Witness.Event {
    fileprivate var isOfRWLock: Bool {
        guard case .object(let operation) = kind else { return false }
        switch operation {
        case .readLock, .writeLock, .unlockRead, .unlockWrite, .unlockEither: return true
        default: return false
        }
    }

    /// Whether it is the same operation's access to the next slot.
    fileprivate func goesOn(from last: Witness.Event) -> Bool {
        guard isOfRWLock, instruction == last.instruction, let location, let before = last.location else { return false }
        return location > before
    }
}
