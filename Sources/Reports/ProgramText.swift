import Litmus

extension Program {
    /// A column's title: `A.r1` and `x`, or, for a program in herd's format, `0:r1` and `x`.
    func title(of observable: Observable) -> String {
        guard dialect == .herd, case .register(let thread, let register) = observable else {
            return label(of: observable)
        }
        return "\(thread):\(bodies[thread].registers[register].name ?? "\(register)")"
    }

    /// An end state in a sentence: `A.r1 = 0, B.r2 = 0`.
    func sentence(of values: [Int64]) -> String {
        zip(observed, values).map { "\(title(of: $0)) = \($1)" }.joined(separator: ", ")
    }

    /// The values of `observed` among those of `tracked`, which begin with them.
    func observedValues(among tracked: [Int64]) -> [Int64] { Array(tracked.prefix(observed.count)) }

    /// The property as it was written: `forbid (x != 6)`.
    func text(of property: Property) -> String {
        let condition = property.text.isEmpty ? text(of: property.condition) : property.text
        return "\(property.kind.rawValue) (\(condition))"
    }

    /// The line of the text that a statement of the thread is in, without the white space around it; where there are
    /// only the statements that stand at the line, these, in their order. Nil where there is neither.
    func excerpt(line: Int, thread name: String?) -> String? {
        guard let body = bodies.first(where: { body in
            (name == nil || body.name == name) && body.origins.contains { $0.line == line && !$0.statement.isEmpty }
        }) else { return nil }
        if sourceLines.indices.contains(line - 1) { return sourceLines[line - 1].withoutWhitespaceAround }
        var statements: [String] = []
        for origin in body.origins
        where origin.line == line && !origin.statement.isEmpty && !statements.contains(origin.statement) {
            statements.append(origin.statement)
        }
        return statements.joined(separator: "; ")
    }

    /// A condition in the language's spelling, with the brackets that it needs.
    func text(of condition: Condition, within precedence: Int = 0) -> String {
        switch condition {
        case .constant(let value): "\(value)"
        case .value(let observable): title(of: observable)
        case .unary(.negate, let operand): "-" + text(of: operand, within: 10)
        case .unary(.not, let operand): "!" + text(of: operand, within: 10)
        case .binary(let operation, let left, let right):
            bracketed(
                "\(text(of: left, within: operation.precedence)) \(operation.symbol) "
                    + text(of: right, within: operation.precedence + 1),
                if: operation.precedence < precedence)
        }
    }

    private func bracketed(_ text: String, if isNeeded: Bool) -> String { isNeeded ? "(\(text))" : text }
}

extension String {
    fileprivate var withoutWhitespaceAround: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}

extension BinaryOperator {
    /// As the language writes it.
    var symbol: String {
        switch self {
        case .add: "+"
        case .subtract: "-"
        case .multiply: "*"
        case .divide: "/"
        case .remainder: "%"
        case .shiftLeft: "<<"
        case .shiftRight: ">>"
        case .bitAnd: "&"
        case .bitXor: "^"
        case .bitOr: "|"
        case .equal: "=="
        case .notEqual: "!="
        case .less: "<"
        case .lessOrEqual: "<="
        case .greater: ">"
        case .greaterOrEqual: ">="
        case .and: "&&"
        case .or: "||"
        }
    }

    /// Grows with how tightly the operator binds (language.md, "Threads and statements").
    var precedence: Int {
        switch self {
        case .or: 1
        case .and: 2
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: 3
        case .bitOr: 4
        case .bitXor: 5
        case .bitAnd: 6
        case .shiftLeft, .shiftRight: 7
        case .add, .subtract: 8
        case .multiply, .divide, .remainder: 9
        }
    }
}

extension FindingKind {
    /// What it is called in a sentence.
    var noun: String {
        switch self {
        case .race: "data race"
        case .assertion: "failed assertion"
        case .deadlock: "deadlock"
        case .livelock: "livelock"
        case .bounds: "index out of range"
        case .arithmetic: "arithmetic error"
        case .misuse: "misuse of an object"
        }
    }

    /// "a data race", "an arithmetic error", "misuse of an object"
    var nounWithArticle: String {
        switch self {
        case .misuse: noun
        case .bounds, .arithmetic: "an \(noun)"
        case .race, .assertion, .deadlock, .livelock: "a \(noun)"
        }
    }
}
