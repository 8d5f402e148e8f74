/// Cuts a text of the memmodel language into tokens. What is wrong goes to the sink; lexing goes on behind it.
struct Lexer {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var startsLine = true
    /// Open `(` and `[`: inside them a `%` at a line's start is the operator, outside it begins a directive.
    private var openBrackets = 0
    private var tokens: [Token] = []
    private var sink: DiagnosticSink

    /// - Returns: the tokens, the last of which is `.end`.
    static func tokens(of source: SourceText, _ sink: inout DiagnosticSink) -> [Token] {
        var lexer = Lexer(source, sink)
        lexer.run()
        sink = lexer.sink
        return lexer.tokens
    }

    private init(_ source: SourceText, _ sink: DiagnosticSink) {
        scalars = source.scalars
        self.sink = sink
    }

    private mutating func run() {
        while true {
            skipBlanksAndComments()
            guard let scalar = peek() else { break }
            let start = position
            if scalar == "%", startsLine, openBrackets == 0 {
                directive()
            } else if scalar.isNameStart {
                append(.word(takeWord()), from: start)
            } else if scalar.isDigit {
                number()
            } else if scalar == "\"" {
                string()
            } else if scalar == "'" {
                label()
            } else if let symbol = takeSymbol(scalar) {
                append(.symbol(symbol), from: start)
            } else {
                unknownScalar()
            }
        }
        tokens.append(Token(kind: .end, span: Span(start: scalars.count, end: scalars.count), startsLine: true))
    }

    private func peek(_ offset: Int = 0) -> Unicode.Scalar? {
        position + offset < scalars.count ? scalars[position + offset] : nil
    }

    private mutating func append(_ kind: Token.Kind, from start: Int) {
        tokens.append(Token(kind: kind, span: Span(start: start, end: position), startsLine: startsLine))
        startsLine = false
    }

    private mutating func takeWord() -> String {
        let start = position
        while let next = peek(), next.isNamePart { position += 1 }
        return String(String.UnicodeScalarView(scalars[start..<position]))
    }

    private mutating func takeSymbol(_ first: Unicode.Scalar) -> Symbol? {
        let candidates = Symbol.byFirstScalar[first] ?? []
        guard let symbol = candidates.first(where: { scalars[position...].starts(with: $0.rawValue.unicodeScalars) })
        else { return nil }
        position += symbol.rawValue.unicodeScalars.count
        switch symbol {
        case .leftParen, .leftBracket: openBrackets += 1
        case .rightParen, .rightBracket: openBrackets = max(0, openBrackets - 1)
        case .leftBrace, .rightBrace: openBrackets = 0
        default: break
        }
        return symbol
    }
}

// What stands between tokens, and what should not stand anywhere.
extension Lexer {
    private mutating func skipBlanksAndComments() {
        while let scalar = peek() {
            if scalar == "\n" {
                startsLine = true
                position += 1
            } else if scalar.properties.isWhitespace || scalar == "\u{FEFF}" {
                position += 1
            } else if scalar == "/", peek(1) == "/" {
                skipLine()
            } else if scalar == "/", peek(1) == "*" {
                blockComment()
            } else {
                return
            }
        }
    }

    private mutating func skipLine() {
        while let scalar = peek(), scalar != "\n" { position += 1 }
    }

    private mutating func blockComment() {
        let start = position
        var depth = 0
        while let scalar = peek() {
            if scalar == "/", peek(1) == "*" {
                depth += 1
                position += 2
            } else if scalar == "*", peek(1) == "/" {
                depth -= 1
                position += 2
                if depth == 0 { return }
            } else {
                if scalar == "\n" { startsLine = true }
                position += 1
            }
        }
        sink.error(Span(start: start, end: start + 2), "the comment that starts here is not closed",
                   help: "close it with `*/`; comments nest, so each `/*` needs a `*/` of its own")
    }

    private mutating func directive() {
        let start = position
        skipLine()
        var end = start
        while end < position, !scalars[end].properties.isWhitespace { end += 1 }
        let word = String(String.UnicodeScalarView(scalars[start..<end]))
        sink.error(Span(start: start, end: end), "`\(word)` is a directive, and directives are not part of a program",
                   help: word.hasPrefix("%%")
                       ? "a notebook cell may have one as its first line; a file has the command line's options"
                       : "only the first lines of a notebook cell may start with `%`")
    }

    private mutating func unknownScalar() {
        let start = position
        let scalar = scalars[start]
        position += 1
        while let next = peek(), next == scalar { position += 1 }
        let name = scalar.properties.name.map { " (\($0))" } ?? ""
        let ascii = scalar.isASCII ? "" : name
        sink.error(Span(start: start, end: position), "the character `\(scalar)`\(ascii) means nothing here",
                   help: Self.lookalikes[scalar].map { "did you mean `\($0)`?" })
    }

    private static let lookalikes: [Unicode.Scalar: String] = [
        "“": "\"", "”": "\"", "„": "\"", "‘": "'", "’": "'", "–": "-", "—": "-", "−": "-", "×": "*", "≠": "!=",
        "≤": "<=", "≥": ">=", "∧": "&&", "∨": "||", "¬": "!", "…": "..", "\u{37E}": ";",
    ]
}

// Literals.
extension Lexer {
    private mutating func number() {
        let start = position
        var radix: UInt64 = 10
        if peek() == "0", let mark = peek(1), let marked = Self.radices[mark] {
            radix = marked
            position += 2
        }
        let digits = takeWord()
        let span = Span(start: start, end: position)
        append(.number(magnitude(of: digits, radix, span)), from: start)
        if peek() == ".", let next = peek(1), next.isDigit {
            position += 1
            _ = takeWord()
            sink.error(Span(start: start, end: position), "numbers are whole: 64-bit, signed",
                       help: "write a number without a fraction")
        }
    }

    private static let radices: [Unicode.Scalar: UInt64] = ["x": 16, "X": 16, "b": 2, "B": 2, "o": 8, "O": 8]

    private mutating func magnitude(of digits: String, _ radix: UInt64, _ span: Span) -> UInt64 {
        var value: UInt64 = 0
        var hasDigit = false
        for character in digits where character != "_" {
            guard let digit = character.hexDigitValue.map(UInt64.init), digit < radix else {
                sink.error(span, "`\(character)` is not a digit of a number to base \(radix)",
                           help: Self.typeSuffix(of: digits).map { "numbers have no type: leave out `\($0)`" })
                return 0
            }
            hasDigit = true
            let (product, overflows) = value.multipliedReportingOverflow(by: radix)
            let (sum, carries) = product.addingReportingOverflow(digit)
            guard !overflows, !carries else { return .max }
            value = sum
        }
        if !hasDigit { sink.error(span, "the number has no digits", expected: "digits to base \(radix)") }
        return value
    }

    private static func typeSuffix(of digits: String) -> String? {
        ["i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize"]
            .first { digits.hasSuffix($0) }
    }

    private mutating func string() {
        let start = position
        var text = String.UnicodeScalarView()
        position += 1
        while let scalar = peek(), scalar != "\n" {
            position += 1
            if scalar == "\"" { return append(.string(String(text)), from: start) }
            text.append(scalar == "\\" ? escape() : scalar)
        }
        sink.error(Span(start: start, end: position), "the string that starts here is not closed",
                   help: "close it with `\"` on the same line")
        append(.string(String(text)), from: start)
    }

    /// The scalar that an escape stands for; the backslash is behind `position`.
    private mutating func escape() -> Unicode.Scalar {
        let start = position - 1
        guard let scalar = peek(), scalar != "\n" else { return "\\" }
        position += 1
        switch scalar {
        case "n": return "\n"
        case "t": return "\t"
        case "r": return "\r"
        case "0": return "\0"
        case "\\", "\"", "'": return scalar
        case "u" where peek() == "{":
            position += 1
            let digits = takeWord()
            if peek() == "}", let value = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) {
                position += 1
                return value
            }
        default: break
        }
        sink.error(Span(start: start, end: position), "this escape is not known",
                   expected: "`\\n`, `\\t`, `\\r`, `\\0`, `\\\\`, `\\\"` or `\\u{…}`")
        return scalar
    }

    private mutating func label() {
        let start = position
        position += 1
        let name = takeWord()
        if name.isEmpty || peek() == "'" {
            if peek() == "'" { position += 1 }
            sink.error(Span(start: start, end: position), "there are no characters in this language, only numbers",
                       help: "strings, in `assert` and `panic`, have double quotes")
        } else {
            append(.label(name), from: start)
        }
    }
}

extension Unicode.Scalar {
    var isDigit: Bool { self >= "0" && self <= "9" }
    var isNameStart: Bool { (self >= "a" && self <= "z") || (self >= "A" && self <= "Z") || self == "_" }
    var isNamePart: Bool { isNameStart || isDigit }
}
