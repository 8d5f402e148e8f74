import Litmus

extension Parser {
    mutating func block() throws(Failure) -> Block {
        let opening = token.span
        if token.isSymbol(.leftBrace) { try checkDepthOfBlock() }
        try expect(.leftBrace)
        let outerBrackets = openBrackets
        openBrackets = 0
        defer { openBrackets = outerBrackets }
        let statements = try nested { parser throws(Failure) in
            try parser.statements(openedAt: opening)
        }
        try close(.rightBrace, openedAt: opening)
        return Block(statements: statements, span: span(from: opening))
    }

    private mutating func statements(openedAt opening: Span) throws(Failure) -> [Statement] {
        var statements: [Statement] = []
        while !isAtEnd, !token.isSymbol(.rightBrace) {
            if take(.semicolon) { continue }
            if beginsItem {
                let line = sink.source.line(of: opening.start)
                throw misplaced("`}`", help: "the `{` on line \(line) is not closed")
            }
            let start = position
            do throws(Failure) {
                let statement = try statement()
                statements.append(statement)
                try endStatement(statement)
            } catch {
                recoverStatement(from: start)
            }
        }
        return statements
    }

    /// Whether an item begins here that no block can hold: the block before it was not closed.
    private var beginsItem: Bool {
        guard token.startsLine, let word = token.word else { return false }
        let isNamed = nextToken.word != nil && !nextToken.startsLine
        return word == "finally" || (isNamed && ["thread", "fn", "program"].contains(word))
    }

    private mutating func endStatement(_ statement: Statement) throws(Failure) {
        if take(.semicolon) || token.startsLine || token.isSymbol(.rightBrace) { return }
        switch statement.kind {
        case .conditional, .while, .loop, .for, .guarded, .block: return
        default: break
        }
        if lastToken.word.map({ ["lock", "read", "write", "spawn", "join"].contains($0) }) ?? false {
            throw unexpected("a name behind `\(lastToken.word ?? "")`")
        }
        throw unexpected("a new line or `;`", help: token.isSymbol(.plus) || token.isSymbol(.assign)
            ? "to add to it, write `x += 1`" : "a statement ends at its line's end or at `;`")
    }

    private mutating func statement() throws(Failure) -> Statement {
        let start = token.span
        var header: Span?
        let kind = try statementKind(&header)
        let whole = span(from: start)
        return Statement(kind: kind, span: whole, header: header.map { Span(start: start.start, end: $0.end) } ?? whole)
    }

    private mutating func statementKind(_ header: inout Span?) throws(Failure) -> Statement.Kind {
        switch token.kind {
        case .label: return try labelled(&header)
        case .symbol(.leftBrace):
            header = token.span
            return .block(try block())
        case .symbol(.star):
            throw error(token.span, "`*` has nothing to multiply here",
                        help: "locations are used by name: `data = 1`, not `*data = 1`")
        case .word(let word):
            if let kind = try keywordStatement(word, &header) { return kind }
            if let kind = try contextualStatement(word, &header) { return kind }
            try checkIsNoStranger(word)
        default: break
        }
        return try assignmentOrExpression()
    }

    /// Statements that begin with a reserved word.
    private mutating func keywordStatement(_ word: String, _ header: inout Span?) throws(Failure) -> Statement.Kind? {
        switch word {
        case "let":
            return try binding()
        case "if":
            return try conditional(&header)
        case "while", "loop", "for":
            return try loop(label: nil, &header)
        case "break", "continue":
            advance()
            let label = token.startsLine ? nil : label()
            if !(token.startsLine || token.isSymbol(.semicolon) || token.isSymbol(.rightBrace)) {
                throw unexpected("a new line or `;`", help: "`\(word)` takes no value")
            }
            return word == "break" ? .break(label: label) : .continue(label: label)
        case "return":
            advance()
            let isAlone = token.startsLine || token.isSymbol(.semicolon) || token.isSymbol(.rightBrace)
            return .return(isAlone ? nil : try expression())
        case "else":
            throw misplaced("a statement", help: "an `else` stands behind the `}` of an `if`")
        case "atomic", "var", "const":
            throw misplacedDeclaration(word)
        default:
            return nil
        }
    }

    private mutating func misplacedDeclaration(_ word: String) -> Failure {
        misplaced("a statement", help: "`\(word)` declares shared state, outside of threads; "
            + "a thread's own value is `let \(nextToken.word ?? "r") = …`")
    }

    /// Statements that begin with a word that may be a name elsewhere.
    private mutating func contextualStatement(_ word: String,
                                              _ header: inout Span?) throws(Failure) -> Statement.Kind? {
        if let kind = try check(word) { return kind }
        if checkStatements.contains(word) || builtinFunctions.contains(word), beginsOperand(nextToken) {
            advance()
            throw unexpected("`(`", help: "write it with its brackets: `\(builtinForm(word))`")
        }
        guard nextToken.word != nil, !nextToken.startsLine else { return nil }
        if SharedDeclaration.Kind(rawValue: word) != nil { throw misplacedDeclaration(word) }
        if word == "spawn" || word == "join" {
            advance()
            let target = try postfixExpression()
            return word == "spawn" ? .spawn(target) : .join(target)
        }
        guard let mode = GuardMode(rawValue: word) else { return nil }
        advance()
        let object = try postfixExpression()
        header = lastToken.span
        if !token.isSymbol(.leftBrace) {
            throw unexpected("`{`", help: "`\(word) m { … }` holds m inside the block; "
                + "`m.\(word)()` takes it until `m.unlock()`")
        }
        return .guarded(mode, object, try block())
    }

    private mutating func assignmentOrExpression() throws(Failure) -> Statement.Kind {
        let target = try expression()
        guard continuesLine, case .symbol(let symbol) = token.kind else { return .expression(target) }
        if symbol == .assign {
            advance()
            return .assign(target, nil, try expression())
        }
        if let operation = BinaryOperator.byAssignment[symbol] {
            advance()
            return .assign(target, operation, try expression())
        }
        return .expression(target)
    }
}

// Bindings and checks.
extension Parser {
    private mutating func binding() throws(Failure) -> Statement.Kind {
        advance()
        let pattern = try pattern()
        if token.isSymbol(.colon) { skipType(help: "write `let` with the name alone") }
        try expect(.assign, help: "a register gets a value where it is declared: `let r = 0`")
        return .let(pattern, try expression())
    }

    private mutating func pattern() throws(Failure) -> Pattern {
        guard token.isSymbol(.leftParen) else { return .single(try binder()) }
        let opening = token.span
        advance()
        let pattern = try bracketed { parser throws(Failure) in
            let first = try parser.binder()
            try parser.expect(.comma, help: "a pair is taken apart by two names: `let (ok, seen) = …`")
            return Pattern.pair(first, try parser.binder())
        }
        try close(.rightParen, openedAt: opening)
        return pattern
    }

    /// A name, or nil for `_`.
    private mutating func binder() throws(Failure) -> Name? {
        if take(word: "_") { return nil }
        _ = take(word: "mut")
        return try name(of: "a register's name")
    }

    /// `assert`, `assume`, `panic`, also with the `!` of Rust's macros; `assert_eq!` and `assert_ne!`.
    private mutating func check(_ word: String) throws(Failure) -> Statement.Kind? {
        let isMacro = nextToken.isSymbol(.bang) && token(ahead: 2).isSymbol(.leftParen)
        guard nextToken.isSymbol(.leftParen) || isMacro else { return nil }
        let comparison: BinaryOperator? = switch word {
        case "assert_eq": .equal
        case "assert_ne": .notEqual
        default: nil
        }
        guard comparison != nil || ["assert", "assume", "panic"].contains(word) else { return nil }
        advance()
        if isMacro { advance() }
        let opening = token.span
        advance()
        let kind = try bracketed { parser throws(Failure) in
            try parser.checkArguments(word, comparison)
        }
        try close(.rightParen, openedAt: opening, orElse: "`,` or ")
        return kind
    }

    private mutating func checkArguments(_ word: String,
                                         _ comparison: BinaryOperator?) throws(Failure) -> Statement.Kind {
        if word == "panic" { return .panic(message: message()) }
        if token.isSymbol(.rightParen) {
            throw unexpected("a condition", help: "`\(word)(r == 1)`")
        }
        var condition = try condition()
        if let comparison {
            try expect(.comma)
            let right = try expression()
            condition = try checked(.binary(comparison, condition, right), condition.span.through(right.span))
        }
        if word == "assume" { return .assume(condition) }
        guard take(.comma), !token.isSymbol(.rightParen) else { return .assert(condition, message: nil) }
        guard let message = message() else { throw unexpected("a string that says why") }
        return .assert(condition, message: message)
    }

    private mutating func message() -> String? {
        guard case .string(let text) = token.kind else { return nil }
        advance()
        _ = take(.comma)
        return text
    }
}

// Branches and loops.
extension Parser {
    private mutating func conditional(_ header: inout Span?) throws(Failure) -> Statement.Kind {
        var branches: [Branch] = []
        while true {
            advance()
            let condition = try condition()
            if header == nil { header = lastToken.span }
            branches.append(Branch(condition: condition, body: try block()))
            guard take(word: "else") else { return .conditional(branches, otherwise: nil) }
            if !token.isWord("if") { return .conditional(branches, otherwise: try block()) }
        }
    }

    private mutating func labelled(_ header: inout Span?) throws(Failure) -> Statement.Kind {
        let label = label()
        try expect(.colon)
        guard token.isWord("while") || token.isWord("loop") || token.isWord("for") else {
            let meant = token.word.flatMap { nearest(to: $0, among: ["while", "loop", "for"]) }
            throw unexpected("a loop", help: meant.map { "did you mean `\($0)`?" } ?? "only loops have labels")
        }
        return try loop(label: label, &header)
    }

    private mutating func label() -> Name? {
        guard case .label(let text) = token.kind else { return nil }
        defer { advance() }
        return Name(text: text, span: token.span)
    }

    private mutating func loop(label: Name?, _ header: inout Span?) throws(Failure) -> Statement.Kind {
        let word = token.word
        advance()
        if word == "loop" {
            header = lastToken.span
            return .loop(label: label, try block())
        }
        if word == "while" {
            let condition = try condition()
            header = lastToken.span
            return .while(label: label, condition, try block())
        }
        let pattern = try pattern()
        if !take(word: "in") { throw unexpected("`in`", help: "`for i in 0..3 { … }`") }
        let low = try expression()
        let isInclusive = token.isSymbol(.rangeInclusive)
        guard take(.range) || take(.rangeInclusive) else {
            throw unexpected("`..`", help: "a `for` counts: `for i in 0..3 { … }`")
        }
        let high = try expression()
        header = lastToken.span
        return .for(label: label, pattern, from: low, to: high, isInclusive: isInclusive, try block())
    }
}
