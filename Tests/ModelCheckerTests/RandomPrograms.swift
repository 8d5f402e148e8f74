import Litmus

/// Small random programs without branches, from a seed.
struct RandomPrograms {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

    private mutating func next(_ bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state >> 33) % bound
    }

    private mutating func pick<T>(_ choices: [T]) -> T { choices[next(choices.count)] }

    /// - Parameter events: how many accesses and fences there are at most.
    mutating func program(events: Int, plainAccesses: Bool) -> Program {
        let threadCount = 2 + next(2)
        var threads: [Thread] = []
        var left = events
        for number in 0..<threadCount {
            let length = min(left, 1 + next(3) + (number == 0 ? 1 : 0))
            left -= length
            threads.append(thread(number, length: length, plainAccesses: plainAccesses))
        }
        let observed = threads.enumerated().flatMap { thread, body in
            body.registers.indices.map { Observable.register(thread: thread, $0) }
        } + [.location(0), .location(1)]
        return Program(name: "random", locations: [Location(name: "x", kind: .atomic), Location(name: "y", kind: .atomic)],
                       threads: threads, observed: observed)
    }

    private mutating func thread(_ number: Int, length: Int, plainAccesses: Bool) -> Thread {
        var instructions: [Instruction] = []
        var registers = 0
        for _ in 0..<length { instructions.append(instruction(&registers, plainAccesses: plainAccesses)) }
        let names = (0..<max(registers, 1)).map { RegisterInfo("r\($0)") }
        return Thread(name: "P\(number)", instructions: instructions, registers: names)
    }

    private mutating func instruction(_ registers: inout Int, plainAccesses: Bool) -> Instruction {
        let address = Address(base: next(2))
        let value: Operand = registers > 0 && next(4) == 0 ? .register(next(registers)) : .constant(Int64(1 + next(2)))
        func fresh() -> Register {
            registers += 1
            return registers - 1
        }
        let plain: [MemoryOrder] = plainAccesses ? [.plain] : []
        switch next(12) {
        case 0...3: return .load(to: fresh(), address, pick([.relaxed, .acquire, .seqCst, .seqCst] + plain))
        case 4...7: return .store(address, value, pick([.relaxed, .release, .seqCst, .seqCst] + plain))
        case 8:
            let order = pick([MemoryOrder.relaxed, .acquire, .release, .acqRel, .seqCst])
            return .readModifyWrite(to: fresh(), pick([.swap, .add]), address, value, order)
        case 9:
            let success = pick([MemoryOrder.relaxed, .acquire, .release, .acqRel, .seqCst])
            return .compareExchange(CompareExchange(
                ok: fresh(), seen: fresh(), address: address, expected: .constant(Int64(next(2))), desired: value,
                success: success, failure: pick([.relaxed, .acquire, .seqCst])))
        default: return .fence(pick([.acquire, .release, .acqRel, .seqCst, .seqCst]))
        }
    }
}
