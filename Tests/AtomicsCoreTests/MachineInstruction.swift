import Foundation

/// An instruction as a disassembler writes it.
struct MachineInstruction: Equatable {
    /// From the start of the object file's code.
    var address: Int
    /// With its prefix: `lock xaddq`.
    var mnemonic: String
    var operands: [String]

    /// - Parameter text: the mnemonic and the operands, without comments.
    init(address: Int, _ text: String) {
        self.address = address
        let words = text.split(maxSplits: 1, whereSeparator: \.isWhitespace)
        mnemonic = words.first.map(String.init) ?? ""
        var depth = 0
        operands = words.count < 2 ? [] : words[1].split { character in
            if "([".contains(character) { depth += 1 }
            if ")]".contains(character) { depth -= 1 }
            return character == "," && depth == 0
        }.map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// Where a jump goes to: `0x40 <body+0x40>`.
    var target: Int? {
        operands.last.flatMap { $0.contains("<") ? $0.split(separator: " ").first : nil }.flatMap { Self.number($0) }
            .map { Int($0) }
    }

    /// Whether the instruction after it is not the next.
    var isLast: Bool { ["jmp", "b", "ret", "retq"].contains(mnemonic) }

    /// The number in an operand: `$-0x5`, `#0x40`, `0x123456789abcdef0`.
    static func number(_ text: some StringProtocol) -> Int64? {
        let digits = text.drop { "$#".contains($0) }
        let isNegative = digits.hasPrefix("-")
        let magnitude = digits.drop { $0 == "-" }
        let value = magnitude.hasPrefix("0x") ? UInt64(magnitude.dropFirst(2), radix: 16) : UInt64(magnitude)
        return value.map { isNegative ? 0 &- Int64(bitPattern: $0) : Int64(bitPattern: $0) }
    }

    /// The instructions of each function in a disassembler's listing.
    static func parse(_ listing: String) -> [String: [MachineInstruction]] {
        var functions: [String: [MachineInstruction]] = [:]
        var name = ""
        // A prefix has a line of its own, and belongs to the instruction on the next.
        var prefix: Int?
        for line in listing.split(separator: "\n") {
            if line.hasSuffix(">:") { name = String(line.dropLast(2).drop { $0 != "<" }.dropFirst()) }
            let columns = line.split(separator: "\t", maxSplits: 1)
            let number = columns[0].prefix { $0 != ":" }.trimmingCharacters(in: .whitespaces)
            guard columns.count == 2, let address = Int(number, radix: 16) else { continue }
            let text = columns[1].components(separatedBy: "//")[0].components(separatedBy: "# ")[0]
            if text == "lock" {
                prefix = address
                continue
            }
            var instruction = MachineInstruction(address: prefix ?? address, text)
            if prefix != nil { instruction.mnemonic = "lock " + instruction.mnemonic }
            prefix = nil
            functions[name, default: []].append(instruction)
        }
        return functions
    }
}
