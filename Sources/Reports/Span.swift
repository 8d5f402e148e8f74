/// What a piece of text is, for those who see colours.
enum Tone: Sendable, Hashable { case plain, heading, good, bad, weak, faint }

/// A piece of a line.
struct Span: Sendable, Hashable {
    var text: String
    var tone: Tone

    init(_ text: String, _ tone: Tone = .plain) {
        self.text = text
        self.tone = tone
    }
}

extension [Span] {
    var width: Int { reduce(0) { $0 + columns(of: $1.text) } }

    /// The line without spaces at its end; with `color`, with ANSI escape sequences (ECMA-48, SGR).
    func rendered(color: Bool) -> String {
        guard color else { return map(\.text).joined().withoutTrailingSpaces }
        return map { span in
            guard let code = span.tone.code, !span.text.isEmpty else { return span.text }
            return "\u{1b}[\(code)m\(span.text)\u{1b}[0m"
        }.joined().withoutTrailingSpaces
    }
}

extension Tone {
    fileprivate var code: String? {
        switch self {
        case .plain: nil
        case .heading: "1"
        case .good: "32"
        case .bad: "31"
        case .weak: "33"
        case .faint: "2"
        }
    }
}
