extension String {
    /// The text with its control characters made visible, as Rust and Swift write them in strings: `\u{1b}`.
    ///
    /// What is shown of a text, or of a file's name, must not send escape sequences to the terminal. A tab stays.
    public var withVisibleControls: String {
        // U+0080 to U+009F begin with C2; to take all of those for suspicious costs little.
        if utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != 0xC2 }) { return self }
        var text = ""
        for scalar in unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            if isControl, scalar != "\t" {
                text += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
