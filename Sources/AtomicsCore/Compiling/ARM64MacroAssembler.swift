import Litmus

/// arm64 under the AAPCS64 convention.
///
/// x8, x16 and x17 are its own: for addresses and constants that do not fit an instruction, and for results of
/// exclusive stores.
struct ARM64MacroAssembler: MacroAssembler {
    typealias Register = ARM64Encoder.Register

    static let roles: (instance: Register, log: Register, block: Register, fuel: Register) =
        (Register(0), Register(1), Register(19), Register(20))
    static let scratch: (a: Register, b: Register, c: Register, d: Register) =
        (Register(9), Register(10), Register(11), Register(12))
    static let variables: [Register] = ([2, 3, 4, 5, 6, 7, 13, 14, 15] + Array(21...28)).map { Register($0) }

    static let address = Register(16)
    static let constant = Register(17)
    static let status = Register(8)

    /// Whether the read-modify-writes of Armv8.1 are used, as compilers do where the processor has them.
    let hasLargeSystemExtensions: Bool
    var code = ARM64Encoder()
    var buffer: CodeBuffer {
        get { code.buffer }
        set { code.buffer = newValue }
    }

    init() { self.init(hasLargeSystemExtensions: ProcessorFeatures.hasLargeSystemExtensions) }

    init(hasLargeSystemExtensions: Bool) { self.hasLargeSystemExtensions = hasLargeSystemExtensions }

    // MARK: Private state

    mutating func move(_ to: Register, _ from: Register) { code.mov(to, from) }

    mutating func move(_ to: Register, _ value: Int64) { code.mov(to, value) }

    mutating func load(_ to: Register, _ from: PrivateAddress<Register>) {
        if let offset = Self.immediateOffset(from.offset) { return code.ldr(to, from.base, offset) }
        code.mov(Self.address, Int64(from.offset))
        code.ldr(to, from.base, index: Self.address)
    }

    mutating func store(_ to: PrivateAddress<Register>, _ value: Value<Register>) {
        let register = register(value)
        if let offset = Self.immediateOffset(to.offset) { return code.str(register, to.base, offset) }
        code.mov(Self.address, Int64(to.offset))
        code.str(register, to.base, index: Self.address)
    }

    static func immediateOffset(_ offset: Int) -> UInt32? {
        (0..<32768).contains(offset) && offset % 8 == 0 ? UInt32(offset) : nil
    }

    /// The value in a register: its own, the zero register, or x17.
    mutating func register(_ value: Value<Register>) -> Register {
        switch value {
        case .register(let register): return register
        case .constant(0): return .zero
        case .constant(let constant):
            code.mov(Self.constant, constant)
            return Self.constant
        }
    }

    // MARK: Arithmetic

    mutating func unary(_ operation: UnaryOperator, _ to: Register, _ operand: Register) {
        switch operation {
        case .negate: code.operate(.sub, to, .zero, operand)
        case .not:
            code.subs(.zero, operand, 0)
            code.cset(to, .equal)
        }
    }

    mutating func binary(_ operation: BinaryOperator, _ to: Register, _ first: Register, _ second: Value<Register>) {
        switch operation {
        case .add: operate(.add, to, first, second)
        case .subtract: operate(.sub, to, first, second)
        case .multiply: operate(.mul, to, first, second)
        case .bitAnd: operate(.and, to, first, second)
        case .bitOr: operate(.orr, to, first, second)
        case .bitXor: operate(.eor, to, first, second)
        // Shifts by a register use its lowest six bits.
        case .shiftLeft: operate(.lslv, to, first, second)
        case .shiftRight: operate(.asrv, to, first, second)
        // The smallest number by -1 wraps, and there is no trap.
        case .divide: operate(.sdiv, to, first, second)
        case .remainder:
            let divisor = register(second)
            code.operate(.sdiv, Self.status, first, divisor)
            code.msub(to, Self.status, divisor, minuend: first)
        case .equal: set(.equal, to, first, second)
        case .notEqual: set(.notEqual, to, first, second)
        case .less: set(.less, to, first, second)
        case .lessOrEqual: set(.lessOrEqual, to, first, second)
        case .greater: set(.greater, to, first, second)
        case .greaterOrEqual: set(.greaterOrEqual, to, first, second)
        case .and, .or:
            let second = register(second)
            code.operate(.subs, .zero, first, .zero)
            code.cset(Self.status, .notEqual)
            code.operate(.subs, .zero, second, .zero)
            code.cset(Self.address, .notEqual)
            code.operate(operation == .and ? .and : .orr, to, Self.status, Self.address)
        }
    }

    private mutating func operate(_ operation: ARM64Encoder.Operation, _ to: Register, _ first: Register,
                                  _ second: Value<Register>) {
        code.operate(operation, to, first, register(second))
    }

    private mutating func set(_ condition: ARM64Encoder.Condition, _ to: Register, _ first: Register,
                              _ second: Value<Register>) {
        compare(first, second)
        code.cset(to, condition)
    }

    mutating func compare(_ first: Register, _ second: Value<Register>) {
        if case .constant(let value) = second, ARM64Encoder.fitsImmediate(value) {
            code.subs(.zero, first, UInt32(value))
        } else {
            code.operate(.subs, .zero, first, register(second))
        }
    }

    mutating func shiftRightLogical(_ to: Register, by count: Int) { code.lsr(to, to, UInt32(count)) }

    mutating func add(_ to: Register, _ value: Int64) {
        if ARM64Encoder.fitsImmediate(value) {
            code.add(to, to, UInt32(value))
        } else if ARM64Encoder.fitsImmediate(0 &- value) {
            code.sub(to, to, UInt32(0 &- value))
        } else {
            code.operate(.add, to, to, register(.constant(value)))
        }
    }

    // MARK: Control

    mutating func jump(_ label: CodeBuffer.Label) { code.branch(label) }

    mutating func branch(_ comparison: Comparison, _ first: Register, _ second: Value<Register>,
                         _ label: CodeBuffer.Label) {
        compare(first, second)
        switch comparison {
        case .equal: code.branch(.equal, label)
        case .notEqual: code.branch(.notEqual, label)
        case .less: code.branch(.less, label)
        case .greaterOrEqual: code.branch(.greaterOrEqual, label)
        case .aboveOrEqual: code.branch(.higherOrSame, label)
        }
    }

    mutating func burnFuel(orJump label: CodeBuffer.Label) {
        code.sub(Self.roles.fuel, Self.roles.fuel, 1)
        code.cbz(Self.roles.fuel, label)
    }

    private static let saved: [Register] = (19...30).map { Register($0) }

    mutating func enter() {
        code.sub(.stack, .stack, UInt32(Self.saved.count * 8))
        for (number, register) in Self.saved.enumerated() { code.str(register, .stack, UInt32(number * 8)) }
        code.mov(Self.roles.block, Register(0))
    }

    mutating func leave(returning value: Int64) {
        for (number, register) in Self.saved.enumerated() { code.ldr(register, .stack, UInt32(number * 8)) }
        code.add(.stack, .stack, UInt32(Self.saved.count * 8))
        code.mov(Register(0), value)
        code.ret()
    }

    mutating func callBack(_ function: PrivateAddress<Register>, saving area: PrivateAddress<Register>) {
        let volatile: [Register] = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14, 15].map { Register($0) }
        for (number, register) in volatile.enumerated() {
            store(PrivateAddress(base: area.base, offset: area.offset + number * 8), .register(register))
        }
        load(Self.constant, function)
        code.mov(Register(0), Self.roles.block)
        code.call(Self.constant)
        code.mov(Self.scratch.a, Register(0))
        for (number, register) in volatile.enumerated() {
            load(register, PrivateAddress(base: area.base, offset: area.offset + number * 8))
        }
    }

    mutating func readClock(_ to: Register) { code.readCounter(to) }
}
