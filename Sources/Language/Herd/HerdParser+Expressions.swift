import Litmus

// C's expressions, as far as herd has them.
extension HerdParser {
    /// C's binary operators; a higher level binds more tightly.
    static let operators: [String: (operation: BinaryOperator, level: Int)] = [
        "||": (.or, 1), "&&": (.and, 2), "|": (.bitOr, 3), "^": (.bitXor, 4), "&": (.bitAnd, 5),
        "==": (.equal, 6), "!=": (.notEqual, 6),
        "<": (.less, 7), "<=": (.lessOrEqual, 7), ">": (.greater, 7), ">=": (.greaterOrEqual, 7),
        "<<": (.shiftLeft, 8), ">>": (.shiftRight, 8), "+": (.add, 9), "-": (.subtract, 9),
        "*": (.multiply, 10), "/": (.divide, 10), "%": (.remainder, 10),
    ]

    mutating func expression() throws(Failure) -> HerdExpression {
        let value = try nested { parser throws(Failure) in try parser.operators(from: 1) }
        if token.isSymbol("?") { throw unsupported(token.span, "`? :`", help: "write an `if`") }
        return value
    }

    private mutating func operators(from floor: Int) throws(Failure) -> HerdExpression {
        var left = try unary()
        var length = 0
        while case .symbol(let symbol) = token.kind, let (operation, level) = Self.operators[symbol], level >= floor {
            length += 1
            guard length <= Expression.maximalHeight else {
                throw unsupported(left.span, "an expression of this length")
            }
            advance()
            let right = try operators(from: level + 1)
            left = HerdExpression(kind: .binary(operation, left, right), span: left.span.through(right.span))
        }
        return left
    }

    mutating func unary() throws(Failure) -> HerdExpression {
        let start = token
        let prefixes = ["-", "!", "~", "*", "&", "+"]
        guard case .symbol(let symbol) = start.kind, prefixes.contains(symbol) else { return try primary() }
        advance()
        let operand = try nested { parser throws(Failure) in try parser.unary() }
        let kind: HerdExpression.Kind = switch symbol {
        case "-": .unary(.negate, operand)
        case "!": .unary(.not, operand)
        case "~": .complement(operand)
        case "*": .dereference(operand)
        case "&": .address(operand)
        default: operand.kind
        }
        return HerdExpression(kind: kind, span: span(from: start.span))
    }

    private mutating func primary() throws(Failure) -> HerdExpression {
        let start = token
        switch start.kind {
        case .number(let number):
            advance()
            return HerdExpression(kind: .number(number), span: start.span)
        case .symbol("("):
            advance()
            return try parenthesised(start.span)
        case .word(let word):
            advance()
            guard take("(") else { return HerdExpression(kind: .name(word), span: start.span) }
            var arguments: [HerdExpression] = []
            while !isAtEnd, !token.isSymbol(")") {
                arguments.append(try expression())
                if !take(",") { break }
            }
            try expect(")")
            return HerdExpression(kind: .call(word, arguments), span: span(from: start.span))
        default:
            throw unexpected("an expression")
        }
    }

    /// `(e)`, or a cast, which changes nothing: every value is a 64-bit number.
    private mutating func parenthesised(_ opening: Span) throws(Failure) -> HerdExpression {
        let value: HerdExpression
        if beginsType, let type = try typeIfAny() {
            try expect(")")
            value = try nested { parser throws(Failure) in try parser.unary() }
            if type.stars > 0, value.name == nil { throw unsupported(span(from: opening), "this cast to a pointer") }
        } else {
            value = try expression()
            try expect(")")
        }
        return HerdExpression(kind: value.kind, span: span(from: opening))
    }
}
