import Litmus

/// Every graph that a small program's threads could make, whatever any axiom says: each run of each thread, each rf
/// that fits the values, and each mo that agrees with po. What herd7 calls candidate executions.
struct CandidateExecutions {
    private let program: Program
    private let runs: [[ThreadRun]]
    /// Whether these are all: not so where values feed on each other without end, as counters do, or where a run
    /// writes what it computes of what it reads, which could be anything; nor where there are some that do not end.
    private let hasAllRuns: Bool

    /// Nil for a program with objects, spawns, or more than can be enumerated.
    ///
    /// - Parameter guesses: values that loads may return besides those that can be written: only then is out of thin air
    ///   what is.
    init?(_ request: ExplorationRequest, guesses: Set<Int64>) {
        program = request.program
        guard !request.code.splitsExchanges, let (runs, areAll) = Self.runs(request, guesses) else { return nil }
        (self.runs, hasAllRuns) = (runs, areAll)
    }

    /// The values that reads may return are those that some run writes: a fixed point, where there is one. It is the
    /// greatest, not the least: what the text says that is written may be written, if only the right thing is read.
    private static func runs(_ request: ExplorationRequest, _ guesses: Set<Int64>) -> ([[ThreadRun]], areAll: Bool)? {
        let (code, constants) = (request.code, WrittenConstants(request.code.source))
        if (0..<code.bodyCount).contains(where: { code.bodies[$0].startsBySpawn }) { return nil }
        let first = code.source.startValues.map { Set([$0]) }
        var values = zip(first, constants.values).map { $0.union($1).union(guesses) }
        for round in 1...rounds {
            guard let (runs, areAll) = runs(request, values) else { return nil }
            var written = first
            for event in runs.joined().lazy.flatMap(\.events) where event.kind.writes {
                written[Int(event.location)].insert(event.valueWritten)
            }
            let isClosed = zip(written, values).allSatisfy { $0.isSubset(of: $1) }
            if written == values || round == rounds { return (runs, isClosed && areAll && constants.areAll) }
            // Once nothing new is written, what nobody writes is left out: no read can have it.
            values = isClosed ? written : zip(written, values).map { $0.union($1) }
        }
        return nil
    }

    private static func runs(_ request: ExplorationRequest, _ values: [Set<Int64>]) -> ([[ThreadRun]], areAll: Bool)? {
        let code = request.code
        var (runs, areAll) = ([[ThreadRun]](), true)
        for thread in 0..<code.bodyCount {
            let enumeration = RunEnumeration(code.bodies[thread], registerCount: code.registerCount,
                                             unroll: request.options.unroll, values)
            if enumeration.isTooLarge { return nil }
            areAll = areAll && !enumeration.hasEndless
            runs.append(enumeration.runs)
        }
        return (runs, areAll)
    }

    private static let rounds = 4
    /// Writes to one location have this many factorial orders.
    private static let mostWrites = 5

    /// How a location's writes may be ordered.
    enum ModificationOrders {
        case likeProgramOrder
        case any
    }

    /// Calls `body` with each graph whose end state is `wanted`, as long as `mayGoOn`.
    /// - Parameter wanted: asked about each choice of runs and mo, with the values of `Program.tracked`.
    /// - Returns: whether all were visited.
    func forEach(_ orders: ModificationOrders, while mayGoOn: () -> Bool, where wanted: ([Int64]) -> Bool,
                 _ body: (GraphSnapshot) -> Void) -> Bool {
        var chosen: [ThreadRun] = []
        return choose(&chosen) { chosen in
            arrange(chosen, orders, while: mayGoOn, wanted) { graph in
                body(graph)
                return mayGoOn()
            }
        } && hasAllRuns
    }

    private func choose(_ chosen: inout [ThreadRun], _ body: ([ThreadRun]) -> Bool) -> Bool {
        guard chosen.count < runs.count else { return body(chosen) }
        for run in runs[chosen.count] {
            chosen.append(run)
            let goesOn = choose(&chosen, body)
            chosen.removeLast()
            if !goesOn { return false }
        }
        return true
    }

    private func arrange(_ chosen: [ThreadRun], _ orders: ModificationOrders, while mayGoOn: () -> Bool,
                         _ wanted: ([Int64]) -> Bool, _ body: (GraphSnapshot) -> Bool) -> Bool {
        let ids = chosen.indices.flatMap { thread in
            chosen[thread].events.indices.map { EventID(thread: thread, index: $0) }
        }
        let reads = ids.filter { chosen[$0.thread].events[$0.index].kind.reads }
        var threads = chosen.map(\.events) + [initialWrites]
        var order: [[EventID]] = []
        return arrangeWrites(ids, threads, orders, &order) { order in
            // Asked for each mo: those that nobody wants can be very many.
            guard mayGoOn() else { return false }
            guard wanted(endState(chosen, threads, order)) else { return true }
            return assign(reads[...], ids, &threads) { body(snapshot($0, order)) }
        }
    }

    private var initialWrites: [Event] {
        program.locations.enumerated().map { location, declared in
            var write = Event(.write, .plain, step: -1, location: Int32(location), stamp: 0)
            write.valueWritten = declared.startValue
            return write
        }
    }

    private func snapshot(_ threads: [[Event]], _ order: [[EventID]]) -> GraphSnapshot {
        GraphSnapshot(threads: threads, modificationOrder: order,
                      spawnedBy: Array(repeating: .none, count: runs.count),
                      finally: program.finally == nil ? -1 : runs.count - 1)
    }

    private func endState(_ chosen: [ThreadRun], _ threads: [[Event]], _ order: [[EventID]]) -> [Int64] {
        program.tracked.map { observable in
            switch observable {
            case .register(let thread, let register): return chosen[thread].registers[register]
            case .location(let location):
                guard let last = order[location].last else { return 0 }
                return threads[last.thread][last.index].valueWritten
            }
        }
    }

    /// Puts each location's writes into each order, location by location.
    private func arrangeWrites(_ ids: [EventID], _ threads: [[Event]], _ orders: ModificationOrders,
                               _ order: inout [[EventID]],
                               _ body: ([[EventID]]) -> Bool) -> Bool {
        guard order.count < program.locations.count else { return body(order) }
        let writes = ids.filter {
            let event = threads[$0.thread][$0.index]
            return event.kind.writes && Int(event.location) == order.count
        }
        if writes.count > Self.mostWrites { return false }
        for merged in Self.arrangements(writes, orders) {
            order.append([EventID(thread: runs.count, index: order.count)] + merged)
            let goesOn = arrangeWrites(ids, threads, orders, &order, body)
            order.removeLast()
            if !goesOn { return false }
        }
        return true
    }

    private static func arrangements(_ ids: [EventID], _ orders: ModificationOrders) -> [[EventID]] {
        guard !ids.isEmpty else { return [[]] }
        return ids.indices.filter { index in
            orders == .any || !ids[..<index].contains { $0.thread == ids[index].thread }
        }.flatMap { index in
            var rest = ids
            let first = rest.remove(at: index)
            return arrangements(rest, orders).map { [first] + $0 }
        }
    }

    /// Tries every source for each read.
    private func assign(_ reads: ArraySlice<EventID>, _ ids: [EventID], _ threads: inout [[Event]],
                        _ body: ([[Event]]) -> Bool) -> Bool {
        guard let read = reads.first else { return body(threads) }
        let event = threads[read.thread][read.index]
        for source in [EventID(thread: runs.count, index: Int(event.location))] + ids where source != read {
            let write = threads[source.thread][source.index]
            guard write.kind.writes, write.location == event.location, write.valueWritten == event.valueRead else { continue }
            threads[read.thread][read.index].readsFrom = source
            if !assign(reads.dropFirst(), ids, &threads, body) { return false }
        }
        return true
    }
}
