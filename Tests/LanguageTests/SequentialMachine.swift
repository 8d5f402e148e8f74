import Litmus

/// Runs a program's threads one after the other, in order, and then `finally`: the simplest of all executions.
///
/// Objects do what they do to a thread that is alone; what would block is an error here.
struct SequentialMachine {
    enum Failure: Error, Equatable {
        case assertion(String?), panic(String), assumption, bounds(Int64), division, endless, blocked
    }

    let program: Program
    private(set) var memory: [Int64]
    /// For each body, its registers.
    private(set) var registers: [[Int64]]
    /// What happened to shared state, in order: `A: load x Acquire`.
    private(set) var trace: [String] = []
    private var queues: [Int: [Int64]] = [:]
    private var ended: Set<Int> = []

    init(_ program: Program) {
        self.program = program
        memory = program.locations.map(\.initialValue)
        for (index, location) in program.locations.enumerated() {
            if case .semaphore(let permits) = location.kind { memory[index] = Int64(permits) }
        }
        registers = program.bodies.map { body in
            var values = [Int64](repeating: 0, count: body.registers.count)
            if let (register, value) = body.replicaID { values[register] = value }
            return values
        }
    }

    /// The value of what a text calls by this name: `A.r`, `x`, `slot[1]`.
    func value(of name: String) -> Int64? {
        if let location = program.locations.firstIndex(where: { $0.name == name }) { return memory[location] }
        guard let observable = program.observed.first(where: { program.label(of: $0) == name }),
              case .register(let thread, let register) = observable else { return nil }
        return registers[thread][register]
    }

    mutating func run() throws {
        for thread in program.threads.indices where !program.threads[thread].startsBySpawn { try run(thread) }
        if program.finally != nil { try run(program.threads.count) }
    }

    private mutating func run(_ body: Int) throws {
        let code = program.bodies[body].instructions
        var next = 0, steps = 0
        while next < code.count {
            steps += 1
            if steps > 100_000 { throw Failure.endless }
            guard let following = try step(code[next], body, next) else { break }
            next = following
        }
        ended.insert(body)
    }

    /// - Returns: the number of the next instruction; nil at the thread's end.
    private mutating func step(_ instruction: Instruction, _ body: Int, _ number: Int) throws -> Int? {
        func value(_ operand: Operand) -> Int64 {
            switch operand {
            case .constant(let constant): constant
            case .register(let register): registers[body][register]
            }
        }
        switch instruction {
        case .copy(let to, let operand): registers[body][to] = value(operand)
        case .unary(let to, let operation, let operand): registers[body][to] = operation.apply(value(operand))
        case .binary(let to, let operation, let a, let b):
            guard let result = operation.apply(value(a), value(b)) else { throw Failure.division }
            registers[body][to] = result
        case .jump(let target): return target
        case .branch(let condition, let target): if value(condition) == 0 { return target }
        case .loopEnter, .loopHead, .hint: break
        case .halt: return nil
        case .load(let to, let address, let order):
            let location = try resolve(address, value)
            registers[body][to] = memory[location]
            note(body, "load", location, order.name)
        case .store(let address, let operand, let order):
            let location = try resolve(address, value)
            memory[location] = value(operand)
            note(body, "store", location, order.name)
        case .readModifyWrite(let to, let operation, let address, let operand, let order):
            let location = try resolve(address, value)
            let old = memory[location]
            memory[location] = operation.apply(old, value(operand))
            if let to { registers[body][to] = old }
            note(body, "\(operation)", location, order.name)
        case .compareExchange(let exchange):
            let location = try resolve(exchange.address, value)
            let old = memory[location], expected = value(exchange.expected), desired = value(exchange.desired)
            if old == expected { memory[location] = desired }
            if let ok = exchange.ok { registers[body][ok] = old == expected ? 1 : 0 }
            if let seen = exchange.seen { registers[body][seen] = old }
            note(body, exchange.isWeak ? "cas_weak" : "cas", location,
                 "\(exchange.success.name) \(exchange.failure.name)")
        case .fence(let order): trace.append("\(program.bodies[body].name): fence \(order.name)")
        case .compilerFence(let order): trace.append("\(program.bodies[body].name): compiler_fence \(order.name)")
        case .assert(let condition, let message): if value(condition) == 0 { throw Failure.assertion(message) }
        case .assume(let condition): if value(condition) == 0 { throw Failure.assumption }
        case .panic(let message): throw Failure.panic(message)
        case .spawn(let thread): try run(thread)
        case .join(let thread): if !ended.contains(thread) { throw Failure.blocked }
        case .object(let operation, let address, let with, let operand, let results):
            let location = try resolve(address, value)
            note(body, "\(operation)", location, try with.map { program.locations[try resolve($0, value)].name } ?? "")
            let values = try perform(operation, location, operand.map(value))
            for (register, result) in zip(results, values) { registers[body][register] = result }
        }
        return number + 1
    }

    private mutating func note(_ body: Int, _ what: String, _ location: Int, _ more: String) {
        let line = "\(program.bodies[body].name): \(what) \(program.locations[location].name)"
        trace.append(more.isEmpty ? line : "\(line) \(more)")
    }

    private func resolve(_ address: Address, _ value: (Operand) -> Int64) throws -> Int {
        guard let index = address.index.map(value) else { return address.base }
        guard index >= 0, index < address.count else { throw Failure.bounds(index) }
        return address.base + Int(index)
    }

    /// `memory` of an object counts what it holds: 1 for a mutex that is held, the permits of a semaphore.
    private mutating func perform(_ operation: ObjectOperation, _ location: Int, _ value: Int64?) throws -> [Int64] {
        switch operation {
        case .lock, .writeLock:
            guard memory[location] == 0 else { throw Failure.blocked }
            memory[location] = 1
        case .tryLock, .tryWriteLock:
            let isFree = memory[location] == 0
            if isFree { memory[location] = 1 }
            return [isFree ? 1 : 0]
        case .readLock: memory[location] += 2
        case .tryReadLock:
            memory[location] += 2
            return [1]
        case .unlock, .unlockWrite: memory[location] = 0
        case .unlockRead: memory[location] -= 2
        case .unlockEither: memory[location] -= memory[location] == 1 ? 1 : 2
        case .wait, .notifyOne, .notifyAll: break
        case .barrierWait: return [1]
        case .acquire:
            guard memory[location] > 0 else { throw Failure.blocked }
            memory[location] -= 1
        case .tryAcquire:
            let isFree = memory[location] > 0
            if isFree { memory[location] -= 1 }
            return [isFree ? 1 : 0]
        case .release: memory[location] += 1
        case .send, .trySend:
            queues[location, default: []].append(value ?? 0)
            return [1]
        case .receive, .tryReceive:
            guard let first = queues[location]?.first else {
                if operation == .receive { throw Failure.blocked }
                return [0, 0]
            }
            queues[location]?.removeFirst()
            return operation == .receive ? [first] : [1, first]
        }
        return []
    }
}
