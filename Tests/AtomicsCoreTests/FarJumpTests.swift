@testable import AtomicsCore
import Litmus
import Testing

@Suite("Jumps reach their labels, however far")
struct FarJumpTests {
    /// A jump that a random piece of code has, and the number of the label that it is to reach.
    private struct Jump {
        var label: Int
        var condition: UInt32
    }

    /// What marks the place of a label: `mov x0, #number`.
    private func marker(_ label: Int) -> UInt32 { 0xD280_0000 | UInt32(label) << 5 }

    /// Labels in order, with gaps between them that conditional jumps can only just cross or not at all.
    private func makeCode(seed: UInt64) -> (code: [UInt8], jumps: [Jump]) {
        var random = RandomNumbers(seed: seed)
        var encoder = ARM64Encoder()
        let labels = (0..<6).map { _ in encoder.buffer.makeLabel() }
        var jumps: [Jump] = []
        for (number, label) in labels.enumerated() {
            encoder.buffer.place(label)
            encoder.mov(ARM64Encoder.Register(0), Int64(number))
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                let target = Int.random(in: labels.indices, using: &random)
                let start = encoder.buffer.bytes.count
                switch Int.random(in: 0..<5, using: &random) {
                case 0: encoder.branch(.equal, labels[target])
                case 1: encoder.branch(.lessOrEqual, labels[target])
                case 2: encoder.cbz(ARM64Encoder.Register(3), labels[target])
                case 3: encoder.cbnz32(ARM64Encoder.Register(5), labels[target])
                default: encoder.branch(labels[target])
                }
                let word = (0..<4).reduce(UInt32(0)) { $0 | UInt32(encoder.buffer.bytes[start + $1]) << UInt32($1 * 8) }
                jumps.append(Jump(label: target, condition: word))
            }
            // The distance is 2^18 instructions where a conditional jump ends to reach.
            let gap = [3, 1 << 17, (1 << 17) - 9, 1 << 18, (1 << 18) - 5].randomElement(using: &random) ?? 0
            for _ in 0..<Int.random(in: max(gap - 3, 1)...gap, using: &random) { encoder.yield() }
        }
        return (encoder.buffer.linked(), jumps)
    }

    /// Where a jump in the linked code goes to, its condition with all bits of the distance 0, and its length in words;
    /// nil for what is no jump. Condition and register are as they were if an inverted jump over a `b` is taken as one.
    private func decode(_ words: ArraySlice<UInt32>) -> (target: Int, condition: UInt32, length: Int)? {
        let (here, word) = (words.startIndex, words[words.startIndex])
        func signed(_ value: UInt32, bits: Int) -> Int { Int(Int32(bitPattern: value << UInt32(32 - bits)) >> (32 - bits)) }
        if word >> 26 == 5 { return (here + signed(word, bits: 26), 0x1400_0000, 1) }
        let isCompare = [0x34, 0x35, 0xB4, 0xB5].contains(word >> 24)
        guard isCompare || word >> 24 == 0x54 else { return nil }
        let (distance, condition) = (signed(word >> 5, bits: 19), word & 0xFF00_001F)
        if distance == 2, words[here + 1] >> 26 == 5 {
            return (here + 1 + signed(words[here + 1], bits: 26), condition ^ (isCompare ? 1 << 24 : 1), 2)
        }
        return (here + distance, condition, 1)
    }

    @Test("arm64's conditional jumps over more than a mebibyte become two instructions", arguments: 0..<6)
    func conditional(seed: UInt64) {
        let (code, jumps) = makeCode(seed: seed)
        let words = stride(from: 0, to: code.count, by: 4).map { start in
            (0..<4).reduce(UInt32(0)) { $0 | UInt32(code[start + $1]) << UInt32($1 * 8) }
        }
        var (next, place, long) = (0, 0, 0)
        while place < words.count {
            guard let jump = decode(words[place...]) else {
                place += 1
                continue
            }
            guard next < jumps.count else { break }
            #expect(words[jump.target] == marker(jumps[next].label))
            #expect(jump.condition == jumps[next].condition)
            long += jump.length - 1
            next += 1
            place += jump.length
        }
        #expect(next == jumps.count)
        #expect(long > 0)
    }
}
