/// Machine code while it is being written, with labels that may be used before they are placed.
struct CodeBuffer {
    struct Label: Hashable, Sendable { fileprivate let number: Int }

    private(set) var bytes: [UInt8] = []
    /// Where each label is, once it is placed.
    private var positions: [Int?] = []
    private var uses: [(position: Int, label: Label, patch: Patch)] = []

    /// How a distance to a label is written into the code that refers to it.
    enum Patch {
        /// x86-64: 32 bits, counted from their own end.
        case relative32
        /// arm64 `b`, `bl`: 26 bits, in instructions.
        case branch26
        /// arm64 `b.cond`, `cbz`, `cbnz`: 19 bits from bit 5 on, in instructions.
        case branch19
    }

    mutating func makeLabel() -> Label {
        positions.append(nil)
        return Label(number: positions.count - 1)
    }

    mutating func place(_ label: Label) { positions[label.number] = bytes.count }

    /// The label's distance from the code's start, in bytes; nil until it is placed.
    func offset(of label: Label) -> Int? { positions[label.number] }

    mutating func emit(_ byte: UInt8) { bytes.append(byte) }

    mutating func emit(_ first: UInt8, _ second: UInt8, _ rest: UInt8...) {
        bytes.append(first)
        bytes.append(second)
        bytes.append(contentsOf: rest)
    }

    /// Little-endian.
    mutating func emit<Value: FixedWidthInteger>(word value: Value) {
        for byte in 0..<Value.bitWidth / 8 { bytes.append(UInt8(truncatingIfNeeded: value >> Value(byte * 8))) }
    }

    /// Notes that what was just emitted (its last four bytes) refers to the label.
    mutating func refer(to label: Label, _ patch: Patch) {
        uses.append((bytes.count - 4, label, patch))
    }

    /// The code with all distances filled in; every label that is used must have been placed.
    func linked() -> [UInt8] {
        var code = bytes
        for use in uses {
            guard let target = positions[use.label.number] else {
                preconditionFailure("a label that is jumped to was never placed")
            }
            var word = UInt32(0)
            for byte in 0..<4 { word |= UInt32(code[use.position + byte]) << UInt32(byte * 8) }
            switch use.patch {
            case .relative32: word = UInt32(bitPattern: Int32(target - use.position - 4))
            case .branch26: word |= UInt32(bitPattern: Int32((target - use.position) / 4)) & 0x03FF_FFFF
            case .branch19: word |= (UInt32(bitPattern: Int32((target - use.position) / 4)) & 0x7FFFF) << 5
            }
            for byte in 0..<4 { code[use.position + byte] = UInt8(truncatingIfNeeded: word >> UInt32(byte * 8)) }
        }
        return code
    }
}
