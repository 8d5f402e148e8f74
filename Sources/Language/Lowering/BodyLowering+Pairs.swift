import Litmus

// Effects and pairs.
extension BodyLowering {
    /// Emits an expression for what it does, not for its value.
    mutating func effect(of expression: Expression, isDiscarded: Bool = false) {
        switch expression.kind {
        case .call(let path, let arguments):
            if let operand = call(path, arguments, expression.span, .none) { code.release(operand) }
        case .method(let receiver, let name, let arguments):
            perform(name, on: receiver, arguments, expression.span, .none)
        case .tuple(let elements):
            for element in elements { effect(of: element, isDiscarded: isDiscarded) }
        default:
            if !isDiscarded, let name = expression.name, meaning(of: name) == nil {
                return reportUndeclared(name, expression.span, isStatement: true)
            }
            let errors = sink.errorCount
            defer {
                // What cannot be understood is not pointless for that.
                if !isDiscarded, sink.errorCount == errors, hasNoEffect(expression) { warnOfNoEffect(expression) }
            }
            if let place = sharedState(of: expression), place.isPair, !(place.isWholeArray && expression.name != nil) {
                return pair(expression, into: nil, nil)
            }
            code.release(value(of: expression))
        }
    }

    private mutating func warnOfNoEffect(_ expression: Expression) {
        warning(expression.span, "this has no effect",
                help: expression.isEquation ? "to assign, write `=`" : "to keep the value, write `let r = …`")
    }

    private mutating func hasNoEffect(_ expression: Expression) -> Bool {
        switch expression.kind {
        case .binary, .all, .any, .unary: true
        default: isQuiet(expression)
        }
    }

    /// Emits what puts an expression's two values into registers; nil for one that nobody wants.
    mutating func pair(_ expression: Expression, into first: Register?, _ second: Register?) {
        switch expression.kind {
        case .tuple(let elements) where elements.count == 2:
            pair(elements, into: first, second)
        case .call(let path, let arguments):
            _ = call(path, arguments, expression.span, .two(first, second))
        case .method(let receiver, let name, let arguments):
            perform(name, on: receiver, arguments, expression.span, .two(first, second))
        default:
            guard let place = sharedState(of: expression), place.shared.isWide else {
                error(expression.span, "this is one value, not a pair",
                      expected: "`compare_exchange(…)`, `try_recv()`, a wide variable, or `(a, b)`")
                effect(of: expression, isDiscarded: true)
                return
            }
            readPair(expression, into: first, second)
        }
    }

    private mutating func pair(_ elements: [Expression], into first: Register?, _ second: Register?) {
        // The second value may be computed from what the first one's register held before.
        if let first, let second, !mentions(elements[1], first) {
            evaluate(elements[0], into: first)
            evaluate(elements[1], into: second)
            return
        }
        var a = value(of: elements[0])
        if let second, a == .register(second) {
            let copy = code.temporary()
            code.emit(.copy(to: copy, a))
            a = .register(copy)
        }
        if let second { evaluate(elements[1], into: second) } else { effect(of: elements[1], isDiscarded: true) }
        if let first, a != .register(first) { code.emit(.copy(to: first, a)) }
        code.release(a)
    }

    /// Whether the value of an expression depends on a register.
    private mutating func mentions(_ expression: Expression, _ register: Register) -> Bool {
        if let name = expression.name {
            switch meaning(of: name) {
            case .register(register)?, .value(.register(register))?: return true
            case .shared(let place)?: return place.index == .register(register)
            default: return false
            }
        }
        return expression.children.contains { mentions($0, register) }
    }

    private mutating func readPair(_ expression: Expression, into first: Register?, _ second: Register?) {
        guard let place = place(of: expression) else { return }
        guard place.isPair, !place.isWholeArray else {
            error(expression.span, "`\(text(expression))` is not a pair", help: "name an element of the array")
            return
        }
        for (half, wanted) in [first, second].enumerated() {
            let register = wanted ?? code.temporary()
            code.emit(.load(to: register, place.address(half: half), .plain))
            if wanted == nil { code.release(register) }
        }
        release(place)
    }

    /// The two values of an expression.
    mutating func pairOperands(_ expression: Expression) -> (Operand, Operand) {
        if case .tuple(let elements) = expression.kind, elements.count == 2 {
            let first = value(of: elements[0])
            return (first, value(of: elements[1]))
        }
        let first = code.temporary(), second = code.temporary()
        pair(expression, into: first, second)
        return (.register(first), .register(second))
    }
}

extension Expression {
    fileprivate var isEquation: Bool {
        if case .binary(.equal, _, _) = kind { true } else { false }
    }
}
