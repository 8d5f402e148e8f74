import Litmus

/// An abstract machine that executes a program step by step, in every order: sequential consistency, and with store
/// buffers x86-TSO as Owens, Sarkar, Sewell describe it (TPHOLs 2009, section 3). It knows no execution graphs, and
/// loops are followed round and round: states that were seen are not visited again.
struct AbstractMachine {
    /// The end states, as values of `Program.observed`.
    private(set) var outcomes: Set<[Int64]> = []
    /// Whether some state can be reached from which no end can, and no error.
    private(set) var canGetStuck = false
    /// Whether a thread can end by an error.
    private(set) var canFail = false
    /// Whether there were more states than are good for a test.
    private(set) var isTooLarge = false
    private let program: Program
    private let hasBuffers: Bool
    /// Whether a thread goes on after an assertion that fails.
    private let ignoresAssertions: Bool
    private let bodies: Program.Bodies

    struct Store: Hashable {
        var location: Int
        var value: Int64
    }

    struct ThreadState: Hashable {
        var next = 0
        var registers: [Int64]
        var buffer: [Store] = []
        var isStarted: Bool
        var hasEnded = false
        var hasFailed = false
        /// Locations of objects that the thread holds, once for each time.
        var held: [Int] = []
    }

    struct State: Hashable {
        var memory: [Int64]
        var threads: [ThreadState]
    }

    init(_ program: Program, hasBuffers: Bool, ignoresAssertions: Bool = false, limit: Int = 60_000) {
        self.program = program
        self.ignoresAssertions = ignoresAssertions
        self.hasBuffers = hasBuffers
        bodies = program.bodies
        explore(limit: limit)
    }

    private mutating func explore(limit: Int) {
        var numbers: [State: Int] = [:]
        var states: [State] = []
        var before: [[Int]] = []
        var ends: [Int] = []
        func number(_ state: State) -> Int {
            if let number = numbers[state] { return number }
            numbers[state] = states.count
            states.append(state)
            before.append([])
            return states.count - 1
        }
        _ = number(initial)
        var current = 0
        while current < states.count {
            if states.count > limit {
                isTooLarge = true
                return
            }
            let state = states[current]
            if state.threads.contains(where: \.hasFailed) { canFail = true }
            let following = successors(of: state)
            for next in following { before[number(next)].append(current) }
            if following.isEmpty, state.threads.indices.allSatisfy({ isOver($0, state) }) {
                ends.append(current)
                outcomes.insert(outcome(state))
            }
            current += 1
        }
        let good = origins(of: ends, before)
        // After an error the others may well wait for ever.
        let failing = origins(of: states.indices.filter { states[$0].threads.contains(where: \.hasFailed) }, before)
        canGetStuck = states.indices.contains { !good[$0] && !failing[$0] }
    }

    /// Whether some of the `ends` can be reached, for each state.
    private func origins(of ends: [Int], _ before: [[Int]]) -> [Bool] {
        var reach = Array(repeating: false, count: before.count)
        var open = ends
        for end in ends { reach[end] = true }
        while let end = open.popLast() {
            for state in before[end] where !reach[state] {
                reach[state] = true
                open.append(state)
            }
        }
        return reach
    }

    private var initial: State {
        let memory = program.locations.map { location in
            if case .semaphore(let permits) = location.kind { return Int64(permits) }
            return location.initialValue
        }
        return State(memory: memory, threads: bodies.enumerated().map { number, body in
            var registers = Array(repeating: Int64(0), count: body.registers.count)
            if let id = body.replicaID { registers[id.register] = id.value }
            return ThreadState(registers: registers, isStarted: !body.startsBySpawn && number < program.threads.count)
        })
    }

    private func outcome(_ state: State) -> [Int64] {
        program.observed.map {
            switch $0 {
            case .location(let location): state.memory[location]
            case .register(let thread, let register): state.threads[thread].registers[register]
            }
        }
    }

    /// Ended, with an empty buffer; or never started.
    private func isOver(_ thread: Int, _ state: State) -> Bool {
        let own = state.threads[thread]
        return !own.isStarted || (own.hasEnded && own.buffer.isEmpty)
    }

    private func successors(of state: State) -> [State] {
        var next: [State] = []
        for thread in bodies.indices {
            var state = state
            if thread == program.threads.count, !state.threads[thread].isStarted {
                guard program.threads.indices.allSatisfy({ isOver($0, state) }) else { continue }
                state.threads[thread].isStarted = true
            }
            let own = state.threads[thread]
            guard own.isStarted else { continue }
            if !own.buffer.isEmpty {
                var drained = state
                let store = drained.threads[thread].buffer.removeFirst()
                drained.memory[store.location] = store.value
                next.append(drained)
            }
            if !own.hasEnded { next += step(thread, state) }
        }
        return next
    }

    // MARK: A thread's next step

    private func step(_ thread: Int, _ state: State) -> [State] {
        var state = state
        let own = state.threads[thread]
        guard own.next < bodies[thread].instructions.count else {
            state.threads[thread].hasEnded = true
            return [state]
        }
        func value(_ operand: Operand) -> Int64 {
            switch operand {
            case .register(let register): own.registers[register]
            case .constant(let constant): constant
            }
        }
        func place(_ address: Address) -> Int { address.base + Int(address.index.map(value) ?? 0) }
        state.threads[thread].next += 1
        func setting(_ register: Register?, _ result: Int64) { if let register { state.threads[thread].registers[register] = result } }
        switch bodies[thread].instructions[own.next] {
        case .copy(let to, let a): setting(to, value(a))
        case .unary(let to, let operation, let a): setting(to, operation.apply(value(a)))
        case .binary(let to, let operation, let a, let b):
            guard let result = operation.apply(value(a), value(b)) else { return [failed(thread, state)] }
            setting(to, result)
        case .jump(let target): state.threads[thread].next = target
        case .branch(let condition, let target): if value(condition) == 0 { state.threads[thread].next = target }
        case .halt: state.threads[thread].hasEnded = true
        case .assert(let condition, _): if value(condition) == 0, !ignoresAssertions { return [failed(thread, state)] }
        case .panic: return [failed(thread, state)]
        case .load(let to, let address, _): setting(to, read(place(address), thread, state))
        case .store(let address, let operand, let order):
            let store = Store(location: place(address), value: value(operand))
            if order == .seqCst || !hasBuffers {
                guard own.buffer.isEmpty else { return [] }
                state.memory[store.location] = store.value
            } else {
                state.threads[thread].buffer.append(store)
            }
        case .readModifyWrite(let to, let modify, let address, let operand, _):
            guard own.buffer.isEmpty else { return [] }
            let old = state.memory[place(address)]
            state.memory[place(address)] = modify.apply(old, value(operand))
            setting(to, old)
        case .compareExchange(let exchange):
            guard own.buffer.isEmpty else { return [] }
            let old = state.memory[place(exchange.address)]
            setting(exchange.ok, 0)
            setting(exchange.seen, old)
            let failing = state
            guard old == value(exchange.expected) else { return [failing] }
            setting(exchange.ok, 1)
            setting(exchange.seen, old)
            state.memory[place(exchange.address)] = value(exchange.desired)
            return exchange.isWeak ? [state, failing] : [state]
        case .fence(let order): if order == .seqCst, !own.buffer.isEmpty { return [] }
        case .spawn(let other):
            guard own.buffer.isEmpty else { return [] }
            if state.threads[other].isStarted { return [failed(thread, state)] }
            state.threads[other].isStarted = true
        case .join(let other):
            guard own.buffer.isEmpty, state.threads[other].isStarted, isOver(other, state) else { return [] }
        case .object(let operation, let address, _, _, let results):
            return operate(operation, place(address), thread, &state, results.first)
        case .loopEnter, .loopHead, .compilerFence, .hint: break
        case .assume(let condition): if value(condition) == 0 { return [] }
        }
        return [state]
    }

    private func failed(_ thread: Int, _ state: State) -> State {
        var state = state
        state.threads[thread].hasEnded = true
        state.threads[thread].hasFailed = true
        return state
    }

    /// The newest store of the thread's own buffer, else memory.
    private func read(_ location: Int, _ thread: Int, _ state: State) -> Int64 {
        state.threads[thread].buffer.last { $0.location == location }?.value ?? state.memory[location]
    }

    private func operate(_ operation: ObjectOperation, _ location: Int, _ thread: Int, _ state: inout State,
                         _ result: Register?) -> [State] {
        let isRelease = [.unlock, .unlockRead, .unlockWrite, .unlockEither].contains(operation)
        if isRelease {
            guard let index = state.threads[thread].held.firstIndex(of: location) else { return [failed(thread, state)] }
            if operation == .unlock, hasBuffers {
                state.threads[thread].held.remove(at: index)
                state.threads[thread].buffer.append(Store(location: location, value: 0))
                return [state]
            }
            guard state.threads[thread].buffer.isEmpty else { return [] }
            state.threads[thread].held.remove(at: index)
            let old = state.memory[location]
            state.memory[location] = operation == .unlock || old < 0 ? 0 : old - 1
            return [state]
        }
        guard state.threads[thread].buffer.isEmpty else { return [] }
        let old = state.memory[location]
        let (isFree, new): (Bool, Int64) = switch operation {
        case .lock, .tryLock: (old == 0, Int64(thread) + 1)
        case .readLock, .tryReadLock: (old >= 0, old + 1)
        case .writeLock, .tryWriteLock: (old == 0, -1)
        case .acquire, .tryAcquire: (old > 0, old - 1)
        default: (true, old + 1)
        }
        let tries = [.tryLock, .tryReadLock, .tryWriteLock, .tryAcquire].contains(operation)
        guard isFree || tries else { return [] }
        if isFree {
            state.memory[location] = new
            if ![.acquire, .tryAcquire, .release].contains(operation) { state.threads[thread].held.append(location) }
        }
        if let result { state.threads[thread].registers[result] = isFree ? 1 : 0 }
        return [state]
    }
}
