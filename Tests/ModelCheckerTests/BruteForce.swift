import Litmus
@testable import ModelChecker

/// Counts the consistent executions of a program without loops the way herd7 does: every run of every thread, with
/// every rf and every mo, judged by the axioms as relations. Slow, and independent of the explorer.
struct BruteForce {
    private let program: Program
    private let model: ModelName
    private let bodies: Program.Bodies
    private(set) var executions = 0
    private(set) var racy = 0
    private(set) var outcomes: Set<[Int64]> = []
    /// Whether there were more candidates than are good for a test.
    private(set) var isTooLarge = false
    private var candidates = 0
    private let limit: Int

    /// - Parameter limit: how many candidates, each an rf and an mo, are judged at most.
    init(_ program: Program, _ model: ModelName, limit: Int = .max) {
        self.program = program
        self.model = model
        self.limit = limit
        bodies = program.bodies
        let traces = Self.traces(bodies, program.locations.map(\.initialValue))
        var chosen: [Int] = []
        choose(from: traces, &chosen)
    }

    /// The threads' runs, where reads return what anybody could write: the least fixed point, or nearly so where values
    /// feed on each other.
    private static func traces(_ bodies: Program.Bodies, _ initialValues: [Int64]) -> [[Trace]] {
        var values = initialValues.map { Set([$0]) }
        var traces: [[Trace]] = []
        for _ in 0..<6 {
            traces = bodies.map { TraceEnumeration($0, values).traces }
            let before = values
            for event in traces.joined().lazy.flatMap(\.events) where event.kind.writes {
                values[Int(event.location)].insert(event.valueWritten)
            }
            if values == before { break }
        }
        return traces
    }

    private mutating func choose(from traces: [[Trace]], _ chosen: inout [Int]) {
        guard chosen.count < traces.count else { return arrange(zip(traces, chosen).map { $0[$1] }, chosen) }
        for number in traces[chosen.count].indices where !isTooLarge {
            chosen.append(number)
            choose(from: traces, &chosen)
            chosen.removeLast()
        }
    }

    // MARK: One run of each thread

    private mutating func arrange(_ chosen: [Trace], _ numbers: [Int]) {
        var chosen = chosen
        guard let spawnedBy = start(&chosen, numbers) else { return }
        let ids = chosen.indices.flatMap { thread in
            chosen[thread].events.indices.map { EventID(thread: thread, index: $0) }
        }
        let reads = ids.filter { chosen[$0.thread].events[$0.index].kind.reads }
        let orders = modificationOrders(chosen, ids)
        var threads = chosen.map(\.events) + [initialWrites()]
        assign(reads[...], ids, &threads) { brute, threads in
            for order in orders where !brute.isTooLarge { brute.judge(threads, order, spawnedBy, chosen) }
        }
    }

    /// Empties the runs of threads that nobody spawns; of those the first stands for all.
    /// - Returns: what started each thread. Nil where a thread waits for one that never starts, or is spawned twice.
    private func start(_ chosen: inout [Trace], _ numbers: [Int]) -> [EventID]? {
        var spawnedBy = Array(repeating: EventID.none, count: chosen.count)
        var isStarted = bodies.map { !$0.startsBySpawn }
        var open = isStarted.indices.filter { isStarted[$0] }
        while let thread = open.popLast() {
            for (index, event) in chosen[thread].events.enumerated() where event.kind == .spawn {
                let other = Int(event.location)
                if isStarted[other] { return nil }
                (isStarted[other], spawnedBy[other]) = (true, EventID(thread: thread, index: index))
                open.append(other)
            }
        }
        for thread in chosen.indices where !isStarted[thread] {
            guard numbers[thread] == 0 else { return nil }
            chosen[thread] = Trace(registers: Array(repeating: 0, count: bodies[thread].registers.count))
        }
        for event in chosen.lazy.flatMap(\.events) where event.kind == .join && !isStarted[Int(event.location)] { return nil }
        return spawnedBy
    }

    private func initialWrites() -> [Event] {
        program.locations.enumerated().map { location, declared in
            var event = Event(.write, .plain, step: -1, location: Int32(location), stamp: 0)
            event.valueWritten = declared.initialValue
            return event
        }
    }

    /// Tries every source for each read.
    private mutating func assign(_ reads: ArraySlice<EventID>, _ ids: [EventID], _ threads: inout [[Event]],
                                 _ body: (inout BruteForce, [[Event]]) -> Void) {
        guard let read = reads.first else { return body(&self, threads) }
        let event = threads[read.thread][read.index]
        let initial = EventID(thread: bodies.count, index: Int(event.location))
        for source in [initial] + ids where source != read {
            let write = threads[source.thread][source.index]
            guard write.kind.writes, write.location == event.location, write.valueWritten == event.valueRead else { continue }
            threads[read.thread][read.index].readsFrom = source
            assign(reads.dropFirst(), ids, &threads, body)
        }
    }

    private func modificationOrders(_ chosen: [Trace], _ ids: [EventID]) -> [[[EventID]]] {
        var orders: [[[EventID]]] = [[]]
        for location in program.locations.indices {
            let writes = ids.filter {
                let event = chosen[$0.thread].events[$0.index]
                return event.kind.writes && Int(event.location) == location
            }
            let initial = EventID(thread: bodies.count, index: location)
            let own = permutations(writes).map { [initial] + $0 }
            orders = orders.flatMap { prefix in own.map { prefix + [$0] } }
        }
        return orders
    }

    private mutating func judge(_ threads: [[Event]], _ order: [[EventID]], _ spawnedBy: [EventID], _ chosen: [Trace]) {
        guard isLocallyCoherent(threads, order) else { return }
        candidates += 1
        if candidates > limit {
            isTooLarge = true
            return
        }
        let snapshot = GraphSnapshot(threads: threads, modificationOrder: order, spawnedBy: spawnedBy,
                                     finally: program.finally == nil ? -1 : program.threads.count)
        let graph = RelationalGraph(snapshot)
        guard graph.isConsistent(under: model), (graph.po | graph.threads | graph.rf).isAcyclic else { return }
        executions += 1
        if !graph.races.isEmpty { racy += 1 }
        outcomes.insert(program.tracked.map {
            switch $0 {
            case .register(let thread, let register): chosen[thread].registers[register]
            case .location(let location): snapshot[order[location][order[location].count - 1]].valueWritten
            }
        })
    }

    /// What every model asks for, and is quick to see: read-modify-writes right after what they read, and each thread's
    /// own accesses to a location in modification order. It only saves time: the axioms judge what passes.
    private func isLocallyCoherent(_ threads: [[Event]], _ order: [[EventID]]) -> Bool {
        for writes in order {
            for (rank, id) in writes.enumerated() {
                let event = threads[id.thread][id.index]
                if event.kind == .update, event.readsFrom != writes[rank - 1] { return false }
                for later in writes[(rank + 1)...] where later.thread == id.thread && later.index < id.index { return false }
            }
        }
        return true
    }

    private func permutations(_ ids: [EventID]) -> [[EventID]] {
        guard !ids.isEmpty else { return [[]] }
        return ids.indices.flatMap { index in
            var rest = ids
            let first = rest.remove(at: index)
            return permutations(rest).map { [first] + $0 }
        }
    }
}
