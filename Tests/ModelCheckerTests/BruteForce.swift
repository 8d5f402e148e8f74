import Litmus
@testable import ModelChecker

/// Counts the consistent executions of a program without branches by trying every rf and every mo, and evaluating the
/// axioms as relations: slow, and independent of the explorer.
struct BruteForce {
    private let program: Program
    private let model: ModelName
    private(set) var executions = 0
    private(set) var racy = 0
    private(set) var outcomes: Set<[Int64]> = []
    private var sources: [EventID: EventID] = [:]
    private let reads: [EventID]
    private let initialThread: Int

    init(_ program: Program, _ model: ModelName) {
        self.program = program
        self.model = model
        initialThread = program.threads.count
        reads = program.threads.enumerated().flatMap { thread, body in
            body.instructions.indices.filter { body.instructions[$0].reads }.map { EventID(thread: thread, index: $0) }
        }
        chooseSource(of: 0)
    }

    private mutating func chooseSource(of number: Int) {
        guard number < reads.count else { return evaluate() }
        let read = reads[number]
        guard let location = instruction(read).location else { return }
        var candidates = [EventID(thread: initialThread, index: location)]
        for (thread, body) in program.threads.enumerated() {
            for index in body.instructions.indices
            where body.instructions[index].mayWrite && body.instructions[index].location == location {
                candidates.append(EventID(thread: thread, index: index))
            }
        }
        for candidate in candidates where candidate != read {
            sources[read] = candidate
            chooseSource(of: number + 1)
        }
    }

    private func instruction(_ id: EventID) -> Instruction { program.threads[id.thread].instructions[id.index] }

    /// Executes the threads as far as the chosen sources' values are known; what is left over then is a cycle in po ∪ rf.
    private mutating func evaluate() {
        var events: [[Event]] = Array(repeating: [], count: program.threads.count)
        var registers = program.threads.map { Array(repeating: Int64(0), count: $0.registers.count) }
        var progress = true
        while progress {
            progress = false
            for thread in program.threads.indices {
                while events[thread].count < program.threads[thread].instructions.count,
                      let event = execute(EventID(thread: thread, index: events[thread].count), events, &registers[thread]) {
                    events[thread].append(event)
                    progress = true
                }
            }
        }
        guard zip(events, program.threads).allSatisfy({ $0.count == $1.instructions.count }) else { return }
        for read in reads where !isWrite(sources[read], events) { return }
        arrange(events + [initialWrites()], registers)
    }

    private func initialWrites() -> [Event] {
        program.locations.enumerated().map { location, declared in
            var event = Event(.write, .plain, step: -1, location: Int32(location), stamp: 0)
            event.valueWritten = declared.initialValue
            return event
        }
    }

    private func isWrite(_ id: EventID?, _ events: [[Event]]) -> Bool {
        guard let id else { return false }
        return id.thread == initialThread || events[id.thread][id.index].kind.writes
    }

    private func execute(_ id: EventID, _ events: [[Event]], _ registers: inout [Int64]) -> Event? {
        func value(_ operand: Operand) -> Int64 {
            switch operand {
            case .register(let register): registers[register]
            case .constant(let constant): constant
            }
        }
        var read: Int64 = 0
        if let source = sources[id] {
            if source.thread == initialThread {
                read = program.locations[source.index].initialValue
            } else {
                guard source.index < events[source.thread].count else { return nil }
                read = events[source.thread][source.index].valueWritten
            }
        }
        let location = Int32(instruction(id).location ?? -1)
        func event(_ kind: Event.Kind, _ order: MemoryOrder, written: Int64 = 0) -> Event {
            var event = Event(kind, order, step: Int32(id.index), location: location, stamp: 0)
            (event.valueRead, event.valueWritten, event.readsFrom) = (read, written, sources[id] ?? .none)
            return event
        }
        switch instruction(id) {
        case .load(let to, _, let order):
            registers[to] = read
            return event(.read, order)
        case .store(_, let operand, let order): return event(.write, order, written: value(operand))
        case .readModifyWrite(let to, let modify, _, let operand, let order):
            let written = modify.apply(read, value(operand))
            if let to { registers[to] = read }
            var update = event(.update, order, written: written)
            update.isLocked = true
            return update
        case .compareExchange(let exchange):
            let succeeds = read == value(exchange.expected)
            var attempt = succeeds ? event(.update, exchange.success, written: value(exchange.desired))
                : event(.read, exchange.failure)
            attempt.isLocked = true
            if let ok = exchange.ok { registers[ok] = succeeds ? 1 : 0 }
            if let seen = exchange.seen { registers[seen] = read }
            return attempt
        case .fence(let order): return event(.fence, order)
        default: return nil
        }
    }

    /// Tries every modification order.
    private mutating func arrange(_ events: [[Event]], _ registers: [[Int64]]) {
        var orders: [[[EventID]]] = [[]]
        for location in program.locations.indices {
            var writes: [EventID] = []
            for thread in program.threads.indices {
                for index in events[thread].indices
                where events[thread][index].kind.writes && Int(events[thread][index].location) == location {
                    writes.append(EventID(thread: thread, index: index))
                }
            }
            let initial = EventID(thread: initialThread, index: location)
            orders = orders.flatMap { prefix in permutations(writes).map { prefix + [[initial] + $0] } }
        }
        for order in orders { judge(events, order, registers) }
    }

    private mutating func judge(_ events: [[Event]], _ order: [[EventID]], _ registers: [[Int64]]) {
        let snapshot = GraphSnapshot(threads: events, modificationOrder: order,
                                     spawnedBy: program.threads.map { _ in .none }, finally: -1)
        let graph = RelationalGraph(snapshot)
        guard graph.isConsistent(under: model) else { return }
        executions += 1
        if !graph.races.isEmpty { racy += 1 }
        outcomes.insert(program.tracked.map {
            switch $0 {
            case .register(let thread, let register): registers[thread][register]
            case .location(let location): snapshot[order[location][order[location].count - 1]].valueWritten
            }
        })
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

extension Instruction {
    fileprivate var reads: Bool {
        switch self {
        case .load, .readModifyWrite, .compareExchange: true
        default: false
        }
    }

    fileprivate var mayWrite: Bool {
        switch self {
        case .store, .readModifyWrite, .compareExchange: true
        default: false
        }
    }

    fileprivate var location: Int? {
        switch self {
        case .load(_, let address, _), .store(let address, _, _), .readModifyWrite(_, _, let address, _, _): address.base
        case .compareExchange(let exchange): exchange.address.base
        default: nil
        }
    }
}
