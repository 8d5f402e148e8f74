/// Cuts a test in herd's C format into tokens, from its initial state on.
///
/// OCaml's comments, `(* … *)`, count outside of processes only: inside, `(*x)` is C.
struct HerdLexer {
    private let scalars: [Unicode.Scalar]
    private var position: Int
    private var tokens: [HerdToken] = []
    private var sink: DiagnosticSink
    private var braces = 0
    private var isBehindFirstProcess = false

    /// - Returns: the tokens from `start` on, the last of which is `.end`.
    static func tokens(of source: SourceText, from start: Int, _ sink: inout DiagnosticSink) -> [HerdToken] {
        var lexer = HerdLexer(scalars: source.scalars, position: start, sink: sink)
        lexer.run()
        sink = lexer.sink
        return lexer.tokens
    }

    private init(scalars: [Unicode.Scalar], position: Int, sink: DiagnosticSink) {
        self.scalars = scalars
        self.position = position
        self.sink = sink
    }

    private func peek(_ offset: Int = 0) -> Unicode.Scalar? {
        position + offset < scalars.count ? scalars[position + offset] : nil
    }

    private mutating func run() {
        while let scalar = peek() {
            let start = position
            if scalar.properties.isWhitespace {
                position += 1
            } else if scalar.isNameStart || (scalar == "%" && peek(1)?.isNameStart ?? false) {
                position += 1
                let word = takeWhile(\.isNamePart, from: scalar == "%" ? start + 1 : start)
                append(.word(word), from: start)
                if braces == 0, tokens.last?.process != nil { isBehindFirstProcess = true }
            } else if scalar.isDigit {
                number()
            } else if scalar == "\"" {
                string()
            } else if !skipsComment() {
                symbol()
            }
        }
        append(.end, from: position)
    }

    private mutating func append(_ kind: HerdToken.Kind, from start: Int) {
        tokens.append(HerdToken(kind: kind, span: Span(start: start, end: position)))
    }

    private mutating func takeWhile(_ isPart: (Unicode.Scalar) -> Bool, from start: Int) -> String {
        while let scalar = peek(), isPart(scalar) { position += 1 }
        return String(String.UnicodeScalarView(scalars[start..<position]))
    }

    private mutating func number() {
        let start = position
        let digits = takeWhile(\.isNamePart, from: start)
        let isHex = digits.lowercased().hasPrefix("0x")
        let trimmed = digits.trimmingSuffix { "uUlL".contains($0) }
        if let value = Int64(isHex ? trimmed.dropFirst(2) : trimmed[...], radix: isHex ? 16 : 10) {
            append(.number(value), from: start)
        } else {
            sink.error(Span(start: start, end: position), "`\(digits)` is not a 64-bit number")
            append(.number(0), from: start)
        }
    }

    private mutating func string() {
        let start = position
        position += 1
        while let scalar = peek(), scalar != "\"", scalar != "\n" { position += scalar == "\\" ? 2 : 1 }
        position = min(position + 1, scalars.count)
        append(.string, from: start)
    }

    private mutating func skipsComment() -> Bool {
        let start = position
        let closing: [Unicode.Scalar]
        switch (peek(), peek(1)) {
        case ("/", "/"):
            while let scalar = peek(), scalar != "\n" { position += 1 }
            return true
        case ("/", "*"): closing = ["*", "/"]
        case ("(", "*") where !(isBehindFirstProcess && braces > 0): closing = ["*", ")"]
        default: return false
        }
        let opening = [scalars[position], scalars[position + 1]]
        var depth = 0
        while position < scalars.count {
            let pair = [scalars[position], peek(1) ?? " "]
            if pair == opening, opening[0] == "(" || depth == 0 {
                depth += 1
                position += 2
            } else if pair == closing {
                depth -= 1
                position += 2
                if depth == 0 { return true }
            } else {
                position += 1
            }
        }
        sink.error(Span(start: start, end: start + 2), "the comment that starts here is not closed")
        return true
    }

    /// Longer ones come before those that they begin with.
    private static let symbols = [
        "<<=", ">>=", "/\\", "\\/", "=>", "==", "!=", "<>", "<=", ">=", "&&", "||", "<<", ">>", "++", "--", "+=", "-=",
        "*=", "/=", "%=", "&=", "|=", "^=", "->", "(", ")", "[", "]", "{", "}", ",", ";", ":", "=", "<", ">", "+", "-",
        "*", "/", "%", "&", "|", "^", "!", "~", "?", ".", "$", "@", "#",
    ]

    private mutating func symbol() {
        let start = position
        guard let symbol = Self.symbols.first(where: { scalars[start...].starts(with: $0.unicodeScalars) }) else {
            position += 1
            sink.error(Span(start: start, end: position), "the character `\(scalars[start])` means nothing here")
            return
        }
        position += symbol.unicodeScalars.count
        if symbol == "{" { braces += 1 }
        if symbol == "}" { braces -= 1 }
        append(.symbol(symbol), from: start)
    }
}

extension String {
    fileprivate func trimmingSuffix(_ isTrimmed: (Character) -> Bool) -> String {
        var end = endIndex
        while end > startIndex, isTrimmed(self[index(before: end)]) { end = index(before: end) }
        return String(self[..<end])
    }
}
