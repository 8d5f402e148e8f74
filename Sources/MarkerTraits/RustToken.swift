/// A word or a sign of Rust's, with its place.
struct RustToken: Sendable, Hashable {
    enum Kind: Sendable, Hashable { case identifier, lifetime, literal, sign, end }

    var kind: Kind
    var text: String
    /// From 1.
    var line: Int
    /// From 1, in characters.
    var column: Int
}

/// Cuts a text into tokens. Comments are dropped; every text has a reading: what belongs nowhere becomes a sign of
/// one character, of which the parser complains.
struct RustLexer {
    private let characters: [Character]
    private var position = 0
    private var line = 1
    private var column = 1
    private var tokens: [RustToken] = []
    private(set) var diagnostics: [TypesDiagnostic] = []

    /// Signs of more than one character that matter in types; `>>` stays two, since it closes two brackets.
    private static let longSigns = ["::", "->", "=>", "..=", "..."]

    static func tokens(of text: String) -> (tokens: [RustToken], diagnostics: [TypesDiagnostic]) {
        var lexer = RustLexer(characters: Array(text))
        lexer.run()
        return (lexer.tokens, lexer.diagnostics)
    }

    private init(characters: [Character]) { self.characters = characters }

    private var current: Character? { position < characters.count ? characters[position] : nil }

    private func peek(_ offset: Int) -> Character? {
        position + offset < characters.count ? characters[position + offset] : nil
    }

    private mutating func advance() {
        if characters[position].isNewline { line += 1; column = 1 } else { column += 1 }
        position += 1
    }

    private mutating func run() {
        while let character = current {
            if character.isWhitespace {
                advance()
            } else if character == "/", peek(1) == "/" {
                while let next = current, !next.isNewline { advance() }
            } else if character == "/", peek(1) == "*" {
                skipBlockComment()
            } else {
                token(character)
            }
        }
        tokens.append(RustToken(kind: .end, text: "", line: line, column: column))
    }

    private mutating func skipBlockComment() {
        let (startLine, startColumn) = (line, column)
        var depth = 0
        while current != nil {
            if current == "/", peek(1) == "*" {
                depth += 1
                advance()
                advance()
            } else if current == "*", peek(1) == "/" {
                depth -= 1
                advance()
                advance()
                if depth == 0 { return }
            } else {
                advance()
            }
        }
        diagnostics.append(TypesDiagnostic(.error, "the comment that starts here has no end", line: startLine,
                                           column: startColumn, length: 2, help: "close it with */"))
    }

    private mutating func token(_ first: Character) {
        if first.isLetter || first == "_" {
            emit(.identifier, while: { $0.isLetter || $0.isNumber || $0 == "_" })
        } else if first.isNumber {
            emit(.literal, while: { $0.isLetter || $0.isNumber || $0 == "_" })
        } else if first == "'" {
            quote()
        } else if first == "\"" {
            string()
        } else {
            let sign = Self.longSigns.first { sign in
                sign.enumerated().allSatisfy { peek($0.offset) == $0.element }
            } ?? String(first)
            emit(.sign, count: sign.count)
        }
    }

    /// `'a` is a lifetime, `'a'` a character.
    private mutating func quote() {
        if let next = peek(1), next.isLetter || next == "_", peek(2) != "'" {
            emit(.lifetime, while: { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "'" })
        } else {
            var count = 1
            while let next = peek(count), next != "'", !next.isNewline { count += next == "\\" ? 2 : 1 }
            emit(.literal, count: count + 1)
        }
    }

    private mutating func string() {
        var count = 1
        while let next = peek(count), next != "\"" { count += next == "\\" ? 2 : 1 }
        emit(.literal, count: count + 1)
    }

    private mutating func emit(_ kind: RustToken.Kind, while belongs: (Character) -> Bool) {
        var count = 1
        while let next = peek(count), belongs(next) { count += 1 }
        emit(kind, count: count)
    }

    private mutating func emit(_ kind: RustToken.Kind, count: Int) {
        let (startLine, startColumn) = (line, column)
        var text = ""
        for _ in 0..<count {
            guard let character = current else { break }
            text.append(character)
            advance()
        }
        tokens.append(RustToken(kind: kind, text: text, line: startLine, column: startColumn))
    }
}
