import Litmus

extension BodyLowering {
    /// Emits what computes an expression.
    ///
    /// - Parameter destination: where the value may be put, if it has to be computed: no copy is made for that.
    /// - Returns: where the value is. A temporary is the caller's to release.
    mutating func value(of expression: Expression, into destination: Register? = nil) -> Operand {
        let span = expression.span
        defer { ascend(.expression) }
        guard descend(.expression, at: span) else { return .constant(0) }
        switch expression.kind {
        case .number(let number): return .constant(number)
        case .boolean(let truth): return .constant(truth ? 1 : 0)
        case .name(let name): return value(ofName: name, expression, into: destination)
        case .field(let pair, let field) where pair.isOperation && (field.text == "0" || field.text == "1"):
            let register = destination ?? code.temporary()
            self.pair(pair, into: field.text == "0" ? register : nil, field.text == "1" ? register : nil)
            return .register(register)
        case .index, .field: return read(expression, into: destination)
        case .unary(let operation, let operand):
            return apply(operation, value(of: operand), into: destination)
        case .binary(let operation, let left, let right):
            let a = value(of: left)
            let b = value(of: right)
            return apply(operation, a, b, into: destination)
        case .all(let operands): return truth(of: operands, .and, into: destination)
        case .any(let operands): return truth(of: operands, .or, into: destination)
        case .call(let path, let arguments):
            let register = destination ?? code.temporary()
            return call(path, arguments, span, .one(register)) ?? .register(register)
        case .method(let receiver, let name, let arguments):
            let register = destination ?? code.temporary()
            perform(name, on: receiver, arguments, span, .one(register))
            return .register(register)
        case .path(let path):
            let name = path.joined(separator: "::")
            error(span, "`\(name)` is not a value",
                  help: path.contains("Ordering") ? "an ordering stands last in an operation's brackets" : nil)
        case .tuple:
            error(span, "one value is wanted here, not a pair", help: "`let (a, b) = …` takes a pair apart")
        case .list:
            error(span, "a list of values is for the declaration of an array", help: "`atomic x[2] = [1, 2]`")
        case .invalid: break
        }
        return .constant(0)
    }

    /// Emits what puts an expression's value into a register.
    mutating func evaluate(_ expression: Expression, into register: Register) {
        let operand = value(of: expression, into: register)
        guard operand != .register(register) else { return }
        code.emit(.copy(to: register, operand))
        code.release(operand)
    }

    private mutating func value(ofName name: String, _ expression: Expression, into destination: Register?) -> Operand {
        switch meaning(of: name) {
        case .constant(let constant)?: return .constant(constant)
        case .register(let register)?: return .register(register)
        case .value(let operand)?: return operand
        case .shared?: return read(expression, into: destination)
        case .unknown?: return .constant(0)
        case nil:
            reportUndeclared(name, expression.span)
            return .constant(0)
        }
    }

    /// The value of a plain location that is named.
    private mutating func read(_ expression: Expression, into destination: Register?) -> Operand {
        guard let place = place(of: expression) else { return .constant(0) }
        let address = place.address()
        release(place)
        guard isReadable(place, expression) else { return .constant(0) }
        let register = destination ?? code.temporary()
        code.emit(.load(to: register, address, .plain))
        return .register(register)
    }

    /// Whether a place's bare name is a value; an error where it is not.
    private mutating func isReadable(_ place: Place, _ expression: Expression) -> Bool {
        let name = text(expression)
        if place.isWholeArray {
            error(expression.span, "`\(name)` is an array", help: "name an element: `\(name)[0]`")
        } else if place.shared.kind == .atomic {
            error(expression.span, "`\(name)` is an atomic, and is read by an operation", expected: "`\(name).load(…)`",
                  help: "`\(name).load(Acquire)`, for example; a `var` is read by its bare name")
        } else if place.shared.kind != .plain {
            error(expression.span, "`\(name)` is \(place.shared.kind.withArticle) and has no value")
        } else if place.isPair {
            error(expression.span, "`\(name)` has two words", help: "`let (a, b) = \(name)`, or `\(name).0`")
        } else {
            return true
        }
        return false
    }
}

// Operators.
extension BodyLowering {
    /// Emits an operation, or folds it. Its operands are released unless `releasing` says no.
    @discardableResult
    mutating func apply(_ operation: BinaryOperator, _ a: Operand, _ b: Operand, into destination: Register? = nil,
                        releasing: Bool = true) -> Operand {
        if case .constant(let x) = a, case .constant(let y) = b, let folded = operation.apply(x, y) {
            return .constant(folded)
        }
        if releasing {
            code.release(a)
            code.release(b)
        }
        let register = destination ?? code.temporary()
        code.emit(.binary(to: register, operation, a, b))
        return .register(register)
    }

    private mutating func apply(_ operation: UnaryOperator, _ a: Operand, into destination: Register?) -> Operand {
        if case .constant(let constant) = a { return .constant(operation.apply(constant)) }
        code.release(a)
        let register = destination ?? code.temporary()
        code.emit(.unary(to: register, operation, a))
        return .register(register)
    }

    /// `a && b && …` or `a || b || …` as a value.
    private mutating func truth(of operands: [Expression], _ operation: BinaryOperator,
                                into destination: Register?) -> Operand {
        if operands.dropFirst().allSatisfy({ isQuiet($0) }) {
            var result = value(of: operands[0])
            for (number, operand) in operands.dropFirst().enumerated() {
                let isLast = number == operands.count - 2
                result = apply(operation, result, value(of: operand), into: isLast ? destination : nil)
            }
            return result
        }
        let register = destination ?? code.temporary()
        let short = code.label(), end = code.label()
        for operand in operands.dropLast() { branch(on: operand, when: operation == .or, to: short) }
        let last = operands[operands.count - 1]
        if isTruthValue(last) {
            evaluate(last, into: register)
        } else {
            let operand = apply(.notEqual, value(of: last), .constant(0), into: register)
            if operand != .register(register) { code.emit(.copy(to: register, operand)) }
        }
        code.emit(.jump(to: end))
        code.place(short)
        code.emit(.copy(to: register, .constant(operation == .or ? 1 : 0)))
        code.place(end)
        return .register(register)
    }

    /// Whether an expression can be evaluated early: it touches no memory and cannot fail.
    mutating func isQuiet(_ expression: Expression) -> Bool {
        switch expression.kind {
        case .number, .boolean: return true
        case .name(let name):
            if case .shared? = meaning(of: name) { return false }
            return true
        case .binary(let operation, let left, let right):
            if operation == .divide || operation == .remainder {
                guard case .number(let divisor) = right.kind, divisor != 0 else { return false }
            }
            return isQuiet(left) && isQuiet(right)
        case .unary(_, let operand): return isQuiet(operand)
        case .all(let operands), .any(let operands): return operands.allSatisfy { isQuiet($0) }
        default: return false
        }
    }

    private func isTruthValue(_ expression: Expression) -> Bool {
        switch expression.kind {
        case .boolean, .all, .any, .unary(.not, _): true
        case .binary(let operation, _, _): operation.isTruthValue
        case .method(_, let name, _): name.text.hasPrefix("try_") || name.text.hasPrefix("compare_exchange")
            || name.text.hasPrefix("is_")
        default: false
        }
    }

    /// Whether an expression is true, where that is plain from the text.
    func knownTruth(of expression: Expression) -> Bool? {
        switch expression.kind {
        case .number(let number): number != 0
        case .boolean(let truth): truth
        case .unary(.not, let operand): knownTruth(of: operand).map { !$0 }
        default: nil
        }
    }
}

// Branches.
extension BodyLowering {
    /// Emits a jump to `label` for when the condition is `truth`; otherwise the code goes on.
    mutating func branch(on condition: Expression, when truth: Bool, to label: Label) {
        switch condition.kind {
        case .unary(.not, let operand):
            branch(on: operand, when: !truth, to: label)
        case .all(let operands):
            branch(on: operands, shortOn: false, when: truth, to: label)
        case .any(let operands):
            branch(on: operands, shortOn: true, when: truth, to: label)
        case .binary(let operation, let value, let zero) where zero.kind == .number(0)
            && operation == (truth ? .equal : .notEqual):
            branch(unless: self.value(of: value), to: label)
        case .binary(let operation, let left, let right) where truth && operation.negated != nil:
            let negated = operation.negated ?? operation
            let a = value(of: left)
            let b = value(of: right)
            branch(unless: apply(negated, a, b), to: label)
        default:
            let operand = value(of: condition)
            if !truth { return branch(unless: operand, to: label) }
            if case .constant(let constant) = operand {
                if constant != 0 { code.emit(.jump(to: label)) }
                return
            }
            let next = code.label()
            branch(unless: operand, to: next)
            code.emit(.jump(to: label))
            code.place(next)
        }
    }

    private mutating func branch(unless operand: Operand, to label: Label) {
        code.emit(.branch(unless: operand, to: label))
        code.release(operand)
    }

    /// `shortOn` is the truth of one operand that decides for all.
    private mutating func branch(on operands: [Expression], shortOn short: Bool, when truth: Bool, to label: Label) {
        if truth == short {
            for operand in operands { branch(on: operand, when: short, to: label) }
            return
        }
        let decided = code.label()
        for operand in operands.dropLast() { branch(on: operand, when: short, to: decided) }
        branch(on: operands[operands.count - 1], when: truth, to: label)
        code.place(decided)
    }
}

extension Expression {
    /// Whether it does something, and may give a pair: `x.compare_exchange(0, 1).1`.
    fileprivate var isOperation: Bool {
        switch kind {
        case .call, .method: true
        default: false
        }
    }
}
