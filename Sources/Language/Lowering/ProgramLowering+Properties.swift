import Litmus

// Properties and `observe`: what is asked of an execution's end.
extension ProgramLowering {
    /// The names of registers in properties and `observe`, whatever thread they are of.
    func registersNamedByProperties() -> Set<String> {
        var names: Set<String> = []
        func collect(_ expression: Expression) {
            if case .field(_, let name) = expression.kind { names.insert(name.text) }
            expression.children.forEach(collect)
        }
        for item in tree.items {
            switch item.kind {
            case .property(let property): collect(property.condition)
            case .observe(let columns): columns.forEach(collect)
            default: break
            }
        }
        return names
    }

    mutating func lowerProperties() -> [Property] {
        var properties: [Property] = []
        for item in tree.items {
            guard case .property(let declaration) = item.kind else { continue }
            for model in declaration.models where !memoryModelNames.contains(model.text) {
                sink.error(model.span, "there is no memory model `\(model.text)`",
                           expected: enumeration(memoryModelNames.map { "`\($0)`" }, "or"),
                           help: nearest(to: model.text, among: memoryModelNames).map { "did you mean `\($0)`?" })
            }
            let condition = condition(declaration.condition)
            properties.append(Property(
                declaration.kind, condition, under: declaration.models.map(\.text),
                text: spelling(of: declaration.condition.span), line: source.line(of: item.span.start)))
        }
        return properties
    }

    /// The condition as it was written, on one line, without comments and without the outermost brackets.
    private func spelling(of span: Span) -> String {
        let slice = SourceText(source[span])
        var ignored = DiagnosticSink(slice)
        var tokens = Lexer.tokens(of: slice, &ignored).dropLast()
        while tokens.first?.isSymbol(.leftParen) ?? false, closesAtTheEnd(tokens) {
            tokens = tokens.dropFirst().dropLast()
        }
        var text = ""
        var end: Int?
        for token in tokens {
            if let end, token.span.start > end { text += " " }
            text += slice[token.span]
            end = token.span.end
        }
        return text
    }

    /// Whether the bracket that the tokens start with is closed by the last one.
    private func closesAtTheEnd(_ tokens: ArraySlice<Token>) -> Bool {
        var depth = 0
        for (index, token) in zip(tokens.indices, tokens) {
            if token.isSymbol(.leftParen) { depth += 1 }
            if token.isSymbol(.rightParen) { depth -= 1 }
            if depth == 0 { return index == tokens.endIndex - 1 }
        }
        return false
    }

    /// The columns: what `observe` says, else what properties name, else everything that has a name.
    mutating func lowerObserved(_ properties: [Property]) -> [Observable] {
        var columns: [Observable] = []
        var isSaid = false
        for item in tree.items {
            guard case .observe(let expressions) = item.kind else { continue }
            isSaid = true
            for expression in expressions { columns += observables(expression) }
        }
        if !isSaid { columns = properties.flatMap(\.condition.observables) }
        if !isSaid, columns.isEmpty { columns = everything }
        var seen: Set<Observable> = []
        return columns.filter { seen.insert($0).inserted }
    }

    private var everything: [Observable] {
        var columns: [Observable] = []
        for group in globals.threadGroups.values.sorted(by: { $0.indices.lowerBound < $1.indices.lowerBound }) {
            for thread in group.indices { columns += outermostRegisters(of: thread) }
        }
        return columns + locations.indices.filter { locations[$0].kind.isMemory }.map { .location($0) }
    }
}

// Conditions.
extension ProgramLowering {
    private mutating func condition(_ expression: Expression) -> Condition {
        switch expression.kind {
        case .number(let number): return .constant(number)
        case .boolean(let truth): return .constant(truth ? 1 : 0)
        case .name(let name):
            if let constant = globals.constants[name], globals.shared[name] == nil { return .constant(constant) }
            return observable(expression).map { .value(of: $0) } ?? .constant(0)
        case .index, .field:
            return observable(expression).map { .value(of: $0) } ?? .constant(0)
        case .unary(let operation, let operand):
            return .unary(operation, condition(operand))
        case .binary(let operation, let left, let right):
            return .binary(operation, condition(left), condition(right))
        case .all(let operands): return balanced(.and, operands.map { condition($0) }[...])
        case .any(let operands): return balanced(.or, operands.map { condition($0) }[...])
        case .method(let receiver, let name, _):
            sink.error(expression.span, "a condition does nothing, it looks at the end of an execution",
                       help: name.text == "load" ? "its bare name is its final value: `\(source[receiver.span])`" : nil)
        case .call(let path, _):
            sink.error(expression.span, "a condition calls no functions",
                       help: "compute it in a thread, or in `finally`: `finally { assert(\(path.last ?? "f")(…)) }`")
        case .path, .tuple, .list:
            sink.error(expression.span, "this is not a value", expected: "`A.r1 == 0`, for example")
        case .invalid: break
        }
        return .constant(0)
    }
}

/// A chain of one associative operator as a tree of logarithmic height.
func balanced(_ operation: BinaryOperator, _ conditions: ArraySlice<Condition>) -> Condition {
    guard conditions.count > 1, let first = conditions.first else {
        return conditions.first ?? .constant(operation == .and ? 1 : 0)
    }
    if conditions.count == 2 { return .binary(operation, first, conditions[conditions.endIndex - 1]) }
    let middle = conditions.startIndex + conditions.count / 2
    return .binary(operation, balanced(operation, conditions[..<middle]), balanced(operation, conditions[middle...]))
}
