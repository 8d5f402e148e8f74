import Litmus

// What stands behind the processes: `locations`, `filter`, and the condition.
extension HerdParser {
    mutating func final(_ test: inout HerdTest) throws(Failure) {
        if take(word: "locations") { test.locations = try locations() }
        if take(word: "filter") { test.filter = try proposition() }
        test.conditionSpan = token.span
        if isAtEnd { return }
        test.quantifier = try quantifier()
        test.condition = try proposition()
        _ = take(";")
        if token.isWord("with") { throw unsupported(token.span, "`with`") }
        if !isAtEnd { throw unexpected("`/\\`, `\\/` or the end of the test") }
    }

    private mutating func quantifier() throws(Failure) -> Property.Kind {
        if take("~") || take(word: "not") {
            guard take(word: "exists") else { throw unexpected("`exists`") }
            return .forbid
        }
        if take(word: "exists") || take(word: "final") { return .exists }
        if take(word: "forall") { return .forall }
        if token.isWord("observed") { throw unsupported(token.span, "`observed`") }
        throw unexpected("`exists`, `~exists` or `forall`")
    }

    /// `[0:r0; x; [y];]`
    private mutating func locations() throws(Failure) -> [HerdObservable] {
        try expect("[")
        var items: [HerdObservable] = []
        while !isAtEnd, !token.isSymbol("]") {
            if take(";") { continue }
            items.append(try observable())
            // A type may say how herd prints the value.
            if token.word != nil {
                advance()
                _ = take("*")
            }
            if !token.isSymbol("]") { try expect(";") }
        }
        try expect("]")
        return items
    }

    /// `\/` binds loosest, then `/\`, then `=>` (to the right), then `not`.
    mutating func proposition() throws(Failure) -> HerdProposition {
        try nested { parser throws(Failure) in
            var operands = [try parser.conjunction()]
            while parser.take("\\/") || parser.take("||") { operands.append(try parser.conjunction()) }
            return Self.joined(operands[...], HerdProposition.or)
        }
    }

    private mutating func conjunction() throws(Failure) -> HerdProposition {
        var operands = [try implication()]
        while take("/\\") || take("&&") { operands.append(try implication()) }
        return Self.joined(operands[...], HerdProposition.and)
    }

    /// A tree of logarithmic height: conditions may have thousands of parts.
    private static func joined(_ operands: ArraySlice<HerdProposition>,
                               _ join: (HerdProposition, HerdProposition) -> HerdProposition) -> HerdProposition {
        if operands.count == 1 { return operands[operands.startIndex] }
        let middle = operands.startIndex + operands.count / 2
        return join(joined(operands[..<middle], join), joined(operands[middle...], join))
    }

    private mutating func implication() throws(Failure) -> HerdProposition {
        let left = try negation()
        guard take("=>") else { return left }
        let right = try nested { parser throws(Failure) in try parser.implication() }
        return .implies(left, right)
    }

    private mutating func negation() throws(Failure) -> HerdProposition {
        if take("~") || take("!") || take(word: "not") {
            return .not(try nested { parser throws(Failure) in try parser.negation() })
        }
        if take("(") {
            let inner = try proposition()
            try expect(")")
            return inner
        }
        if take(word: "true") { return .true }
        if take(word: "false") { return .false }
        return try atom()
    }

    private mutating func atom() throws(Failure) -> HerdProposition {
        if token.isWord("fault") || token.isWord("Fault") { throw unsupported(token.span, "`fault`") }
        let left = try observable()
        let isEqual = token.isSymbol("=") || token.isSymbol("==")
        guard isEqual || token.isSymbol("!=") || token.isSymbol("<>") else { throw unexpected("`=`") }
        advance()
        let atom = try comparison(left)
        return isEqual ? atom : .not(atom)
    }

    private mutating func comparison(_ left: HerdObservable) throws(Failure) -> HerdProposition {
        if case .number = token.kind, token(ahead: 1).isSymbol(":") { return .same(left, try observable()) }
        if token.isSymbol("[") || token.isSymbol("*") || token.process != nil { return .same(left, try observable()) }
        if token.word != nil || token.isSymbol("&") {
            throw unsupported(token.span, "a pointer as a value", help: "a location's value is `[x]`")
        }
        return .equals(left, try number())
    }
}
