import Litmus

extension Witness {
    /// Copies a graph into the form to be shown.
    /// - Parameter pair: the two events that race, where that is what it is to show.
    init(_ graph: borrowing ExecutionGraph, _ code: FlatCode, _ program: Program, _ model: ModelName,
         racing pair: [EventID] = []) {
        let snapshot = GraphSnapshot(graph)
        let order = ExecutionOrder(snapshot, model)
        // Who waits has not done yet what it waits for.
        var done: [Int] = []
        for thread in 0..<graph.threadCount { done.append(graph.eventsBeforeAttempt(of: thread, code)) }
        let shown = order.events.filter { $0.index < done[$0.thread] && !code.source.isClaim(snapshot[$0]) }
        let number = Dictionary(uniqueKeysWithValues: shown.enumerated().map { ($1, $0) })
        let ranks = snapshot.modificationRanks()
        let events = shown.map { Self.event($0, snapshot, code, program, number, ranks) }
        self.init(model: model, events: events, steps: order.steps(number))
        values = code.source.tracked.map { Self.value(of: $0, graph, code) }
        racing = pair.compactMap { number[$0] }
        record = GraphRecord(graph)
        markStaleReads()
        addEdges(snapshot, number)
        joinSlots(code.source)
        joinBarrierWaits(program.locations)
    }

    private static func event(_ id: EventID, _ graph: GraphSnapshot, _ code: FlatCode, _ program: Program,
                              _ number: [EventID: Int], _ ranks: [UInt32: Int]) -> Event {
        let event = graph[id]
        let instruction = code.source.threads[id.thread].instruction[Int(event.step)]
        var shown = Event(thread: id.thread, instruction: instruction,
                          kind: kind(event, program.bodies[id.thread].instructions[instruction]), order: event.order)
        if event.accessesMemory { shown.location = Int(event.location) }
        if event.kind.reads {
            shown.valueRead = event.valueRead
            shown.readsFrom = number[event.readsFrom].map(Source.event) ?? .initialValue
        }
        if event.kind.writes {
            shown.valueWritten = event.valueWritten
            shown.modificationIndex = ranks[id.raw]
        }
        return shown
    }

    private static func kind(_ event: ModelChecker.Event, _ instruction: Instruction) -> EventKind {
        if case .object(let operation, _, _, _, _) = instruction { return .object(operation) }
        switch event.kind {
        case .read: return .read
        case .write: return .write
        case .update: return .update
        case .fence: return .fence
        case .spawn: return .spawn(thread: Int(event.location))
        case .join: return .join(thread: Int(event.location))
        }
    }

    private static func value(of observable: Observable, _ graph: borrowing ExecutionGraph, _ code: FlatCode) -> Int64 {
        switch observable {
        case .register(let thread, let register): graph.register(register, of: thread, code)
        case .location(let location): graph.pointer(graph.moLast[location]).pointee.valueWritten
        }
    }

    /// A read is stale where a write that is later in modification order than what it reads was executed before it.
    private mutating func markStaleReads() {
        // Of each location, the write that is last in modification order among those executed so far.
        var latest: [Int: Int] = [:]
        for case .execute(let number) in steps {
            let event = events[number]
            guard let location = event.location else { continue }
            if event.valueRead != nil, event.valueWritten == nil, let write = latest[location],
               (events[write].modificationIndex ?? 0) > rank(of: event.readsFrom) {
                events[number].missedWrite = write
            }
            guard let place = event.modificationIndex else { continue }
            if latest[location].map({ (events[$0].modificationIndex ?? 0) < place }) ?? true { latest[location] = number }
        }
    }

    /// The place in modification order of what is read; the initial value has 0.
    func rank(of source: Source?) -> Int {
        if case .event(let number) = source { return events[number].modificationIndex ?? 0 }
        return 0
    }
}
