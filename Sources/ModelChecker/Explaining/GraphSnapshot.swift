import Litmus

/// A graph's events, copied out of the explorer's storage for things that are done once in a while.
struct GraphSnapshot {
    /// By thread; the initial writes last.
    let threads: [[Event]]
    /// Of each location, its writes in modification order, the initial one first.
    let modificationOrder: [[EventID]]
    /// The event that started each thread, or none.
    let spawnedBy: [EventID]
    let finally: Int

    init(_ graph: borrowing ExecutionGraph) {
        var threads: [[Event]] = []
        for thread in 0...graph.threadCount {
            var events: [Event] = []
            for index in 0..<Int(graph.lengths[thread]) {
                events.append(graph.pointer(EventID(thread: thread, index: index)).pointee)
            }
            threads.append(events)
        }
        self.threads = threads
        var orders: [[EventID]] = []
        for location in 0..<graph.locationCount {
            var order: [EventID] = []
            var write = graph.moLast[location]
            while write != .none {
                order.append(write)
                write = graph.pointer(write).pointee.moPrevious
            }
            orders.append(order.reversed())
        }
        modificationOrder = orders
        var spawnedBy: [EventID] = []
        for thread in 0..<graph.threadCount { spawnedBy.append(graph.spawnedBy[thread]) }
        self.spawnedBy = spawnedBy
        finally = graph.finally
    }

    init(threads: [[Event]], modificationOrder: [[EventID]], spawnedBy: [EventID], finally: Int) {
        self.threads = threads
        self.modificationOrder = modificationOrder
        self.spawnedBy = spawnedBy
        self.finally = finally
    }

    var threadCount: Int { threads.count - 1 }

    subscript(id: EventID) -> Event { threads[id.thread][id.index] }

    func isInitial(_ id: EventID) -> Bool { id.thread == threadCount }

    /// All events but the initial writes, thread by thread.
    var ids: [EventID] {
        (0..<threadCount).flatMap { thread in threads[thread].indices.map { EventID(thread: thread, index: $0) } }
    }

    /// Each write's place in modification order; the initial write has 0.
    func modificationRanks() -> [UInt32: Int] {
        var ranks: [UInt32: Int] = [:]
        for order in modificationOrder {
            for (rank, write) in order.enumerated() { ranks[write.raw] = rank }
        }
        return ranks
    }

    /// Whether each thread sees each location's writes in modification order: none of CoWW, CoWR, CoRW, CoRR (Alglave,
    /// Maranget, Tautschnig, *Herding Cats*, section 4.2).
    var isCoherent: Bool {
        let ranks = modificationRanks()
        return threads.dropLast().indices.allSatisfy { thread in
            var last: [Int32: Int] = [:]
            for (index, event) in threads[thread].enumerated() where event.accessesMemory {
                let seen = last[event.location] ?? 0
                let read = event.kind.reads ? ranks[event.readsFrom.raw] ?? 0 : seen
                let rank = event.kind.writes ? ranks[EventID(thread: thread, index: index).raw] ?? 0 : read
                if read < seen || rank < read || (event.kind.writes && rank == read) { return false }
                last[event.location] = rank
            }
            return true
        }
    }

    /// rb: the writes that come after what the event reads, in modification order.
    func writesAfterSource(of id: EventID, _ ranks: [UInt32: Int]) -> ArraySlice<EventID> {
        let event = self[id]
        guard event.kind.reads else { return [] }
        let order = modificationOrder[Int(event.location)]
        guard let rank = ranks[event.readsFrom.raw] else { return [] }
        let after = order[(rank + 1)...]
        return after.first == id ? after.dropFirst() : after
    }

    /// What comes before a thread's first event: its spawn, or for `finally` every thread's last event.
    func predecessorsOfStart(_ thread: Int) -> [EventID] {
        if thread == finally {
            return (0..<threadCount).filter { $0 != thread && !threads[$0].isEmpty }
                .map { EventID(thread: $0, index: threads[$0].count - 1) }
        }
        return spawnedBy[thread] == .none ? [] : [spawnedBy[thread]]
    }
}

extension EventID: Hashable {
    func hash(into hasher: inout Hasher) { hasher.combine(raw) }
}
