extension JSON {
    /// The value as text, with sorted keys and every character that JSON lets stand as it is.
    ///
    /// - Parameter indent: how many columns each level is indented; nil for one line without spaces.
    public func text(indent: Int? = nil) -> String {
        var writer = JSONWriter(indent: indent)
        writer.write(self, level: 0)
        return writer.text
    }
}

/// Writes what Python's `json.dumps(value, sort_keys=True, ensure_ascii=False)` writes, with its `indent`,
/// or without one with `separators=(",", ":")`.
private struct JSONWriter {
    let indent: Int?
    var text = ""

    mutating func write(_ value: JSON, level: Int) {
        switch value {
        case .null: text += "null"
        case .bool(let bool): text += bool ? "true" : "false"
        case .number(let number): text += number.literal
        case .string(let string): write(string)
        case .array(let elements):
            write(elements, between: ("[", "]"), level: level) { $0.write($1, level: level + 1) }
        case .object(let members):
            // By code points, as Python compares strings; Swift's own order goes by canonical equivalence.
            let sorted = members.sorted { $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars) }
            write(sorted, between: ("{", "}"), level: level) {
                $0.write($1.key)
                $0.text += $0.indent == nil ? ":" : ": "
                $0.write($1.value, level: level + 1)
            }
        }
    }

    private mutating func write<Element>(_ elements: [Element], between brackets: (String, String), level: Int,
                                         _ writeOne: (inout JSONWriter, Element) -> Void) {
        text += brackets.0
        for (index, element) in elements.enumerated() {
            if index > 0 { text += "," }
            newLine(level: level + 1)
            writeOne(&self, element)
        }
        if !elements.isEmpty { newLine(level: level) }
        text += brackets.1
    }

    private mutating func newLine(level: Int) {
        guard let indent else { return }
        text += "\n" + String(repeating: " ", count: indent * level)
    }

    private mutating func write(_ string: String) {
        text += "\""
        // What stands as it is goes over in one piece, from one escape to the next.
        var start = string.startIndex
        for index in string.utf8.indices {
            let byte = string.utf8[index]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
            text += string[start..<index]
            text += Self.escape(byte)
            start = string.utf8.index(after: index)
        }
        text += string[start...]
        text += "\""
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
