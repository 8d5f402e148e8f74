import Litmus

/// Every graph that a small program's threads could make, whatever any axiom says: each run of each thread, each rf
/// that fits the values, and each mo. What herd7 calls candidate executions.
///
/// Objects are what they are in all of them: nothing comes between the halves of an operation on one.
struct CandidateExecutions {
    private let program: Program
    private let runs: [[ThreadRun]]
    private let hasAllRuns: Bool
    /// How many runs were looked at to find these.
    let effort: Int
    private let isObject: [Bool]
    private let startsBySpawn: [Bool]
    private let startValues: [Int64]

    /// Nil where there is more than can be enumerated.
    ///
    /// - Parameter guesses: values that loads may return besides those that can be written: only then is out of thin
    ///   air what is.
    init?(_ request: ExplorationRequest, guesses: Set<Int64>) {
        guard !request.code.splitsExchanges, let candidates = CandidateRuns(request, guesses: guesses) else {
            return nil
        }
        program = request.program
        (runs, hasAllRuns, isObject) = (candidates.runs, candidates.areAll, candidates.isObject)
        effort = candidates.effort
        startsBySpawn = (0..<request.code.bodyCount).map { request.code.bodies[$0].startsBySpawn }
        startValues = request.code.source.startValues
    }

    /// How a location's writes may be ordered.
    enum ModificationOrders {
        case likeProgramOrder
        case any

        /// Writes to one location have up to this many factorial orders.
        fileprivate var mostWrites: Int { self == .any ? 5 : 6 }
    }

    /// Calls `body` with each graph that ends as is wanted, as long as `mayGoOn`.
    /// - Returns: whether all were visited.
    func forEach(_ orders: ModificationOrders, endingIn wanted: EndStates, while mayGoOn: () -> Bool,
                 _ body: (GraphSnapshot) -> Void) -> Bool {
        var chosen: [ThreadRun] = []
        var areAll = hasAllRuns
        let wereVisited = choose(&chosen) { chosen in
            guard mayGoOn() else { return false }
            guard areStartedOnce(chosen), wanted.asksForLocations || wanted.contains(endState(chosen)) else {
                return true
            }
            if mostWrites(of: chosen) > orders.mostWrites {
                areAll = false
                return true
            }
            return arrange(chosen, orders, while: mayGoOn, wanted) { graph in
                body(graph)
                return mayGoOn()
            }
        }
        return wereVisited && areAll
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

    /// Whether those threads are started that do not start by themselves: each by one spawn of a thread that is, and
    /// none that somebody waits for is not.
    private func areStartedOnce(_ chosen: [ThreadRun]) -> Bool {
        guard startsBySpawn.contains(true) else { return true }
        var open = startsBySpawn.indices.filter { !startsBySpawn[$0] }
        var isStarted = startsBySpawn.map { !$0 }
        while let thread = open.popLast() {
            for event in chosen[thread].events where event.kind == .spawn {
                if isStarted[Int(event.location)] { return false }
                isStarted[Int(event.location)] = true
                open.append(Int(event.location))
            }
        }
        let joins = chosen.lazy.flatMap(\.events).filter { $0.kind == .join }
        return joins.allSatisfy { isStarted[Int($0.location)] } && chosen.map(\.isStarted) == isStarted
    }

    /// How many writes there are to one location at most; objects' have few orders.
    private func mostWrites(of chosen: [ThreadRun]) -> Int {
        var counts = Array(repeating: 0, count: startValues.count)
        for event in chosen.lazy.flatMap(\.events) where event.kind.writes && !isObject[Int(event.location)] {
            counts[Int(event.location)] += 1
        }
        return counts.max() ?? 0
    }

    private func arrange(_ chosen: [ThreadRun], _ orders: ModificationOrders, while mayGoOn: () -> Bool,
                         _ wanted: EndStates, _ body: (GraphSnapshot) -> Bool) -> Bool {
        let ids = chosen.indices.flatMap { thread in
            chosen[thread].events.indices.map { EventID(thread: thread, index: $0) }
        }
        let reads = ids.filter { chosen[$0.thread].events[$0.index].kind.reads }
        var threads = chosen.map(\.events) + [initialWrites]
        var order: [[EventID]] = []
        return arrangeWrites(ids, threads, orders, &order) { order in
            // Asked for each mo: those that nobody wants can be very many.
            guard mayGoOn() else { return false }
            guard wanted.contains(endState(chosen, threads, order)) else { return true }
            return assign(reads[...], ids, order, &threads) { body(snapshot($0, order)) }
        }
    }

    private var initialWrites: [Event] {
        startValues.enumerated().map { location, value in
            var write = Event(.write, .plain, step: -1, location: Int32(location), stamp: 0)
            write.valueWritten = value
            return write
        }
    }

    private func snapshot(_ threads: [[Event]], _ order: [[EventID]]) -> GraphSnapshot {
        var spawnedBy = Array(repeating: EventID.none, count: runs.count)
        for (thread, events) in threads.enumerated() {
            for (index, event) in events.enumerated() where event.kind == .spawn {
                spawnedBy[Int(event.location)] = EventID(thread: thread, index: index)
            }
        }
        return GraphSnapshot(threads: threads, modificationOrder: order, spawnedBy: spawnedBy,
                             finally: program.finally == nil ? -1 : runs.count - 1)
    }

    /// The values of `Program.tracked`; those of locations only where there is an order.
    private func endState(_ chosen: [ThreadRun], _ threads: [[Event]] = [], _ order: [[EventID]] = []) -> [Int64] {
        program.tracked.map { observable in
            switch observable {
            case .register(let thread, let register): return chosen[thread].registers[register]
            case .location(let location):
                guard order.indices.contains(location), let last = order[location].last else { return 0 }
                return threads[last.thread][last.index].valueWritten
            }
        }
    }

    /// Puts each location's writes into each order, location by location.
    private func arrangeWrites(_ ids: [EventID], _ threads: [[Event]], _ orders: ModificationOrders,
                               _ order: inout [[EventID]], _ body: ([[EventID]]) -> Bool) -> Bool {
        guard order.count < startValues.count else { return body(order) }
        let isObject = isObject[order.count]
        let writes = ids.filter {
            let event = threads[$0.thread][$0.index]
            return event.kind.writes && Int(event.location) == order.count
        }
        let arrangements = isObject ? operations(writes, threads, on: startValues[order.count])
            : Self.arrangements(writes, orders)
        for merged in arrangements {
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

    /// The orders of the operations on an object in which each finds what the one before it leaves.
    private func operations(_ ids: [EventID], _ threads: [[Event]], on value: Int64) -> [[EventID]] {
        guard !ids.isEmpty else { return [[]] }
        return ids.indices.filter { index in
            let event = threads[ids[index].thread][ids[index].index]
            return !ids[..<index].contains { $0.thread == ids[index].thread }
                && (event.kind == .write || event.valueRead == value)
        }.flatMap { index in
            var rest = ids
            let first = rest.remove(at: index)
            return operations(rest, threads, on: threads[first.thread][first.index].valueWritten).map { [first] + $0 }
        }
    }

    /// Tries every source for each read; an operation that changes an object has only one.
    private func assign(_ reads: ArraySlice<EventID>, _ ids: [EventID], _ order: [[EventID]],
                        _ threads: inout [[Event]], _ body: ([[Event]]) -> Bool) -> Bool {
        guard let read = reads.first else { return body(threads) }
        let event = threads[read.thread][read.index]
        for source in [EventID(thread: runs.count, index: Int(event.location))] + ids where source != read {
            let write = threads[source.thread][source.index]
            guard write.kind.writes, write.location == event.location, write.valueWritten == event.valueRead else { continue }
            let isOperation = event.isObject && event.kind == .update
            if isOperation, !isNext(read, after: source, order[Int(event.location)]) { continue }
            threads[read.thread][read.index].readsFrom = source
            if !assign(reads.dropFirst(), ids, order, &threads, body) { return false }
        }
        return true
    }

    private func isNext(_ write: EventID, after source: EventID, _ order: [EventID]) -> Bool {
        order.firstIndex(of: source).map { order[(($0 + 1) % order.count)] == write } ?? false
    }
}
