/// Something that is wrong with the text: what, where, and what to do next.
public struct TypesDiagnostic: Error, Sendable, Hashable {
    public enum Severity: String, Sendable, Hashable { case error, warning }

    public var severity: Severity
    /// One sentence without a full stop.
    public var message: String
    /// From 1.
    public var line: Int
    /// From 1, in characters.
    public var column: Int
    /// How many characters of the line are meant; at least 1.
    public var length: Int
    /// What to do next; nil where the message says it all.
    public var help: String?

    public init(_ severity: Severity, _ message: String, line: Int, column: Int, length: Int = 1,
                help: String? = nil) {
        self.severity = severity
        self.message = message
        self.line = line
        self.column = column
        self.length = max(1, length)
        self.help = help
    }

    /// As compilers show it: the message, the place, the line with a caret below.
    func rendered(in source: String, fileName: String? = nil) -> String {
        let margin = String(repeating: " ", count: "\(line)".count)
        let place = fileName.map { "\($0):\(line):\(column)" } ?? "line \(line), column \(column)"
        var lines = ["\(severity.rawValue): \(message)", "\(margin)--> \(place)"]
        let texts = source.split(omittingEmptySubsequences: false) { $0.isNewline }
        if line <= texts.count {
            let text = texts[line - 1]
            let before = text.prefix(column - 1).map { $0 == "\t" ? "\t" : " " }.joined()
            let marks = String(repeating: "^", count: max(1, min(length, text.count - column + 1)))
            lines += ["\(margin) |", "\(line) | \(text)", "\(margin) | \(before)\(marks)"]
        }
        if let help { lines.append("\(margin) = help: \(help)") }
        return lines.joined(separator: "\n")
    }
}
