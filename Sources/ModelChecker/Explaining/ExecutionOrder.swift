import Litmus

/// An order in which an execution can be told: it agrees with po and rf, and with as much of mo and rb as the execution
/// allows. Under `tso` each store has two moments, that of its execution and that of leaving the buffer.
struct ExecutionOrder {
    private enum Moment: Hashable {
        case execute(EventID)
        case flush(EventID)
    }

    private(set) var events: [EventID] = []
    private var moments: [Moment] = []
    private let graph: GraphSnapshot

    init(_ graph: GraphSnapshot, _ model: ModelName) {
        self.graph = graph
        let ranks = graph.modificationRanks()
        if model.page.hasStoreBuffers {
            moments = arrange(bufferedConstraints(ranks)) ?? []
        } else {
            // The fewest stale reads first: SC's order where there is one, else one without rb, else po and rf alone.
            for relations in [Relations.all, .withoutReadsBefore, .causal] {
                if let order = arrange(constraints(ranks, relations)) {
                    moments = order
                    break
                }
            }
        }
        events = moments.compactMap { if case .execute(let id) = $0 { id } else { nil } }
    }

    /// The steps of those events that have a number.
    func steps(_ number: [EventID: Int]) -> [Witness.Step] {
        moments.compactMap {
            switch $0 {
            case .execute(let id): number[id].map(Witness.Step.execute)
            case .flush(let id): number[id].map(Witness.Step.flush)
            }
        }
    }

    private enum Relations { case all, withoutReadsBefore, causal }

    /// For each moment, those that must come before it.
    private func constraints(_ ranks: [UInt32: Int], _ relations: Relations) -> [Moment: [Moment]] {
        var before: [Moment: [Moment]] = [:]
        for id in graph.ids {
            before[.execute(id), default: []] += programOrder(id).map(Moment.execute)
            let event = graph[id]
            if event.kind.reads, !graph.isInitial(event.readsFrom) {
                before[.execute(id), default: []].append(.execute(event.readsFrom))
            }
            if relations != .causal, event.kind.writes, !graph.isInitial(event.moPrevious) {
                before[.execute(id), default: []].append(.execute(event.moPrevious))
            }
            if relations == .all {
                for write in graph.writesAfterSource(of: id, ranks) { before[.execute(write), default: []].append(.execute(id)) }
            }
        }
        return before
    }

    private func programOrder(_ id: EventID) -> [EventID] {
        var before = id.index > 0 ? [EventID(thread: id.thread, index: id.index - 1)] : graph.predecessorsOfStart(id.thread)
        if graph[id].kind == .join {
            let other = Int(graph[id].location)
            before += graph.threads[other].indices.last.map { [EventID(thread: other, index: $0)] }
                ?? graph.predecessorsOfStart(other)
        }
        return before
    }

    /// The global order of x86-TSO among the moments at which events take effect.
    private func bufferedConstraints(_ ranks: [UInt32: Int]) -> [Moment: [Moment]] {
        func effect(_ id: EventID) -> Moment { graph[id].isBuffered ? .flush(id) : .execute(id) }
        var before: [Moment: [Moment]] = [:]
        for id in graph.ids {
            let event = graph[id]
            before[.execute(id), default: []] += programOrder(id).map(Moment.execute)
            let ownStores = (0..<id.index).map { EventID(thread: id.thread, index: $0) }
                .filter { graph[$0].isBuffered && !isOtherHalf($0, of: id) }
            if let exchange = exchange(before: id) { before[.execute(id), default: []].append(.flush(exchange)) }
            if event.isBuffered { before[.flush(id), default: []] += [.execute(id)] + ownStores.suffix(1).map(Moment.flush) }
            if event.drainsBuffer { before[.execute(id), default: []] += ownStores.suffix(1).map(Moment.flush) }
            if id.index == 0 || event.kind == .join {
                before[.execute(id), default: []] += programOrder(id).flatMap(drainedStores)
            }
            if event.kind.reads, !graph.isInitial(event.readsFrom), event.readsFrom.thread != id.thread {
                before[.execute(id), default: []].append(effect(event.readsFrom))
            }
            if event.kind.writes, !graph.isInitial(event.moPrevious) {
                before[effect(id), default: []].append(effect(event.moPrevious))
            }
            for write in graph.writesAfterSource(of: id, ranks) { before[effect(write), default: []].append(.execute(id)) }
        }
        return before
    }

    /// Whether the write is that of the exchange whose read the event is: the two are not ordered.
    private func isOtherHalf(_ write: EventID, of id: EventID) -> Bool {
        graph[id].isHalf && graph[id].kind == .read && write.index == id.index - 1
    }

    /// The write of the exchange right before the event: being locked, it has left the buffer by then.
    private func exchange(before id: EventID) -> EventID? {
        guard id.index >= 2 else { return nil }
        let previous = EventID(thread: id.thread, index: id.index - 1)
        return graph[previous].isHalf && graph[previous].kind == .read
            ? EventID(thread: id.thread, index: id.index - 2) : nil
    }

    /// A thread that starts or is awaited has emptied its buffer up to there.
    private func drainedStores(_ id: EventID) -> [Moment] {
        (0...id.index).map { EventID(thread: id.thread, index: $0) }.filter { graph[$0].isBuffered }.map(Moment.flush)
    }

    /// A linear order that keeps to the constraints, or nil where they have a cycle. It stays with a thread for as long
    /// as possible, and lets stores leave their buffers only when nothing else can happen.
    private func arrange(_ before: [Moment: [Moment]]) -> [Moment]? {
        var waitingFor = before.mapValues { Set($0).count }
        var unlocks: [Moment: [Moment]] = [:]
        for (moment, earlier) in before { for one in Set(earlier) { unlocks[one, default: []].append(moment) } }
        var order: [Moment] = []
        var next = Array(repeating: 0, count: graph.threadCount)
        var current = 0
        func isReady(_ moment: Moment) -> Bool { waitingFor[moment] == 0 }
        func take(_ moment: Moment) {
            order.append(moment)
            waitingFor[moment] = -1
            for later in unlocks[moment] ?? [] { waitingFor[later, default: 0] -= 1 }
        }
        while order.count < before.count {
            let threads = [current] + (0..<graph.threadCount).filter { $0 != current }
            if let thread = threads.first(where: {
                next[$0] < graph.threads[$0].count && isReady(.execute(EventID(thread: $0, index: next[$0])))
            }) {
                take(.execute(EventID(thread: thread, index: next[thread])))
                next[thread] += 1
                current = thread
            } else if let store = graph.ids.first(where: { isReady(.flush($0)) }) {
                take(.flush(store))
            } else {
                return nil
            }
        }
        return order
    }
}
