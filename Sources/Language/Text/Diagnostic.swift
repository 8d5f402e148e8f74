/// Something that a front end has to say about a text: what, where, what was expected, what to do next.
public struct Diagnostic: Sendable, Hashable, Error {
    public enum Severity: String, Sendable, Hashable { case error, warning }

    public var severity: Severity
    /// One sentence without a full stop: "`flg` is not declared".
    public var message: String
    /// From 1.
    public var line: Int
    /// From 1, in characters.
    public var column: Int
    /// How many characters of the line are meant; at least 1.
    public var length: Int
    /// What would have been right here: "an expression". Nil where the message says it all.
    public var expected: String?
    /// What to do next: "did you mean `flag`?"
    public var help: String?

    public init(_ severity: Severity, _ message: String, line: Int, column: Int, length: Int = 1,
                expected: String? = nil, help: String? = nil) {
        self.severity = severity
        self.message = message.withVisibleControls
        self.line = line
        self.column = column
        self.length = length
        self.expected = expected?.withVisibleControls
        self.help = help?.withVisibleControls
    }
}

extension Diagnostic {
    /// The diagnostic as compilers show it: the message, the place, the line with a caret below, what was expected.
    ///
    /// ```
    /// error: `flg` is not declared
    ///  --> sb.memmodel:3:9
    ///   |
    /// 3 | let r = flg.load()
    ///   |         ^^^
    ///   = help: did you mean `flag`?
    /// ```
    public func rendered(in source: String, fileName: String? = nil) -> String {
        let margin = String(repeating: " ", count: "\(line)".count)
        var lines = ["\(severity.rawValue): \(message)"]
        let file = fileName.map { "\($0.withVisibleControls):" } ?? ""
        lines.append("\(margin)--> \(file)\(line):\(column)")
        if let text = Self.line(line, of: source) {
            // The marks stand below what is shown, where a control character is several.
            let before = String(text.prefix(column - 1)).withVisibleControls.map { $0 == "\t" ? "\t" : " " }.joined()
            let marked = String(text.dropFirst(column - 1).prefix(length)).withVisibleControls.count
            lines.append("\(margin) |")
            lines.append("\(line) | \(String(text).withVisibleControls)")
            lines.append("\(margin) | \(before)\(String(repeating: "^", count: max(1, marked)))")
        }
        if let expected, !message.contains(expected) { lines.append("\(margin) = expected: \(expected)") }
        if let help { lines.append("\(margin) = help: \(help)") }
        return lines.joined(separator: "\n")
    }

    private static func line(_ number: Int, of source: String) -> Substring? {
        let lines = source.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        return number >= 1 && number <= lines.count ? lines[number - 1] : nil
    }
}
