/// Instructions of x86-64, encoded as in the *Intel 64 and IA-32 Architectures Software Developer's Manual*, volume 2.
///
/// All operands have 64 bits unless a comment says otherwise.
struct X86Encoder {
    var buffer = CodeBuffer()

    enum Register: UInt8 {
        case rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8, r9, r10, r11, r12, r13, r14, r15
    }

    /// `[base + index + displacement]`; the index is not scaled.
    struct Memory {
        var base: Register
        var index: Register?
        var displacement: Int32

        init(_ base: Register, _ displacement: Int = 0, index: Register? = nil) {
            self.base = base
            self.index = index
            self.displacement = Int32(displacement)
        }
    }

    /// The two-operand instructions of the first opcode row; the raw value is the opcode extension.
    enum Operation: UInt8 { case add = 0, or = 1, and = 4, sub = 5, xor = 6, cmp = 7 }

    /// `/digit` of the opcode F7.
    enum Unary: UInt8 { case not = 2, neg = 3, idiv = 7 }

    /// `/digit` of the opcodes C1 and D3.
    enum Shift: UInt8 { case left = 4, logicalRight = 5, arithmeticRight = 7 }

    /// The low half of the opcodes of `jcc`, `setcc` and `cmovcc`.
    enum Condition: UInt8 {
        case below = 2, aboveOrEqual = 3, equal = 4, notEqual = 5
        case less = 12, greaterOrEqual = 13, lessOrEqual = 14, greater = 15
    }

    // MARK: Prefixes and operands

    /// W for 64 bits, then the fourth bits of the register, the index and the base.
    private mutating func rex(wide: Bool, _ reg: UInt8, _ index: UInt8, _ base: UInt8) {
        var byte: UInt8 = 0x40
        if wide { byte |= 8 }
        if reg > 7 { byte |= 4 }
        if index > 7 { byte |= 2 }
        if base > 7 { byte |= 1 }
        if byte != 0x40 { buffer.emit(byte) }
    }

    private mutating func rex(_ reg: Register, _ rm: Register, wide: Bool = true) {
        rex(wide: wide, reg.rawValue, 0, rm.rawValue)
    }

    private mutating func modRM(_ reg: UInt8, _ rm: Register) {
        let low = reg & 7
        buffer.emit(0xC0 | low << 3 | (rm.rawValue & 7))
    }

    private mutating func rex(_ reg: UInt8, _ memory: Memory, wide: Bool = true) {
        rex(wide: wide, reg, memory.index?.rawValue ?? 0, memory.base.rawValue)
    }

    /// ModRM, SIB and displacement.
    private mutating func modRM(_ reg: UInt8, _ memory: Memory) {
        let base = memory.base.rawValue & 7
        let needsSIB = memory.index != nil || base == 4
        let fitsByte = Int8(exactly: memory.displacement) != nil
        // With mod 0 a base of rbp or r13 means something else.
        let mod: UInt8 = memory.displacement == 0 && base != 5 ? 0 : fitsByte ? 1 : 2
        let low = reg & 7
        let rm: UInt8 = needsSIB ? 4 : base
        buffer.emit(mod << 6 | low << 3 | rm)
        if needsSIB {
            let index = (memory.index?.rawValue ?? 4) & 7
            buffer.emit(index << 3 | base)
        }
        if mod == 1 { buffer.emit(word: Int8(truncatingIfNeeded: memory.displacement)) }
        if mod == 2 { buffer.emit(word: memory.displacement) }
    }

    // MARK: Moves

    mutating func mov(_ to: Register, _ from: Register) {
        if to == from { return }
        rex(from, to)
        buffer.emit(0x89)
        modRM(from.rawValue, to)
    }

    mutating func mov(_ to: Register, _ value: Int64) {
        if value == 0 {
            rex(to, to, wide: false)
            buffer.emit(0x31)
            modRM(to.rawValue, to)
        } else if let short = UInt32(exactly: value) {
            rex(.rax, to, wide: false)
            buffer.emit(0xB8 | to.rawValue & 7)
            buffer.emit(word: short)
        } else if let short = Int32(exactly: value) {
            rex(.rax, to)
            buffer.emit(0xC7)
            modRM(0, to)
            buffer.emit(word: short)
        } else {
            rex(.rax, to)
            buffer.emit(0xB8 | to.rawValue & 7)
            buffer.emit(word: value)
        }
    }

    mutating func mov(_ to: Register, _ from: Memory) { onMemory(0x8B, to.rawValue, from) }

    mutating func mov(_ to: Memory, _ from: Register) { onMemory(0x89, from.rawValue, to) }

    mutating func mov(_ to: Memory, _ value: Int32) {
        onMemory(0xC7, 0, to)
        buffer.emit(word: value)
    }

    mutating func lea(_ to: Register, _ address: Memory) { onMemory(0x8D, to.rawValue, address) }

    private mutating func onMemory(_ opcode: UInt8, _ reg: UInt8, _ memory: Memory) {
        rex(reg, memory)
        buffer.emit(opcode)
        modRM(reg, memory)
    }

    private mutating func onMemory(_ first: UInt8, _ second: UInt8, _ reg: UInt8, _ memory: Memory,
                                   wide: Bool = true) {
        rex(reg, memory, wide: wide)
        buffer.emit(first, second)
        modRM(reg, memory)
    }

    // MARK: Arithmetic

    mutating func operate(_ operation: Operation, _ to: Register, _ from: Register) {
        rex(from, to)
        buffer.emit(operation.rawValue << 3 | 1)
        modRM(from.rawValue, to)
    }

    mutating func operate(_ operation: Operation, _ to: Register, _ value: Int32) {
        rex(.rax, to)
        emitImmediate(operation, value) { $0.modRM(operation.rawValue, to) }
    }

    mutating func operate(_ operation: Operation, _ to: Register, _ from: Memory) {
        onMemory(operation.rawValue << 3 | 3, to.rawValue, from)
    }

    mutating func operate(_ operation: Operation, _ to: Memory, _ from: Register) {
        onMemory(operation.rawValue << 3 | 1, from.rawValue, to)
    }

    mutating func operate(_ operation: Operation, _ to: Memory, _ value: Int32) {
        rex(0, to)
        emitImmediate(operation, value) { $0.modRM(operation.rawValue, to) }
    }

    /// Adds 1 to a word of memory, or takes 1 from it.
    mutating func increment(_ memory: Memory) { onMemory(0xFF, 0, memory) }

    mutating func decrement(_ memory: Memory) { onMemory(0xFF, 1, memory) }

    private mutating func emitImmediate(_ operation: Operation, _ value: Int32, modRM: (inout X86Encoder) -> Void) {
        if let short = Int8(exactly: value) {
            buffer.emit(0x83)
            modRM(&self)
            buffer.emit(word: short)
        } else {
            buffer.emit(0x81)
            modRM(&self)
            buffer.emit(word: value)
        }
    }

    mutating func imul(_ to: Register, _ from: Register) {
        rex(to, from)
        buffer.emit(0x0F, 0xAF)
        modRM(to.rawValue, from)
    }

    mutating func imul(_ to: Register, _ from: Register, _ value: Int32) {
        rex(to, from)
        buffer.emit(0x69)
        modRM(to.rawValue, from)
        buffer.emit(word: value)
    }

    /// `idiv` divides rdx:rax; quotient in rax, remainder in rdx.
    mutating func unary(_ operation: Unary, _ register: Register) {
        rex(.rax, register)
        buffer.emit(0xF7)
        modRM(operation.rawValue, register)
    }

    /// Extends rax into rdx.
    mutating func cqo() { buffer.emit(0x48, 0x99) }

    mutating func shift(_ shift: Shift, _ register: Register, by count: UInt8) {
        rex(.rax, register)
        buffer.emit(0xC1)
        modRM(shift.rawValue, register)
        buffer.emit(count)
    }

    /// By cl.
    mutating func shift(_ shift: Shift, _ register: Register) {
        rex(.rax, register)
        buffer.emit(0xD3)
        modRM(shift.rawValue, register)
    }

    mutating func test(_ a: Register, _ b: Register) {
        rex(b, a)
        buffer.emit(0x85)
        modRM(b.rawValue, a)
    }

    /// Sets the register to 1 if the condition is true, else to 0.
    mutating func set(_ condition: Condition, _ register: Register) {
        // Without a REX prefix the numbers 4 to 7 would be ah to bh.
        let high: UInt8 = register.rawValue >> 3
        buffer.emit(0x40 | high)
        buffer.emit(0x0F, 0x90 | condition.rawValue)
        modRM(0, register)
        buffer.emit(0x40 | high << 2 | high)
        buffer.emit(0x0F, 0xB6)
        modRM(register.rawValue, register)
    }

    mutating func cmov(_ condition: Condition, _ to: Register, _ from: Register) {
        rex(to, from)
        buffer.emit(0x0F, 0x40 | condition.rawValue)
        modRM(to.rawValue, from)
    }

    // MARK: Atomic operations

    mutating func lock() { buffer.emit(0xF0) }

    /// Locks by itself.
    mutating func xchg(_ memory: Memory, _ register: Register) { onMemory(0x87, register.rawValue, memory) }

    mutating func xadd(_ memory: Memory, _ register: Register) { onMemory(0x0F, 0xC1, register.rawValue, memory) }

    /// Compares with rax, which gets the value seen.
    mutating func cmpxchg(_ memory: Memory, _ register: Register) { onMemory(0x0F, 0xB1, register.rawValue, memory) }

    /// `lock orl $0, -64(%rsp)`: what LLVM makes of a sequentially consistent fence.
    mutating func lockOrStack() { buffer.emit(0xF0, 0x83, 0x4C, 0x24, 0xC0, 0x00) }

    mutating func pause() { buffer.emit(0xF3, 0x90) }

    mutating func prefetcht0(_ memory: Memory) { onMemory(0x0F, 0x18, 1, memory, wide: false) }

    mutating func prefetchw(_ memory: Memory) { onMemory(0x0F, 0x0D, 1, memory, wide: false) }

    /// The time stamp counter in edx:eax.
    mutating func rdtsc() { buffer.emit(0x0F, 0x31) }

    // MARK: Control

    mutating func jump(_ label: CodeBuffer.Label) {
        buffer.emit(0xE9)
        buffer.emit(word: Int32(0))
        buffer.refer(to: label, .relative32)
    }

    mutating func jump(_ condition: Condition, _ label: CodeBuffer.Label) {
        buffer.emit(0x0F, 0x80 | condition.rawValue)
        buffer.emit(word: Int32(0))
        buffer.refer(to: label, .relative32)
    }

    mutating func call(_ memory: Memory) {
        rex(2, memory, wide: false)
        buffer.emit(0xFF)
        modRM(2, memory)
    }

    mutating func ret() { buffer.emit(0xC3) }

    mutating func push(_ register: Register) {
        rex(.rax, register, wide: false)
        buffer.emit(0x50 | register.rawValue & 7)
    }

    mutating func pop(_ register: Register) {
        rex(.rax, register, wide: false)
        buffer.emit(0x58 | register.rawValue & 7)
    }
}
