import Litmus

extension BodyLowering {
    mutating func bind(_ pattern: Pattern, to value: Expression) {
        switch pattern {
        case .single(nil):
            effect(of: value, isDiscarded: true)
        case .single(let name?):
            // The name is bound behind the value, which still sees what it hides.
            let register = register(for: name.text)
            evaluate(value, into: register)
            bind(name.text, to: .register(register))
        case .pair(let first, let second):
            if let first, let second, first.text == second.text {
                error(second.span, "`\(second.text)` is bound twice in one pattern")
            }
            let firstRegister = first.map { register(for: $0.text) }
            let secondRegister = second.map { register(for: $0.text) }
            pair(value, into: firstRegister, secondRegister)
            if let first, let firstRegister { bind(first.text, to: .register(firstRegister)) }
            if let second, let secondRegister { bind(second.text, to: .register(secondRegister)) }
        }
    }

    /// `target = value`. As in Rust, the value is evaluated before the target's index.
    mutating func assign(_ value: Expression, _ operation: BinaryOperator?, to target: Expression) {
        if case .tuple(let targets) = target.kind, targets.count == 2, operation == nil {
            return assignPair(value, to: targets)
        }
        switch destination(of: target) {
        case .register(let register):
            assign(value, operation, to: register)
        case .word:
            assignWord(value, operation, to: target)
        case .pair:
            if operation != nil {
                error(target.span, "a wide variable has two words, and is assigned to as a pair",
                      help: "`\(text(target)) = (a, b)`")
            }
            assignWords(value, to: target)
        case nil:
            effect(of: value, isDiscarded: true)
        }
    }

    private mutating func assign(_ value: Expression, _ operation: BinaryOperator?, to register: Register) {
        guard let operation else { return evaluate(value, into: register) }
        let operand = self.value(of: value)
        _ = apply(operation, .register(register), operand, into: register)
    }

    private mutating func assignWord(_ value: Expression, _ operation: BinaryOperator?, to target: Expression) {
        var operand = self.value(of: value)
        guard let place = place(of: target) else { return code.release(operand) }
        if let operation {
            let old = code.temporary()
            code.emit(.load(to: old, place.address(), .plain))
            operand = apply(operation, .register(old), operand)
        }
        code.emit(.store(place.address(), operand, .plain))
        code.release(operand)
        release(place)
    }

    private mutating func assignWords(_ value: Expression, to target: Expression) {
        let (first, second) = pairOperands(value)
        if let place = place(of: target) {
            code.emit(.store(place.address(half: 0), first, .plain))
            code.emit(.store(place.address(half: 1), second, .plain))
            release(place)
        }
        code.release(first)
        code.release(second)
    }

    /// `(a, b) = …`
    private mutating func assignPair(_ value: Expression, to targets: [Expression]) {
        var (first, second) = pairOperands(value)
        // `(a, b) = (b, a)`: the second value is needed after the first target has changed.
        if case .register(let register) = second, !code.isTemporary(register) {
            let copy = code.temporary()
            code.emit(.copy(to: copy, second))
            second = .register(copy)
        }
        for (target, operand) in zip(targets, [first, second]) where target.name != "_" {
            switch destination(of: target) {
            case .register(let register): code.emit(.copy(to: register, operand))
            case .word:
                guard let place = place(of: target) else { continue }
                code.emit(.store(place.address(), operand, .plain))
                release(place)
            case .pair: error(target.span, "a wide variable is assigned to as a pair")
            case nil: break
            }
        }
        code.release(first)
        code.release(second)
    }
}

// What can be assigned to.
extension BodyLowering {
    private enum Destination {
        case register(Register)
        /// A `var`, or a word of a wide one.
        case word
        /// A wide `var`.
        case pair
    }

    /// What is assigned to; nil, and an error, where nothing can be.
    private mutating func destination(of target: Expression) -> Destination? {
        if let name = target.name {
            switch meaning(of: name) {
            case .register(let register)?:
                if register != idRegister { return .register(register) }
                error(target.span, "`id` is the thread's number and cannot be changed")
                return nil
            case .constant?:
                error(target.span, "`\(name)` is a constant and cannot be assigned to",
                      help: "shared state that changes is `var \(name)` or `atomic \(name)`")
                return nil
            case .value?:
                error(target.span, "`\(name)` cannot be assigned to")
                return nil
            case .unknown?: return nil
            case .shared(let place)?: return destination(place, target)
            case nil:
                if globals.lostNames.contains(name) { return nil }
                let isNear = nearest(to: name, among: globals.valueNames) != nil
                if isNear || globals.isLibrary { reportUndeclared(name, target.span) } else {
                    error(target.span, "`\(name)` is not declared",
                          help: "`let \(name) = …` declares a register, `var \(name)` shared state outside of threads")
                }
                return nil
            }
        }
        if let place = sharedState(of: target) {
            var named = place
            if case .index = target.kind { named.index = .constant(0) }
            if case .field = target.kind { return .word }
            return destination(named, target)
        }
        switch target.kind {
        case .index, .field: _ = place(of: target).map { release($0) }
        default:
            error(target.span, "this cannot be assigned to", expected: "a register or a `var`",
                  help: target.kind.isOrdered ? "to compare, write `==`" : nil)
        }
        return nil
    }

    private mutating func destination(_ place: Place, _ target: Expression) -> Destination? {
        let text = text(target)
        switch place.shared.kind {
        case .plain where place.isWholeArray:
            error(target.span, "`\(text)` is an array, and is assigned to by the element", help: "`\(text)[0] = …`")
        case .plain:
            return place.isPair ? .pair : .word
        case .atomic:
            error(target.span, "`\(text)` is an atomic, and is written by an operation",
                  help: "`\(text).store(…, Release)`")
        default:
            error(target.span, "`\(text)` is \(place.shared.kind.withArticle) and cannot be assigned to")
        }
        return nil
    }
}

extension Expression.Kind {
    /// Whether it is an operation on two values, so that a `=` behind it is a slip.
    fileprivate var isOrdered: Bool {
        switch self {
        case .binary, .all, .any: true
        default: false
        }
    }
}
