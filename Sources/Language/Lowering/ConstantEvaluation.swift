import Litmus

/// Evaluates what has to be known before the program starts: constants, sizes, initial values.
struct ConstantEvaluation {
    private var declarations: [String: ConstantDeclaration] = [:]
    private var values: [String: Int64]
    private var underway: Set<String> = []
    var sink: DiagnosticSink

    /// - Parameter known: the constants of earlier texts.
    init(_ declarations: [ConstantDeclaration], known: [String: Int64], _ sink: DiagnosticSink) {
        self.sink = sink
        values = known
        for declaration in declarations { self.declarations[declaration.name.text] = declaration }
        for name in self.declarations.keys { values[name] = nil }
    }

    /// The values of all declared constants, each evaluated once, whatever the order of their declarations.
    mutating func evaluateAll() -> [String: Int64] {
        for declaration in declarations.values.sorted(by: { $0.name.span.start < $1.name.span.start }) {
            _ = constant(declaration.name.text, declaration.name.span)
        }
        return values
    }

    /// The value of an expression of constants; nil, and an error, where there is none.
    /// - Parameter purpose: what it is, for messages: "an array's size".
    mutating func value(of expression: Expression, purpose: String) -> Int64? {
        switch expression.kind {
        case .number(let number): return number
        case .boolean(let truth): return truth ? 1 : 0
        case .name(let name): return constant(name, expression.span, purpose: purpose)
        case .unary(let operation, let operand):
            return value(of: operand, purpose: purpose).map(operation.apply)
        case .binary(let operation, let left, let right):
            guard let a = value(of: left, purpose: purpose), let b = value(of: right, purpose: purpose)
            else { return nil }
            if let result = operation.apply(a, b) { return result }
            sink.error(right.span, "this divides by zero")
            return nil
        case .all(let operands):
            return truth(of: operands, purpose, absorbing: 0)
        case .any(let operands):
            return truth(of: operands, purpose, absorbing: 1)
        case .invalid:
            return nil
        default:
            sink.error(expression.span, "\(purpose) has to be known before the program starts",
                       expected: "numbers and constants")
            return nil
        }
    }

    private mutating func truth(of operands: [Expression], _ purpose: String, absorbing: Int64) -> Int64? {
        for operand in operands {
            guard let operandValue = value(of: operand, purpose: purpose) else { return nil }
            if (operandValue != 0 ? 1 : 0) == absorbing { return absorbing }
        }
        return 1 - absorbing
    }

    private mutating func constant(_ name: String, _ span: Span, purpose: String? = nil) -> Int64? {
        if let value = values[name] { return value }
        guard let declaration = declarations[name] else {
            let meant = nearest(to: name, among: (Array(declarations.keys) + Array(values.keys)).sorted())
            sink.error(span, "`\(name)` is not a constant",
                       help: meant.map { "did you mean `\($0)`?" }
                           ?? "\(purpose ?? "this") has to be known before the program starts: `const \(name) = …`")
            return nil
        }
        guard underway.insert(name).inserted else {
            sink.error(declaration.name.span, "the constant `\(name)` is defined by itself")
            values[name] = 0
            return nil
        }
        let value = value(of: declaration.value, purpose: "a constant")
        underway.remove(name)
        // A constant without a value was reported; 0 keeps its users from being reported as well.
        values[name] = value ?? 0
        return value
    }
}
