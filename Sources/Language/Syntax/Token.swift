/// A token of the memmodel language.
struct Token: Sendable {
    enum Kind: Sendable, Hashable {
        case word(String)
        /// The magnitude; whether it fits is for the parser to say, which knows of a minus before it.
        case number(UInt64)
        case string(String)
        /// `'outer`
        case label(String)
        case symbol(Symbol)
        case end
    }

    var kind: Kind
    var span: Span
    /// Whether it is the first token of its line.
    var startsLine: Bool

    var word: String? { if case .word(let word) = kind { word } else { nil } }
    func isSymbol(_ symbol: Symbol) -> Bool { kind == .symbol(symbol) }
    func isWord(_ word: String) -> Bool { kind == .word(word) }

    /// The token in an error message: "`thread`", "the end of the text".
    var description: String {
        switch kind {
        case .word(let word): "`\(word)`"
        case .number(let number): "`\(number)`"
        case .string: "a string"
        case .label(let name): "`'\(name)`"
        case .symbol(let symbol): "`\(symbol.rawValue)`"
        case .end: "the end of the text"
        }
    }
}

/// Everything that is neither a word nor a literal. Longer ones come first where one begins another.
enum Symbol: String, Sendable, Hashable, CaseIterable {
    case rangeInclusive = "..="
    case shiftLeftAssign = "<<=", shiftRightAssign = ">>="
    case range = "..", path = "::", arrow = "->", fatArrow = "=>"
    case equal = "==", notEqual = "!=", lessOrEqual = "<=", greaterOrEqual = ">="
    case and = "&&", or = "||", shiftLeft = "<<", shiftRight = ">>"
    case addAssign = "+=", subtractAssign = "-=", multiplyAssign = "*=", divideAssign = "/=", remainderAssign = "%="
    case andAssign = "&=", orAssign = "|=", xorAssign = "^="
    case herdAnd = "/\\", herdOr = "\\/"
    case leftParen = "(", rightParen = ")", leftBracket = "[", rightBracket = "]", leftBrace = "{", rightBrace = "}"
    case comma = ",", semicolon = ";", colon = ":", dot = ".", assign = "="
    case less = "<", greater = ">", plus = "+", minus = "-", star = "*", slash = "/", percent = "%"
    case ampersand = "&", bar = "|", caret = "^", bang = "!", question = "?", tilde = "~", hash = "#", at = "@"

    /// Those that start with a scalar, longest first.
    static let byFirstScalar: [Unicode.Scalar: [Symbol]] =
        Dictionary(grouping: allCases) { $0.rawValue.unicodeScalars.first ?? " " }
        .mapValues { $0.sorted { $0.rawValue.count > $1.rawValue.count } }
}

extension Token.Kind {
    /// What to write in place of a symbol that other languages have.
    var helpForStrangers: String? {
        switch self {
        case .symbol(.herdAnd): "write `&&`; `/\\` is herd's"
        case .symbol(.herdOr): "write `||`; `\\/` is herd's"
        case .symbol(.question): "there is no `?`; write an `if`"
        default: nil
        }
    }
}

/// Words that cannot be names anywhere.
let reservedWords: Set<String> = [
    "atomic", "var", "const", "thread", "fn", "finally", "let", "if", "else", "while", "loop", "for", "in",
    "break", "continue", "return", "true", "false", "mut",
]
