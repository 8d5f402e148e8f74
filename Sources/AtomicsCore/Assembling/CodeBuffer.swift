/// Machine code while it is being written, with labels that may be used before they are placed.
struct CodeBuffer {
    struct Label: Hashable, Sendable { fileprivate let number: Int }

    private(set) var bytes: [UInt8] = []
    /// Where each label is, once it is placed.
    private var positions: [Int?] = []
    private var uses: [Use] = []

    private struct Use {
        var position: Int
        var label: Label
        var patch: Patch
    }

    /// How a distance to a label is written into the code that refers to it.
    enum Patch: Hashable {
        /// x86-64: 32 bits, counted from their own end.
        case relative32
        /// arm64 `b`, `bl`: 26 bits, in instructions.
        case branch26
        /// arm64 `b.cond`, `cbz`, `cbnz`: 19 bits from bit 5 on, in instructions. The bit given inverts the condition,
        /// for where the label is too far: then the instruction becomes two, and the second is `b`.
        case branch19(inverter: UInt32)
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
        uses.append(Use(position: bytes.count - 4, label: label, patch: patch))
    }
}

// MARK: - Linking

extension CodeBuffer {
    /// The code with all distances filled in; every label that is used must have been placed.
    ///
    /// - Complexity: O(code + uses of labels) for each round in which distances grow, of which there are few.
    func linked() -> [UInt8] {
        let layout = LinkedLayout(self)
        var code: [UInt8] = []
        code.reserveCapacity(bytes.count + 4 * layout.long.count)
        var copied = 0
        for (number, use) in uses.enumerated() {
            code += bytes[copied..<use.position]
            copied = use.position + 4
            let word = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[use.position + $1]) << UInt32($1 * 8) }
            let distance = layout.target(of: use, in: self) - code.count
            for word in Self.patched(word, use.patch, distance, isLong: layout.isLong(number)) {
                for byte in 0..<4 { code.append(UInt8(truncatingIfNeeded: word >> UInt32(byte * 8))) }
            }
        }
        return code + bytes[copied...]
    }

    /// The instruction, or its part, with the distance from its own start.
    private static func patched(_ word: UInt32, _ patch: Patch, _ distance: Int, isLong: Bool) -> [UInt32] {
        switch patch {
        case .relative32: return [field(distance - 4, bits: 32)]
        case .branch26: return [word | field(distance / 4, bits: 26)]
        case .branch19(let inverter):
            if !isLong { return [word | field(distance / 4, bits: 19) << 5] }
            // Inverted, it jumps over the `b`.
            return [(word ^ inverter) | 2 << 5, 0x1400_0000 | field((distance - 4) / 4, bits: 26)]
        }
    }

    /// A signed number in the lowest bits of a word.
    private static func field(_ value: Int, bits: Int) -> UInt32 {
        precondition(fits(value, bits: bits), "a jump over \(value) units does not fit the \(bits) bits that it has")
        return UInt32(truncatingIfNeeded: value) & UInt32(truncatingIfNeeded: (1 << bits) - 1)
    }

    private static func fits(_ value: Int, bits: Int) -> Bool { (-1 << (bits - 1)..<1 << (bits - 1)).contains(value) }

    /// Where everything comes to be once jumps that their instruction is too short for have become two instructions.
    private struct LinkedLayout {
        /// The places of such jumps in the buffer, ascending.
        private(set) var long: [Int] = []
        private var longUses: Set<Int> = []

        /// Makes jumps long until none is too short: each makes the code longer, so that others may become too short.
        init(_ buffer: CodeBuffer) {
            var candidates = buffer.uses.indices.filter { buffer.uses[$0].patch.isShort }
            while true {
                let tooShort = candidates.filter { number in
                    let use = buffer.uses[number]
                    let distance = target(of: use, in: buffer) - place(of: use.position)
                    return !CodeBuffer.fits(distance / 4, bits: 19)
                }
                if tooShort.isEmpty { return }
                longUses.formUnion(tooShort)
                long = longUses.map { buffer.uses[$0].position }.sorted()
                candidates.removeAll(where: longUses.contains)
            }
        }

        func isLong(_ use: Int) -> Bool { longUses.contains(use) }

        func target(of use: Use, in buffer: CodeBuffer) -> Int {
            guard let position = buffer.positions[use.label.number] else {
                preconditionFailure("a label that is jumped to was never placed")
            }
            return place(of: position)
        }

        /// Where a place in the buffer comes to be: after all jumps before it.
        private func place(of position: Int) -> Int {
            var (low, high) = (0, long.count)
            while low < high {
                let middle = (low + high) / 2
                if long[middle] < position { low = middle + 1 } else { high = middle }
            }
            return position + 4 * low
        }
    }
}

extension CodeBuffer.Patch {
    fileprivate var isShort: Bool {
        if case .branch19 = self { true } else { false }
    }
}
