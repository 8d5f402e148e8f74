extension JSON {
    /// The value as text, with sorted keys and every character that JSON lets stand as it is.
    ///
    /// - Parameter indent: how many columns each level is indented; nil for one line without spaces.
    public func text(indent: Int? = nil) -> String {
        var writer = JSONWriter(indent: indent)
        writer.write(self, level: 0)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// Writes what Python's `json.dumps(value, sort_keys=True, ensure_ascii=False)` writes, with its `indent`,
/// or without one with `separators=(",", ":")`.
private struct JSONWriter {
    let indent: Int?
    private(set) var bytes: [UInt8] = []

    mutating func write(_ value: JSON, level: Int) {
        switch value {
        case .null: write(raw: "null")
        case .bool(let bool): write(raw: bool ? "true" : "false")
        case .number(let number): write(raw: number.literal)
        case .string(let string): write(string)
        case .array(let elements):
            write(elements, between: ("[", "]"), level: level) { $0.write($1, level: level + 1) }
        case .object(let members):
            // By code points, as Python compares strings; Swift's own order goes by canonical equivalence.
            let sorted = members.sorted { $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars) }
            write(sorted, between: ("{", "}"), level: level) {
                $0.write($1.key)
                $0.write(raw: $0.indent == nil ? ":" : ": ")
                $0.write($1.value, level: level + 1)
            }
        }
    }

    private mutating func write<Element>(_ elements: [Element], between brackets: (String, String), level: Int,
                                         _ writeOne: (inout JSONWriter, Element) -> Void) {
        write(raw: brackets.0)
        for (index, element) in elements.enumerated() {
            if index > 0 { write(raw: ",") }
            newLine(level: level + 1)
            writeOne(&self, element)
        }
        if !elements.isEmpty { newLine(level: level) }
        write(raw: brackets.1)
    }

    private mutating func newLine(level: Int) {
        guard let indent else { return }
        write(raw: "\n" + String(repeating: " ", count: indent * level))
    }

    private mutating func write(raw text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func write(_ string: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                write(raw: Self.escape(byte))
            } else {
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// How a quotation mark, a backslash or a control character is written.
    private static func escape(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "\""): return "\\\""
        case UInt8(ascii: "\\"): return "\\\\"
        case 0x0A: return "\\n"
        case 0x0D: return "\\r"
        case 0x09: return "\\t"
        case 0x08: return "\\b"
        case 0x0C: return "\\f"
        default:
            let digits = String(byte, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
    }
}
