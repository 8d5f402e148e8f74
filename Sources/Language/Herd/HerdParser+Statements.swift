import Litmus

// C's statements, as far as herd has them.
extension HerdParser {
    mutating func statements() throws(Failure) -> [HerdStatement] {
        try nested { parser throws(Failure) in
            var statements: [HerdStatement] = []
            while !parser.isAtEnd, !parser.token.isSymbol("}") {
                if parser.take(";") { continue }
                statements.append(try parser.statement())
            }
            return statements
        }
    }

    private mutating func statement() throws(Failure) -> HerdStatement {
        let start = token.span
        var header: Span?
        let kind = try statementKind(&header)
        let whole = span(from: start)
        return HerdStatement(kind: kind, span: whole, header: header.map { start.through($0) } ?? whole)
    }

    private mutating func statementKind(_ header: inout Span?) throws(Failure) -> HerdStatement.Kind {
        if take("{") {
            let body = try statements()
            try expect("}")
            return .block(body)
        }
        switch token.word {
        case "if": return try conditional(&header)
        case "while":
            advance()
            let condition = try bracketed()
            header = lastToken.span
            return .whileLoop(condition, try body())
        case "do":
            advance()
            header = lastToken.span
            let body = try body()
            guard take(word: "while") else { throw unexpected("`while`") }
            let condition = try bracketed()
            try expect(";")
            return .doLoop(body, condition)
        case "for", "switch", "goto", "return", "break", "continue", "asm", "struct", "typedef":
            throw unsupported(token.span, "`\(token.word ?? "")`")
        default: break
        }
        let kind = try simpleStatement()
        header = lastToken.span
        try expect(";")
        return kind
    }

    private mutating func conditional(_ header: inout Span?) throws(Failure) -> HerdStatement.Kind {
        advance()
        let condition = try bracketed()
        header = lastToken.span
        let body = try body()
        return .conditional(condition, body, otherwise: take(word: "else") ? try self.body() : [])
    }

    private mutating func bracketed() throws(Failure) -> HerdExpression {
        try expect("(")
        let condition = try expression()
        try expect(")")
        return condition
    }

    /// A block, or one statement.
    private mutating func body() throws(Failure) -> [HerdStatement] {
        try nested { parser throws(Failure) in
            if parser.take(";") { return [] }
            return [try parser.statement()]
        }
    }

    private mutating func simpleStatement() throws(Failure) -> HerdStatement.Kind {
        if let type = try typeIfAny() { return try declaration(type) }
        let start = token
        if start.isSymbol("++") || start.isSymbol("--") {
            advance()
            return try increment(try unary(), start)
        }
        let target = try expression()
        let sign = token
        if sign.isSymbol("++") || sign.isSymbol("--") {
            advance()
            return try increment(target, sign)
        }
        if take("=") { return try assignment(to: target, try expression()) }
        if let operation = assignmentOperator {
            advance()
            let value = try expression()
            return try assignment(to: target, HerdExpression(
                kind: .binary(operation, target, value), span: target.span.through(value.span)))
        }
        return .expression(target)
    }

    /// The `+` of `+=`.
    private var assignmentOperator: BinaryOperator? {
        guard case .symbol(let symbol) = token.kind, symbol.hasSuffix("="), symbol.count > 1,
            let (operation, _) = Self.operators[String(symbol.dropLast())], !operation.isTruthValue
        else { return nil }
        return operation
    }

    private mutating func increment(_ target: HerdExpression, _ sign: HerdToken) throws(Failure) -> HerdStatement.Kind {
        let one = HerdExpression(kind: .number(1), span: sign.span)
        let operation: BinaryOperator = sign.isSymbol("++") ? .add : .subtract
        return try assignment(to: target, HerdExpression(kind: .binary(operation, target, one), span: target.span))
    }

    private mutating func declaration(_ type: HerdType) throws(Failure) -> HerdStatement.Kind {
        let start = token.span
        let name = try name(of: "a register's name")
        if type.stars > 0 { throw unsupported(start, "a local pointer") }
        if type.isAtomic { throw unsupported(start, "a local atomic", help: "shared locations are parameters") }
        if token.isSymbol("[") { throw unsupported(start, "a local array") }
        if token.isSymbol(",") { throw unsupported(token.span, "more than one name in a declaration") }
        return .assign(name, take("=") ? try expression() : nil)
    }

    private mutating func assignment(to target: HerdExpression,
                                     _ value: HerdExpression) throws(Failure) -> HerdStatement.Kind {
        switch target.kind {
        case .name(let name): return .assign(name, value)
        case .dereference(let pointer): return .store(pointer: pointer, value)
        default:
            sink.error(target.span, "this cannot be assigned to", expected: "a register, or `*x`")
            throw Failure()
        }
    }
}
