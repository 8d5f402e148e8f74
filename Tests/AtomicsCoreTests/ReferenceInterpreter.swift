import Litmus

/// What one thread does when it runs alone, straight from the meaning of `Instruction`: the oracle for all engines.
struct ReferenceInterpreter {
    enum Ending: Equatable {
        case ended
        case failed(FindingKind, instruction: Int)
        case discarded
    }

    var registers: [Int64]
    var memory: [Int64]
    private let thread: Thread

    init(_ program: Program) {
        thread = program.threads[0]
        registers = Array(repeating: 0, count: thread.registers.count)
        memory = program.locations.map(\.initialValue)
    }

    private func value(_ operand: Operand) -> Int64 {
        switch operand {
        case .register(let register): registers[register]
        case .constant(let constant): constant
        }
    }

    private func location(_ address: Address) -> Int? {
        guard let index = address.index.map(value) else { return address.base }
        return (0..<Int64(address.count)).contains(index) ? address.base + Int(index) : nil
    }

    mutating func run() -> Ending {
        var next = 0
        while next < thread.instructions.count {
            let here = next
            next += 1
            switch thread.instructions[here] {
            case .copy(let to, let a): registers[to] = value(a)
            case .unary(let to, let operation, let a): registers[to] = operation.apply(value(a))
            case .binary(let to, let operation, let a, let b):
                guard let result = operation.apply(value(a), value(b)) else {
                    return .failed(.arithmetic, instruction: here)
                }
                registers[to] = result
            case .jump(let label): next = label
            case .branch(let condition, let label): if value(condition) == 0 { next = label }
            case .halt: return .ended
            case .assert(let a, _): if value(a) == 0 { return .failed(.assertion, instruction: here) }
            case .panic: return .failed(.assertion, instruction: here)
            case .assume(let a): if value(a) == 0 { return .discarded }
            case .load(let to, let address, _):
                guard let location = location(address) else { return .failed(.bounds, instruction: here) }
                registers[to] = memory[location]
            case .store(let address, let a, _):
                guard let location = location(address) else { return .failed(.bounds, instruction: here) }
                memory[location] = value(a)
            case .readModifyWrite(let to, let operation, let address, let a, _):
                guard let location = location(address) else { return .failed(.bounds, instruction: here) }
                let old = memory[location]
                memory[location] = operation.apply(old, value(a))
                if let to { registers[to] = old }
            case .compareExchange(let exchange):
                guard let location = location(exchange.address) else { return .failed(.bounds, instruction: here) }
                let (seen, expected, desired) = (memory[location], value(exchange.expected), value(exchange.desired))
                if seen == expected { memory[location] = desired }
                if let ok = exchange.ok { registers[ok] = seen == expected ? 1 : 0 }
                if let register = exchange.seen { registers[register] = seen }
            case .loopEnter, .loopHead, .fence, .compilerFence, .hint, .spawn, .join, .object: break
            }
        }
        return .ended
    }
}
