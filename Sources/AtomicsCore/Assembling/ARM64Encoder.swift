/// Instructions of arm64, encoded as in the *Arm Architecture Reference Manual for A-profile*, chapter C6.
///
/// All operands have 64 bits unless a comment says otherwise.
struct ARM64Encoder {
    var buffer = CodeBuffer()

    /// A general register; 31 is the stack pointer or zero, depending on the instruction.
    struct Register: Hashable, Sendable {
        let number: UInt32
        init(_ number: UInt32) { self.number = number }
        /// Zero, and where an address or an immediate addition is meant, the stack pointer.
        static let zero = Register(31)
        static let stack = Register(31)
        static let link = Register(30)
    }

    enum Condition: UInt32 {
        case equal = 0, notEqual = 1, higherOrSame = 2, greaterOrEqual = 10, less = 11, greater = 12, lessOrEqual = 13

        /// The lowest bit inverts.
        fileprivate var inverted: UInt32 { rawValue ^ 1 }
    }

    /// Whether an atomic instruction acquires and releases.
    struct Ordering {
        var acquires: Bool
        var releases: Bool
    }

    private mutating func emit(_ word: UInt32) { buffer.emit(word: word) }

    private mutating func emit(_ base: UInt32, _ d: Register, _ n: Register, _ m: Register) {
        emit(base | m.number << 16 | n.number << 5 | d.number)
    }

    // MARK: Moves

    mutating func mov(_ to: Register, _ from: Register) {
        if to != from { emit(0xAA00_03E0 | from.number << 16 | to.number) }
    }

    /// The stack pointer too.
    mutating func mov(_ to: Register, _ value: Int64) {
        let parts = (0..<4).map { UInt32(truncatingIfNeeded: UInt64(bitPattern: value) >> UInt64($0 * 16)) & 0xFFFF }
        let isMostlyOnes = parts.count { $0 == 0xFFFF } > parts.count { $0 == 0 }
        let filler: UInt32 = isMostlyOnes ? 0xFFFF : 0
        let first = parts.firstIndex { $0 != filler } ?? 0
        // movn writes the inverse of its part, and ones elsewhere.
        let immediate = isMostlyOnes ? ~parts[first] & 0xFFFF : parts[first]
        emit((isMostlyOnes ? 0x9280_0000 : 0xD280_0000) | UInt32(first) << 21 | immediate << 5 | to.number)
        for part in parts.indices.dropFirst(first + 1) where parts[part] != filler {
            emit(0xF280_0000 | UInt32(part) << 21 | parts[part] << 5 | to.number)
        }
    }

    // MARK: Arithmetic

    enum Operation: UInt32 {
        case add = 0x8B00_0000, sub = 0xCB00_0000, subs = 0xEB00_0000
        case and = 0x8A00_0000, orr = 0xAA00_0000, eor = 0xCA00_0000, ands = 0xEA00_0000
        /// With the second operand inverted.
        case orn = 0xAA20_0000
        case sdiv = 0x9AC0_0C00, lslv = 0x9AC0_2000, lsrv = 0x9AC0_2400, asrv = 0x9AC0_2800
        case mul = 0x9B00_7C00
    }

    mutating func operate(_ operation: Operation, _ to: Register, _ first: Register, _ second: Register) {
        emit(operation.rawValue, to, first, second)
    }

    /// `to = minuend - first * second`.
    mutating func msub(_ to: Register, _ first: Register, _ second: Register, minuend: Register) {
        emit(0x9B00_8000 | minuend.number << 10, to, first, second)
    }

    /// Adds a number from 0 to 4095, or a multiple of 4096 below 2^24. Register 31 is the stack pointer.
    mutating func add(_ to: Register, _ from: Register, _ value: UInt32) {
        emit(0x9100_0000 | Self.immediate(value) | from.number << 5 | to.number)
    }

    /// Subtracts a number of the same kind.
    mutating func sub(_ to: Register, _ from: Register, _ value: UInt32) {
        emit(0xD100_0000 | Self.immediate(value) | from.number << 5 | to.number)
    }

    /// The same, and sets the flags; 31 is zero as the target.
    mutating func subs(_ to: Register, _ from: Register, _ value: UInt32) {
        emit(0xF100_0000 | Self.immediate(value) | from.number << 5 | to.number)
    }

    static func fitsImmediate(_ value: Int64) -> Bool {
        (0...4095).contains(value) || ((0..<1 << 24).contains(value) && value & 0xFFF == 0)
    }

    private static func immediate(_ value: UInt32) -> UInt32 {
        value < 4096 ? value << 10 : 1 << 22 | (value >> 12) << 10
    }

    mutating func lsl(_ to: Register, _ from: Register, _ count: UInt32) {
        emit(0xD340_0000 | ((64 - count) & 63) << 16 | (63 - count) << 10 | from.number << 5 | to.number)
    }

    mutating func lsr(_ to: Register, _ from: Register, _ count: UInt32) {
        emit(0xD340_FC00 | count << 16 | from.number << 5 | to.number)
    }

    mutating func asr(_ to: Register, _ from: Register, _ count: UInt32) {
        emit(0x9340_FC00 | count << 16 | from.number << 5 | to.number)
    }

    /// 1 if the condition is true, else 0.
    mutating func cset(_ to: Register, _ condition: Condition) {
        emit(0x9A9F_07E0 | condition.inverted << 12 | to.number)
    }

    mutating func csel(_ to: Register, _ first: Register, _ second: Register, _ condition: Condition) {
        emit(0x9A80_0000 | condition.rawValue << 12, to, first, second)
    }

    // MARK: Memory

    /// `[base + offset]`, a multiple of 8 below 32768.
    mutating func ldr(_ to: Register, _ base: Register, _ offset: UInt32 = 0) {
        emit(0xF940_0000 | (offset / 8) << 10 | base.number << 5 | to.number)
    }

    mutating func str(_ from: Register, _ base: Register, _ offset: UInt32 = 0) {
        emit(0xF900_0000 | (offset / 8) << 10 | base.number << 5 | from.number)
    }

    mutating func ldr(_ to: Register, _ base: Register, index: Register) { emit(0xF860_6800, to, base, index) }

    mutating func str(_ from: Register, _ base: Register, index: Register) { emit(0xF820_6800, from, base, index) }

    mutating func ldar(_ to: Register, _ address: Register) { emit(0xC8DF_FC00 | address.number << 5 | to.number) }

    mutating func stlr(_ from: Register, _ address: Register) { emit(0xC89F_FC00 | address.number << 5 | from.number) }

    /// `ldxr` or `ldaxr`.
    mutating func loadExclusive(_ to: Register, _ address: Register, acquires: Bool) {
        emit((acquires ? 0xC85F_FC00 : 0xC85F_7C00) | address.number << 5 | to.number)
    }

    /// `stxr` or `stlxr`; the status, 0 for success, is a register of 32 bits.
    mutating func storeExclusive(_ status: Register, _ from: Register, _ address: Register, releases: Bool) {
        emit((releases ? 0xC800_FC00 : 0xC800_7C00) | status.number << 16 | address.number << 5 | from.number)
    }

    mutating func clrex() { emit(0xD503_3F5F) }

    /// The read-modify-writes of the Large System Extensions (Armv8.1).
    enum Atomic: UInt32 {
        case ldadd = 0xF820_0000, ldclr = 0xF820_1000, ldeor = 0xF820_2000, ldset = 0xF820_3000
        case ldsmax = 0xF820_4000, ldsmin = 0xF820_5000, swp = 0xF820_8000
    }

    mutating func atomic(_ operation: Atomic, _ operand: Register, _ old: Register, _ address: Register,
                         _ ordering: Ordering) {
        let bits: UInt32 = (ordering.acquires ? 1 << 23 : 0) | (ordering.releases ? 1 << 22 : 0)
        emit(operation.rawValue | bits | operand.number << 16 | address.number << 5 | old.number)
    }

    /// Compares with `expected`, which gets the value seen (Armv8.1).
    mutating func cas(_ expected: Register, _ desired: Register, _ address: Register, _ ordering: Ordering) {
        let bits: UInt32 = (ordering.acquires ? 1 << 22 : 0) | (ordering.releases ? 1 << 15 : 0)
        emit(0xC8A0_7C00 | bits | expected.number << 16 | address.number << 5 | desired.number)
    }

    /// `dmb ish`.
    mutating func barrier() { emit(0xD503_3BBF) }

    /// `dmb ishld`: loads before stay before all accesses after.
    mutating func loadBarrier() { emit(0xD503_39BF) }

    mutating func yield() { emit(0xD503_203F) }

    /// `prfm`, for keeping in the first-level cache.
    mutating func prefetch(_ address: Register, forWriting: Bool) {
        emit(0xF980_0000 | address.number << 5 | (forWriting ? 16 : 0))
    }

    /// The virtual counter.
    mutating func readCounter(_ to: Register) { emit(0xD53B_E040 | to.number) }

    // MARK: Control

    mutating func branch(_ label: CodeBuffer.Label) {
        emit(0x1400_0000)
        buffer.refer(to: label, .branch26)
    }

    mutating func branch(_ condition: Condition, _ label: CodeBuffer.Label) {
        emit(0x5400_0000 | condition.rawValue)
        buffer.refer(to: label, .branch19(inverter: 1))
    }

    /// If the register is 0.
    mutating func cbz(_ register: Register, _ label: CodeBuffer.Label) {
        compareAndBranch(0xB400_0000, register, label)
    }

    /// If the lower half of the register is not 0.
    mutating func cbnz32(_ register: Register, _ label: CodeBuffer.Label) {
        compareAndBranch(0x3500_0000, register, label)
    }

    /// Bit 24 tells `cbnz` from `cbz`.
    private mutating func compareAndBranch(_ base: UInt32, _ register: Register, _ label: CodeBuffer.Label) {
        emit(base | register.number)
        buffer.refer(to: label, .branch19(inverter: 1 << 24))
    }

    mutating func call(_ register: Register) { emit(0xD63F_0000 | register.number << 5) }

    mutating func ret() { emit(0xD65F_03C0) }
}
