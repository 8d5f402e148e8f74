/// What reports write in place of characters that a terminal must not get, or that ASCII does not have.
///
/// Reports are composed in Unicode and spelled for their reader at the end, before anything is aligned.
enum PlainText {
    private static let spellings: [Unicode.Scalar: String] = [
        "→": "->", "←": "<-", "✓": "[ok]", "✗": "[x]", "–": "-", "—": "-", "…": "...", "≤": "<=", "≥": ">=", "≠": "!=",
        "×": "x", "·": "-", "‘": "'", "’": "'", "“": "\"", "”": "\"", "∪": "U", "⁺": "+", "─": "-", "│": "|",
        "µ": "u", "μ": "u", "∧": "/\\", "∨": "\\/", "¬": "!",
    ]

    /// The text on one line, with its control characters made visible (an assertion's message may hold a line
    /// break, or a terminal's escape sequence); with `ascii`, in ASCII only.
    static func spelled(_ text: String, ascii: Bool) -> String {
        if standsAsItIs(text, ascii: ascii) { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
                result += escaped(scalar)
            case _ where scalar.isASCII || !ascii:
                result.unicodeScalars.append(scalar)
            default:
                result += spellings[scalar] ?? escaped(scalar)
            }
        }
        return result
    }

    /// True of nearly every text, and quickly seen: no control character is there, and outside ASCII only what may be.
    private static func standsAsItIs(_ text: String, ascii: Bool) -> Bool {
        // U+0080 to U+009F begin with C2; to take all of those for suspicious costs little.
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && (ascii ? $0 < 0x80 : $0 != 0xC2) }
    }

    /// As Rust and Swift write it.
    private static func escaped(_ scalar: Unicode.Scalar) -> String { "\\u{\(String(scalar.value, radix: 16))}" }
}
