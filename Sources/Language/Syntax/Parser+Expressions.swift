import Litmus

extension Parser {
    mutating func expression() throws(Failure) -> Expression {
        try nested { parser throws(Failure) in try parser.operators(above: nil) }
    }

    /// An expression where a single `=` must be a slip.
    mutating func condition() throws(Failure) -> Expression {
        let condition = try expression()
        if token.isSymbol(.assign), continuesLine {
            throw error(token.span, "`=` assigns, and this is a condition", help: "compare with `==`")
        }
        return condition
    }

    /// Expressions with commas between them, at least one.
    mutating func expressions() throws(Failure) -> [Expression] {
        var expressions = [try expression()]
        while take(.comma) { expressions.append(try expression()) }
        return expressions
    }

    /// `[e]`
    mutating func subscriptExpression() throws(Failure) -> Expression {
        let opening = token.span
        try expect(.leftBracket)
        let index = try bracketed { parser throws(Failure) in try parser.expression() }
        try close(.rightBracket, openedAt: opening)
        return index
    }

    /// An expression's node, or an error where the tree gets too high.
    mutating func checked(_ kind: Expression.Kind, _ span: Span) throws(Failure) -> Expression {
        let expression = Expression(kind, span)
        guard expression.height <= Expression.maximalHeight else {
            throw error(span, "this expression is too deep",
                        help: "at most \(Expression.maximalHeight) operations within each other; "
                            + "name a part of it with `let`")
        }
        return expression
    }
}

// Operators.
extension Parser {
    /// Precedence climbing: operands joined by operators that bind more tightly than `floor`.
    private mutating func operators(above floor: Precedence?) throws(Failure) -> Expression {
        var left = try unary()
        var comparison: BinaryOperator?
        while let operation = binaryOperator, floor.map({ operation.precedence > $0 }) ?? true {
            if let comparison, operation.precedence == .comparison {
                throw error(token.span, "comparisons cannot be chained",
                            help: "write `a \(comparison.symbol.rawValue) b && b \(operation.symbol.rawValue) c`")
            }
            if operation == .and || operation == .or {
                left = try chain(left, operation)
                continue
            }
            advance()
            let right = try operators(above: operation.precedence)
            left = try checked(.binary(operation, left, right), left.span.through(right.span))
            if operation.precedence == .comparison { comparison = operation }
        }
        return left
    }

    private mutating func chain(_ first: Expression, _ operation: BinaryOperator) throws(Failure) -> Expression {
        var operands = [first]
        while binaryOperator == operation {
            advance()
            operands.append(try operators(above: operation.precedence))
        }
        let span = first.span.through(operands[operands.count - 1].span)
        return try checked(operation == .and ? .all(operands) : .any(operands), span)
    }

    /// The operator that the current token goes on with. At a line's start only those count that cannot begin a
    /// statement.
    private var binaryOperator: BinaryOperator? {
        guard case .symbol(let symbol) = token.kind, let operation = BinaryOperator.bySymbol[symbol] else { return nil }
        if continuesLine { return operation }
        switch operation {
        case .subtract, .multiply, .bitAnd, .remainder: return nil
        default: return operation
        }
    }

    private mutating func unary() throws(Failure) -> Expression {
        let start = token.span
        if token.isSymbol(.ampersand) {
            // Rust's references: a location is passed by its name here, and `&x` says no more than `x`.
            advance()
            _ = take(word: "mut")
            return try nested { parser throws(Failure) in try parser.unary() }
        }
        if token.isSymbol(.minus), case .number(let magnitude) = nextToken.kind, magnitude == 1 << 63 {
            advance()
            advance()
            return try postfix(of: Expression(.number(.min), span(from: start)))
        }
        guard let operation = UnaryOperator.allCases.first(where: { token.isSymbol($0.symbol) }) else {
            return try postfixExpression()
        }
        advance()
        let operand = try nested { parser throws(Failure) in try parser.unary() }
        return try checked(.unary(operation, operand), span(from: start))
    }
}

// Operands.
extension Parser {
    mutating func postfixExpression() throws(Failure) -> Expression {
        try postfix(of: try primary())
    }

    private mutating func postfix(of base: Expression) throws(Failure) -> Expression {
        var expression = base
        while true {
            if token.isSymbol(.dot) {
                advance()
                expression = try member(of: expression)
            } else if token.isSymbol(.leftBracket), continuesLine {
                let index = try subscriptExpression()
                expression = try checked(.index(expression, index), span(from: base.span))
            } else {
                return expression
            }
        }
    }

    private mutating func member(of base: Expression) throws(Failure) -> Expression {
        let name: Name
        switch token.kind {
        case .word(let word): name = Name(text: word, span: token.span)
        case .number(let number): name = Name(text: "\(number)", span: token.span)
        default: throw unexpected("an operation's name", help: "`x.load(Acquire)`, for example")
        }
        advance()
        guard token.isSymbol(.leftParen), continuesLine else {
            return try checked(.field(base, name), base.span.through(name.span))
        }
        let arguments = try arguments()
        return try checked(.method(base, name, arguments), span(from: base.span))
    }

    private mutating func arguments() throws(Failure) -> [Expression] {
        let opening = token.span
        try expect(.leftParen)
        let arguments = try list(upTo: .rightParen)
        try close(.rightParen, openedAt: opening, orElse: "`,` or ")
        return arguments
    }

    private mutating func list(upTo closing: Symbol) throws(Failure) -> [Expression] {
        try bracketed { parser throws(Failure) in
            var elements: [Expression] = []
            while !parser.isAtEnd, !parser.token.isSymbol(closing) {
                elements.append(try parser.expression())
                if !parser.take(.comma) { break }
            }
            return elements
        }
    }

    private mutating func primary() throws(Failure) -> Expression {
        let start = token
        switch start.kind {
        case .number(let magnitude):
            advance()
            return Expression(.number(value(of: magnitude, start.span)), start.span)
        case .symbol(.leftParen):
            return try parenthesised()
        case .symbol(.leftBracket):
            advance()
            let elements = try list(upTo: .rightBracket)
            try close(.rightBracket, openedAt: start.span, orElse: "`,` or ")
            return try checked(.list(elements), span(from: start.span))
        case .word(let word):
            return try named(word)
        case .string:
            throw unexpected("a value", help: "strings stand in `assert(c, \"why\")` and `panic(\"why\")` only")
        default:
            throw unexpected("an expression")
        }
    }

    private mutating func value(of magnitude: UInt64, _ span: Span) -> Int64 {
        if let value = Int64(exactly: magnitude) { return value }
        sink.error(span, "`\(sink.source[span])` does not fit: numbers are 64-bit, signed",
                   expected: "a number from -9223372036854775808 to 9223372036854775807")
        return 0
    }

    private mutating func parenthesised() throws(Failure) -> Expression {
        let opening = token.span
        advance()
        let first = try bracketed { parser throws(Failure) in try parser.condition() }
        var elements = [first]
        if take(.comma) { elements += try list(upTo: .rightParen) }
        try close(.rightParen, openedAt: opening, orElse: "an operator or ")
        let span = span(from: opening)
        return elements.count == 1 ? first.with(span) : try checked(.tuple(elements), span)
    }

    private mutating func named(_ word: String) throws(Failure) -> Expression {
        let start = token.span
        if word == "true" || word == "false" {
            advance()
            return Expression(.boolean(word == "true"), start)
        }
        var path = [word]
        if nextToken.isSymbol(.path) {
            advance()
            while take(.path) {
                guard let next = token.word else { throw unexpected("a name behind `::`") }
                path.append(next)
                advance()
            }
        } else if reservedWords.contains(word), word != "finally" {
            let help = word == "let" ? "there are no patterns: `let (ok, seen) = …`, then `if ok { … }`"
                : "`\(word)` is a keyword"
            throw unexpected("an expression", help: continuesLine ? help : nil)
        } else {
            advance()
        }
        if token.isSymbol(.leftParen), continuesLine {
            try checkIsNoMisspeltCheck(word, start)
            let arguments = try arguments()
            return try checked(.call(path, arguments), span(from: start))
        }
        if token.isSymbol(.bang), nextToken.isSymbol(.leftParen), continuesLine {
            throw error(span(from: start), "there is no macro `\(word)!`",
                        help: "`assert!`, `assert_eq!`, `assert_ne!` and `panic!` are statements of their own")
        }
        return Expression(path.count == 1 ? .name(word) : .path(path), span(from: start))
    }
}
