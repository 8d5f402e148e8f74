import Litmus

extension GraphSnapshot {
    /// A shown execution as a graph again.
    init(_ witness: Witness, _ program: Program, _ code: ProgramCode) {
        let threadCount = program.bodies.count
        var threads: [[Event]] = Array(repeating: [], count: threadCount)
        var ids: [EventID] = []
        for event in witness.events {
            ids.append(EventID(thread: event.thread, index: threads[event.thread].count))
            threads[event.thread].append(Event(event, code.threads[event.thread]))
        }
        var orders = program.locations.indices.map { [EventID(thread: threadCount, index: $0)] }
        for (number, event) in witness.events.enumerated().sorted(by: { ($0.1.modificationIndex ?? 0) < ($1.1.modificationIndex ?? 0) }) {
            if event.modificationIndex != nil, let location = event.location { orders[location].append(ids[number]) }
        }
        var spawnedBy = Array(repeating: EventID.none, count: threadCount)
        for (number, event) in witness.events.enumerated() {
            if case .event(let source) = event.readsFrom {
                threads[event.thread][ids[number].index].readsFrom = ids[source]
            } else if let location = event.location {
                threads[event.thread][ids[number].index].readsFrom = EventID(thread: threadCount, index: location)
            }
            if case .spawn(let thread) = event.kind { spawnedBy[thread] = ids[number] }
        }
        let initial = program.locations.enumerated().map { location, declared in
            var write = Event(.write, .plain, step: -1, location: Int32(location), stamp: 0)
            write.valueWritten = declared.startValue
            return write
        }
        self.init(threads: threads + [initial], modificationOrder: orders, spawnedBy: spawnedBy,
                  finally: program.finally == nil ? -1 : threadCount - 1)
    }
}

extension Event {
    fileprivate init(_ shown: Witness.Event, _ code: ThreadCode) {
        let kind: Kind = switch shown.kind {
        case .fence: .fence
        case .spawn: .spawn
        case .join: .join
        default: shown.valueWritten == nil ? .read : shown.valueRead == nil ? .write : .update
        }
        var location = Int32(shown.location ?? -1)
        if case .spawn(let thread) = shown.kind { location = Int32(thread) }
        if case .join(let thread) = shown.kind { location = Int32(thread) }
        self.init(kind, shown.order, step: Int32(code.instruction.firstIndex(of: shown.instruction) ?? 0),
                  location: location, stamp: 0)
        (valueRead, valueWritten) = (shown.valueRead ?? 0, shown.valueWritten ?? 0)
        let operation = code.steps[Int(step)].operation
        (isLocked, isObject, isShared) = (kind.reads && operation.isLocked, operation.isObject, operation.isShared)
    }
}
