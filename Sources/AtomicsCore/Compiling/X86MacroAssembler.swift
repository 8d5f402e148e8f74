import Litmus

/// x86-64 under the System V convention.
struct X86MacroAssembler: MacroAssembler {
    typealias Register = X86Encoder.Register

    static let roles: (instance: Register, log: Register, block: Register, fuel: Register) = (.rdi, .rsi, .rbp, .r15)
    static let scratch: (a: Register, b: Register, c: Register, d: Register) = (.rax, .rcx, .rdx, .r11)
    static let variables: [Register] = [.rbx, .r8, .r9, .r10, .r12, .r13, .r14]

    var code = X86Encoder()
    var buffer: CodeBuffer {
        get { code.buffer }
        set { code.buffer = newValue }
    }

    // MARK: Private state

    mutating func move(_ to: Register, _ from: Register) { code.mov(to, from) }

    mutating func move(_ to: Register, _ value: Int64) { code.mov(to, value) }

    mutating func load(_ to: Register, _ from: PrivateAddress<Register>) { code.mov(to, memory(from)) }

    mutating func store(_ to: PrivateAddress<Register>, _ value: Value<Register>) {
        switch value {
        case .register(let register): code.mov(memory(to), register)
        case .constant(let constant):
            if let short = Int32(exactly: constant) { return code.mov(memory(to), short) }
            code.mov(.rax, constant)
            code.mov(memory(to), .rax)
        }
    }

    private func memory(_ address: PrivateAddress<Register>) -> X86Encoder.Memory {
        X86Encoder.Memory(address.base, address.offset)
    }

    func memory(_ address: SharedAddress<Register>) -> X86Encoder.Memory {
        X86Encoder.Memory(address.base, address.offset, index: address.index)
    }

    // MARK: Control

    mutating func jump(_ label: CodeBuffer.Label) { code.jump(label) }

    mutating func branch(_ comparison: Comparison, _ first: Register, _ second: Value<Register>,
                         _ label: CodeBuffer.Label) {
        compare(first, second)
        code.jump(condition(comparison), label)
    }

    mutating func compare(_ first: Register, _ second: Value<Register>) {
        switch second {
        case .constant(0): code.test(first, first)
        case .constant(let value):
            if let short = Int32(exactly: value) { return code.operate(.cmp, first, short) }
            code.mov(.rcx, value)
            code.operate(.cmp, first, .rcx)
        case .register(let register): code.operate(.cmp, first, register)
        }
    }

    private func condition(_ comparison: Comparison) -> X86Encoder.Condition {
        switch comparison {
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .less
        case .greaterOrEqual: .greaterOrEqual
        case .aboveOrEqual: .aboveOrEqual
        }
    }

    mutating func burnFuel(orJump label: CodeBuffer.Label) {
        code.operate(.sub, Self.roles.fuel, 1)
        code.jump(.equal, label)
    }

    private static let saved: [Register] = [.rbp, .rbx, .r12, .r13, .r14, .r15]

    mutating func enter() {
        for register in Self.saved { code.push(register) }
        // With the return address this makes seven words: one more aligns the stack to 16 bytes.
        code.operate(.sub, .rsp, 8)
        code.mov(Self.roles.block, .rdi)
    }

    mutating func leave(returning value: Int64) {
        code.mov(.rax, value)
        code.operate(.add, .rsp, 8)
        for register in Self.saved.reversed() { code.pop(register) }
        code.ret()
    }

    mutating func callBack(_ function: PrivateAddress<Register>, saving area: PrivateAddress<Register>) {
        let volatile: [Register] = [.rdi, .rsi, .r8, .r9, .r10]
        for (number, register) in volatile.enumerated() {
            code.mov(X86Encoder.Memory(area.base, area.offset + number * 8), register)
        }
        code.mov(.rdi, Self.roles.block)
        code.call(memory(function))
        for (number, register) in volatile.enumerated() {
            code.mov(register, X86Encoder.Memory(area.base, area.offset + number * 8))
        }
    }

    mutating func readClock(_ to: Register) {
        code.rdtsc()
        code.shift(.left, .rdx, by: 32)
        code.operate(.or, .rax, .rdx)
        code.mov(to, .rax)
    }
}
