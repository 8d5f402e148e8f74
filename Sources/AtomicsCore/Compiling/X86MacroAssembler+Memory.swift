import Litmus

/// The mapping of C11's operations to x86-64, as clang and swiftc (LLVM) and gcc have it:
///
/// | operation | Relaxed | Acquire, Release, AcqRel | SeqCst |
/// |---|---|---|---|
/// | load | `mov` | `mov` | `mov` |
/// | store | `mov` | `mov` | `xchg` |
/// | swap | `xchg` | `xchg` | `xchg` |
/// | fetch_add, fetch_sub | `lock xadd` | `lock xadd` | `lock xadd` |
/// | other read-modify-writes | a loop of `lock cmpxchg` | the same | the same |
/// | compare_exchange | `lock cmpxchg` | the same | the same |
/// | fence | – | – | `lock or` on the stack |
///
/// A read-modify-write whose old value nobody asks for is one locked instruction where there is one.
extension X86MacroAssembler {
    mutating func load(_ to: Register, _ from: SharedAddress<Register>, _ order: MemoryOrder) {
        code.mov(to, memory(from))
    }

    mutating func store(_ to: SharedAddress<Register>, _ value: Value<Register>, _ order: MemoryOrder) {
        if order == .seqCst {
            move(.rax, value)
            code.xchg(memory(to), .rax)
        } else if case .constant(let constant) = value, let short = Int32(exactly: constant) {
            code.mov(memory(to), short)
        } else {
            code.mov(memory(to), register(value))
        }
    }

    mutating func modify(_ to: Register?, _ operation: ModifyOperator, _ address: SharedAddress<Register>,
                         _ operand: Value<Register>, _ order: MemoryOrder) {
        switch operation {
        case .swap:
            move(.rax, operand)
            code.xchg(memory(address), .rax)
        case .add, .subtract:
            guard to != nil else { return modifyInPlace(operation, address, operand) }
            move(.rax, operand)
            if operation == .subtract { code.unary(.neg, .rax) }
            code.lock()
            code.xadd(memory(address), .rax)
        case .and, .or, .xor:
            guard to != nil else { return modifyInPlace(operation, address, operand) }
            modifyByLoop(operation, address, operand)
        case .nand, .max, .min: modifyByLoop(operation, address, operand)
        }
        if let to { code.mov(to, .rax) }
    }

    private mutating func move(_ to: Register, _ value: Value<Register>) {
        switch value {
        case .register(let register): code.mov(to, register)
        case .constant(let constant): code.mov(to, constant)
        }
    }

    private mutating func modifyInPlace(_ operation: ModifyOperator, _ address: SharedAddress<Register>,
                                        _ operand: Value<Register>) {
        let instruction: X86Encoder.Operation = switch operation {
        case .add: .add
        case .subtract: .sub
        case .and: .and
        case .or: .or
        default: .xor
        }
        if case .constant(let constant) = operand, let short = Int32(exactly: constant) {
            code.lock()
            switch (operation, short) {
            case (.add, 1), (.subtract, -1): code.increment(memory(address))
            case (.add, -1), (.subtract, 1): code.decrement(memory(address))
            default: code.operate(instruction, memory(address), short)
            }
        } else {
            let register = register(operand)
            code.lock()
            code.operate(instruction, memory(address), register)
        }
    }

    /// Leaves the old value in rax.
    private mutating func modifyByLoop(_ operation: ModifyOperator, _ address: SharedAddress<Register>,
                                       _ operand: Value<Register>) {
        let again = buffer.makeLabel()
        code.mov(.rax, memory(address))
        buffer.place(again)
        code.mov(.rcx, .rax)
        switch operation {
        case .max: select(.less, operand)
        case .min: select(.greater, operand)
        default:
            let instruction: X86Encoder.Operation = switch operation {
            case .or: .or
            case .xor: .xor
            default: .and
            }
            if case .constant(let constant) = operand, let short = Int32(exactly: constant) {
                code.operate(instruction, .rcx, short)
            } else {
                code.operate(instruction, .rcx, registerBeside(operand))
            }
            if operation == .nand { code.unary(.not, .rcx) }
        }
        code.lock()
        code.cmpxchg(memory(address), .rcx)
        code.jump(.notEqual, again)
    }

    /// Puts the operand into rcx if the value there compares to it in this way.
    private mutating func select(_ condition: X86Encoder.Condition, _ operand: Value<Register>) {
        let register = registerBeside(operand)
        code.operate(.cmp, .rcx, register)
        code.cmov(condition, .rcx, register)
    }

    /// The value in a register that is neither rax nor rcx.
    private mutating func registerBeside(_ value: Value<Register>) -> Register {
        switch value {
        case .register(let register): return register
        case .constant(let constant):
            code.mov(.r11, constant)
            return .r11
        }
    }

    mutating func compareExchange(_ address: SharedAddress<Register>, desired: Value<Register>,
                                  success: MemoryOrder, failure: MemoryOrder, isWeak: Bool) {
        let desired = register(desired)
        code.lock()
        code.cmpxchg(memory(address), desired)
        code.set(.equal, .rcx)
    }

    mutating func fence(_ order: MemoryOrder) { if order == .seqCst { code.lockOrStack() } }

    mutating func spinHint() { code.pause() }

    mutating func prefetch(_ address: SharedAddress<Register>, forWriting: Bool) {
        if forWriting { code.prefetchw(memory(address)) } else { code.prefetcht0(memory(address)) }
    }
}
