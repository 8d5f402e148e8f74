import Litmus

/// A random program of one thread with all instructions that a lone thread can execute, and loops that end.
struct RandomProgram {
    private var random: RandomNumbers
    private var instructions: [Instruction] = []
    private var loops: [Loop] = []
    private let registerCount: Int

    private static let locations = [
        Location(name: "x", kind: .atomic, initialValue: 3),
        Location(name: "a[0]", kind: .atomic), Location(name: "a[1]", kind: .atomic, initialValue: -1),
        Location(name: "a[2]", kind: .atomic, initialValue: 1 << 40),
        Location(name: "d", kind: .plain, initialValue: Int64.min),
    ]

    /// The last register counts loops, and is nobody else's.
    private var counter: Register { registerCount - 1 }

    static func make(seed: UInt64) -> Program {
        var random = RandomNumbers(seed: seed)
        var generator = RandomProgram(random: random, registerCount: Int.random(in: 3...14, using: &random))
        generator.random = random
        generator.emitBlock(length: Int.random(in: 5...25, using: &generator.random), inLoop: false)
        let registers = (0..<generator.registerCount).map { RegisterInfo("r\($0)") }
        return Program(
            name: "random\(seed)", locations: locations,
            threads: [Thread(name: "T", instructions: generator.instructions, registers: registers,
                             loops: generator.loops)],
            observed: registers.indices.map { .register(thread: 0, $0) } + locations.indices.map { .location($0) })
    }

    private init(random: RandomNumbers, registerCount: Int) {
        self.random = random
        self.registerCount = registerCount
    }

    private mutating func pick(_ range: Range<Int>) -> Int { Int.random(in: range, using: &random) }

    private mutating func register() -> Register { pick(0..<registerCount - 1) }

    private mutating func operand() -> Operand {
        let interesting: [Int64] = [0, 1, -1, 2, 7, 63, 64, 127, 128, -128, -129, 1 << 31, 1 << 32, .max, .min, 1 << 40]
        return pick(0..<3) == 0 ? .constant(interesting[pick(0..<interesting.count)]) : .register(register())
    }

    private mutating func address() -> Address {
        switch pick(0..<4) {
        case 0: Address(base: 0)
        case 1: Address(base: 4)
        case 2: Address(base: 1, count: 3, index: .constant(Int64(pick(0..<3))))
        default: Address(base: 1, count: 3, index: pick(0..<4) == 0 ? operand() : .register(register()))
        }
    }

    private mutating func order(_ orders: [MemoryOrder]) -> MemoryOrder { orders[pick(0..<orders.count)] }

    private mutating func emitBlock(length: Int, inLoop: Bool) {
        for _ in 0..<length {
            switch pick(0..<20) {
            case 0 where !inLoop: emitLoop()
            case 1, 2: emitConditional(inLoop: inLoop)
            default: instructions.append(simple())
            }
        }
    }

    private mutating func emitLoop() {
        let number = loops.count
        loops.append(Loop(isCounted: true))
        instructions.append(.copy(to: counter, .constant(Int64(pick(0..<5)))))
        instructions.append(.loopEnter(number))
        let head = instructions.count
        instructions.append(.loopHead(number))
        let exit = instructions.count
        instructions.append(.halt)
        emitBlock(length: pick(1..<6), inLoop: true)
        instructions.append(.binary(to: counter, .subtract, .register(counter), .constant(1)))
        instructions.append(.jump(to: head))
        instructions[exit] = .branch(unless: .register(counter), to: instructions.count)
    }

    private mutating func emitConditional(inLoop: Bool) {
        let branch = instructions.count
        instructions.append(.halt)
        emitBlock(length: pick(1..<4), inLoop: true)
        instructions[branch] = .branch(unless: operand(), to: instructions.count)
    }

    private mutating func simple() -> Instruction {
        let loads: [MemoryOrder] = [.relaxed, .acquire, .seqCst]
        let stores: [MemoryOrder] = [.relaxed, .release, .seqCst]
        switch pick(0..<40) {
        case 0..<4: return .copy(to: register(), operand())
        case 4..<6: return .unary(to: register(), pick(0..<2) == 0 ? .negate : .not, operand())
        case 6..<16:
            let operations = BinaryOperator.allCases
            return .binary(to: register(), operations[pick(0..<operations.count)], operand(), operand())
        case 16..<21: return .load(to: register(), address(), order(loads))
        case 21..<26: return .store(address(), operand(), order(stores))
        case 26..<32:
            let operations = ModifyOperator.allCases
            return .readModifyWrite(to: pick(0..<3) == 0 ? nil : register(), operations[pick(0..<operations.count)],
                                    address(), operand(), order([.relaxed, .acquire, .release, .acqRel, .seqCst]))
        case 32..<36: return compareExchange()
        case 36: return .fence(order([.acquire, .release, .acqRel, .seqCst]))
        case 37: return pick(0..<3) == 0 ? .assert(operand(), message: nil) : .hint(.spinLoop)
        case 38: return pick(0..<3) == 0 ? .assume(operand()) : .compilerFence(.seqCst)
        default: return pick(0..<6) == 0 ? .halt : .hint(.yieldNow)
        }
    }

    private mutating func compareExchange() -> Instruction {
        let (ok, seen) = (register(), register())
        return .compareExchange(CompareExchange(
            ok: pick(0..<4) == 0 ? nil : ok, seen: ok == seen ? nil : seen, address: address(),
            expected: operand(), desired: operand(), success: order([.relaxed, .acquire, .release, .acqRel, .seqCst]),
            failure: order([.relaxed, .acquire, .seqCst])))
    }
}

/// Marsaglia's xorshift64* (Journal of Statistical Software, 2003), so that a failing seed can be run again.
struct RandomNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 2_685_821_657_736_338_717 | 1 }

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 2_685_821_657_736_338_717
    }
}
