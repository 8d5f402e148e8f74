import Litmus

extension X86MacroAssembler {
    mutating func unary(_ operation: UnaryOperator, _ to: Register, _ operand: Register) {
        switch operation {
        case .negate:
            code.mov(to, operand)
            code.unary(.neg, to)
        case .not:
            code.test(operand, operand)
            code.set(.equal, .rax)
            code.mov(to, .rax)
        }
    }

    mutating func binary(_ operation: BinaryOperator, _ to: Register, _ first: Register, _ second: Value<Register>) {
        switch operation {
        case .add: operate(.add, to, first, second)
        case .subtract: operate(.sub, to, first, second)
        case .bitAnd: operate(.and, to, first, second)
        case .bitOr: operate(.or, to, first, second)
        case .bitXor: operate(.xor, to, first, second)
        case .multiply:
            code.mov(.rax, first)
            code.imul(.rax, register(second))
            code.mov(to, .rax)
        case .divide, .remainder: divide(operation, to, first, second)
        case .shiftLeft: shift(.left, to, first, second)
        case .shiftRight: shift(.arithmeticRight, to, first, second)
        case .equal: set(.equal, to, first, second)
        case .notEqual: set(.notEqual, to, first, second)
        case .less: set(.less, to, first, second)
        case .lessOrEqual: set(.lessOrEqual, to, first, second)
        case .greater: set(.greater, to, first, second)
        case .greaterOrEqual: set(.greaterOrEqual, to, first, second)
        case .and, .or: logical(operation, to, first, second)
        }
    }

    /// The value in a register: its own, or rcx.
    mutating func register(_ value: Value<Register>) -> Register {
        switch value {
        case .register(let register): return register
        case .constant(let constant):
            code.mov(.rcx, constant)
            return .rcx
        }
    }

    private mutating func operate(_ operation: X86Encoder.Operation, _ to: Register, _ first: Register,
                                  _ second: Value<Register>) {
        // In place, unless the second operand would be overwritten first.
        var target = to
        if case .register(to) = second, to != first { target = .rax }
        code.mov(target, first)
        if case .constant(let value) = second, let short = Int32(exactly: value) {
            code.operate(operation, target, short)
        } else {
            code.operate(operation, target, register(second))
        }
        code.mov(to, target)
    }

    private mutating func shift(_ shift: X86Encoder.Shift, _ to: Register, _ first: Register,
                                _ second: Value<Register>) {
        code.mov(.rax, first)
        switch second {
        case .constant(let count): code.shift(shift, .rax, by: UInt8(count & 63))
        case .register(let register):
            code.mov(.rcx, register)
            code.shift(shift, .rax)
        }
        code.mov(to, .rax)
    }

    private mutating func set(_ condition: X86Encoder.Condition, _ to: Register, _ first: Register,
                              _ second: Value<Register>) {
        compare(first, second)
        code.set(condition, .rax)
        code.mov(to, .rax)
    }

    private mutating func logical(_ operation: BinaryOperator, _ to: Register, _ first: Register,
                                  _ second: Value<Register>) {
        let second = register(second)
        code.test(first, first)
        code.set(.notEqual, .rax)
        code.test(second, second)
        code.set(.notEqual, .rdx)
        code.operate(operation == .and ? .and : .or, .rax, .rdx)
        code.mov(to, .rax)
    }

    /// `idiv` traps for the smallest number by -1, so that divisor is a negation.
    private mutating func divide(_ operation: BinaryOperator, _ to: Register, _ first: Register,
                                 _ second: Value<Register>) {
        let (byMinusOne, end) = (buffer.makeLabel(), buffer.makeLabel())
        code.mov(.rax, first)
        let divisor = register(second)
        code.operate(.cmp, divisor, -1)
        code.jump(.equal, byMinusOne)
        code.cqo()
        code.unary(.idiv, divisor)
        if operation == .remainder { code.mov(.rax, .rdx) }
        code.jump(end)
        buffer.place(byMinusOne)
        if operation == .remainder { code.mov(.rax, 0) } else { code.unary(.neg, .rax) }
        buffer.place(end)
        code.mov(to, .rax)
    }

    mutating func shiftRightLogical(_ to: Register, by count: Int) { code.shift(.logicalRight, to, by: UInt8(count)) }

    mutating func add(_ to: Register, _ value: Int64) {
        if let short = Int32(exactly: value) { return code.operate(.add, to, short) }
        code.mov(.rcx, value)
        code.operate(.add, to, .rcx)
    }
}
