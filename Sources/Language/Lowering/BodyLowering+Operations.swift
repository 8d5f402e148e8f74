import Litmus

// Operations on shared state: `x.load(Acquire)`, `m.lock()`.
extension BodyLowering {
    /// Emits `receiver.name(arguments)`. Where one result is wanted of a pair, it is the first.
    mutating func perform(_ name: Name, on receiver: Expression, _ arguments: [Expression], _ span: Span,
                          _ results: Results) {
        if performTest(name, on: receiver, arguments, results) { return }
        if isUnknown(receiver) { return checkUnknown(name, receiver, arguments) }
        guard let place = operand(receiver, of: name) else {
            for argument in arguments where !isOrder(argument) { effect(of: argument, isDiscarded: true) }
            return
        }
        defer { release(place) }
        guard let facts = operation(name, on: place, receiver), hasArguments(facts, arguments, receiver, name.span),
              isResult(facts, of: results, span) else { return }
        let orders = Array(arguments.dropFirst(facts.parameters.count))
        switch facts.action {
        case .load:
            let order = order(orders.first, for: .load)
            let (register, isUnwanted) = firstResult(results)
            code.emit(.load(to: register, place.address(), order))
            if isUnwanted { code.release(register) }
        case .store:
            let operand = value(of: arguments[0])
            code.emit(.store(place.address(), operand, order(orders.first, for: .store)))
            code.release(operand)
        case .modify(let modification):
            let operand = value(of: arguments[0])
            let order = order(orders.first, for: .modify)
            code.emit(.readModifyWrite(to: results.first, modification, place.address(), operand, order))
            code.release(operand)
        case .compareExchange(let isWeak):
            compareExchange(place, arguments, orders, isWeak: isWeak, results)
        case .object(let operation):
            perform(operation, on: place, arguments, results, isPair: facts.result == .pair)
        }
    }

    private mutating func compareExchange(_ place: Place, _ arguments: [Expression], _ orders: [Expression],
                                          isWeak: Bool, _ results: Results) {
        let expected = value(of: arguments[0])
        let desired = value(of: arguments[1])
        let success = order(orders.first, for: .success)
        let failure = order(orders.dropFirst().first, for: .failure)
        code.emit(.compareExchange(CompareExchange(
            ok: results.first, seen: results.second, address: place.address(), expected: expected, desired: desired,
            success: success, failure: failure, isWeak: isWeak)))
        code.release(expected)
        code.release(desired)
    }

    private mutating func perform(_ operation: ObjectOperation, on place: Place, _ arguments: [Expression],
                                  _ results: Results, isPair: Bool) {
        if operation == .wait {
            guard let mutex = mutex(arguments[0]) else { return }
            code.emit(.object(operation, place.address(), with: mutex.address(), value: nil, results: []))
            return release(mutex)
        }
        let operand = arguments.first.map { value(of: $0) }
        var registers: [Register] = []
        var unwanted: Register?
        if let first = results.first { registers = [first] }
        if isPair, let second = results.second {
            if registers.isEmpty {
                let register = code.temporary()
                unwanted = register
                registers = [register]
            }
            registers.append(second)
        }
        code.emit(.object(operation, place.address(), with: nil, value: operand, results: registers))
        if let unwanted { code.release(unwanted) }
        if let operand { code.release(operand) }
    }

    /// `.is_ok()` and `.is_err()` of Rust, on a compare-exchange.
    private mutating func performTest(_ name: Name, on receiver: Expression, _ arguments: [Expression],
                                      _ results: Results) -> Bool {
        guard name.text == "is_ok" || name.text == "is_err", arguments.isEmpty,
            case .method(_, let inner, _) = receiver.kind, inner.text.hasPrefix("compare_exchange")
        else { return false }
        guard let register = results.first else {
            effect(of: receiver)
            return true
        }
        let operand = value(of: receiver, into: register)
        if name.text == "is_err" { code.emit(.unary(to: register, .not, operand)) }
        return true
    }
}

// Operations on what nobody knows: a parameter of a function that is not called.
extension BodyLowering {
    private mutating func isUnknown(_ receiver: Expression) -> Bool {
        switch receiver.kind {
        case .name(let name): if case .unknown? = meaning(of: name) { true } else { false }
        case .index(let base, _), .field(let base, _): isUnknown(base)
        default: false
        }
    }

    /// Checks the arguments by the operation's name alone.
    private mutating func checkUnknown(_ name: Name, _ receiver: Expression, _ arguments: [Expression]) {
        let all = SharedDeclaration.Kind.allCases.flatMap { OperationFacts.of($0) }
        let candidates = all.filter { $0.name == name.text }
        guard let facts = candidates.max(by: { $0.parameters.count < $1.parameters.count }) else {
            error(name.span, "nothing has an operation `\(name.text)`",
                  help: nearest(to: name.text, among: all.map(\.name)).map { "did you mean `\($0)`?" })
            return
        }
        for argument in arguments.prefix(facts.parameters.count) { effect(of: argument, isDiscarded: true) }
        guard candidates.count == 1, hasArguments(facts, arguments, receiver, name.span) else { return }
        for (argument, access) in zip(arguments.dropFirst(facts.parameters.count), facts.orderings) {
            _ = order(argument, for: access)
        }
    }
}

// Checks.
extension BodyLowering {
    /// The place that an operation works on; nil, and an error, where there is none.
    private mutating func operand(_ receiver: Expression, of name: Name) -> Place? {
        switch receiver.kind {
        case .name(let word):
            switch meaning(of: word) {
            case .value? where reportArgument(for: word, receiver.span, "`\(word)` is a value, and has no operations"):
                return nil
            case .register?, .value?:
                error(receiver.span, "`\(word)` is a \(frames.isEmpty ? "register" : "value"), and has no operations",
                      help: globals.shared[word].map { "the \($0.kind.rawValue) of line \($0.line) is hidden by it" }
                          ?? "registers are used by their bare name: `\(word)`")
                return nil
            case .constant?:
                error(receiver.span, "`\(word)` is a constant, and has no operations", help: "use it as it is")
                return nil
            default: break
            }
            return place(of: receiver)
        case .index, .field:
            return place(of: receiver)
        default:
            error(receiver.span, "`\(name.text)` has to be done to something that is declared",
                  help: "give the value a name: `let r = \(text(receiver))`")
            effect(of: receiver, isDiscarded: true)
            return nil
        }
    }

    private mutating func operation(_ name: Name, on place: Place, _ receiver: Expression) -> OperationFacts? {
        let kind = place.shared.kind
        let text = text(receiver)
        if place.isWholeArray {
            error(receiver.span, "`\(text)` is an array", help: "name an element: `\(text)[0].\(name.text)(…)`")
            return nil
        }
        let operations = OperationFacts.of(kind)
        if let facts = operations.first(where: { $0.name == name.text }) { return facts }
        if kind == .plain {
            error(name.span, "`\(text)` is a `var`, and has no operations",
                  help: helpForPlain(place.shared.name, text, name.text))
            return nil
        }
        let names = operations.map(\.name)
        let help = Self.otherNames[name.text].flatMap { names.contains($0) ? $0 : nil }
            ?? nearest(to: name.text, among: names)
        error(name.span, "\(kind.withArticle) has no operation `\(name.text)`",
              expected: enumeration(names.map { "`\($0)`" }, "or"), help: help.map { "did you mean `\($0)`?" })
        return nil
    }

    private func helpForPlain(_ name: String, _ text: String, _ operation: String) -> String {
        switch operation {
        case "load", "read", "get":
            "its bare name reads it: `\(text)`; `atomic \(name)` would have `.\(operation)(…)`"
        case "store", "write", "set":
            "it is written by `\(text) = …`; `atomic \(name)` would have `.\(operation)(…)`"
        default: "`atomic \(name)` would have them"
        }
    }

    /// What other languages call the operations.
    private static let otherNames = [
        "read": "load", "get": "load", "write": "store", "set": "store", "exchange": "swap", "cas": "compare_exchange",
        "compare_and_swap": "compare_exchange", "compare_and_set": "compare_exchange", "add": "fetch_add",
        "sub": "fetch_sub", "fetch_subtract": "fetch_sub", "compare_exchange_strong": "compare_exchange",
        "receive": "recv", "signal": "notify_one", "broadcast": "notify_all", "down": "acquire", "up": "release",
        "take": "lock", "put": "send", "arrive_and_wait": "wait",
    ]

    private mutating func hasArguments(_ facts: OperationFacts, _ arguments: [Expression], _ receiver: Expression,
                                       _ span: Span) -> Bool {
        let values = facts.parameters.count
        let usage = "`\(text(receiver)).\(facts.signature)`"
        for argument in arguments.prefix(values) where isOrder(argument) {
            if let name = argument.name, meaning(of: name) != nil { continue }
            error(argument.span, "`\(text(argument))` is an ordering, and stands behind the values",
                  expected: usage)
            return false
        }
        if arguments.count < values {
            error(span, "`\(facts.name)` needs \(counted(values, "value"))", expected: usage)
            return false
        }
        if arguments.count > values + facts.orderings.count {
            let extra = arguments[values + facts.orderings.count]
            error(extra.span, "`\(facts.name)` takes \(takes(facts))", expected: usage)
            return false
        }
        return true
    }

    private func takes(_ facts: OperationFacts) -> String {
        let values = facts.parameters.isEmpty ? nil : counted(facts.parameters.count, "value")
        let orders = facts.orderings.isEmpty ? nil : counted(facts.orderings.count, "ordering")
        let both = [values, orders].compactMap { $0 }
        return both.isEmpty ? "nothing" : enumeration(both) + " at most"
    }

    private mutating func isResult(_ facts: OperationFacts, of results: Results, _ span: Span) -> Bool {
        switch (results, facts.result) {
        case (.one, .nothing), (.two, .nothing):
            error(span, "`\(facts.name)` gives no value", help: "write it as a statement of its own")
        case (.two, .value):
            error(span, "`\(facts.name)` gives one value, not a pair", help: "`let r = …`")
        default: return true
        }
        return false
    }

    private mutating func mutex(_ argument: Expression) -> Place? {
        guard let place = place(of: argument) else { return nil }
        if place.shared.kind == .mutex, !place.isWholeArray { return place }
        error(argument.span, "`wait` takes the mutex that guards the condition, "
              + "and `\(text(argument))` is \(place.shared.description)")
        release(place)
        return nil
    }

    /// Where the first result goes, wanted or not.
    private mutating func firstResult(_ results: Results) -> (register: Register, isUnwanted: Bool) {
        if let register = results.first { return (register, false) }
        return (code.temporary(), true)
    }
}

extension Results {
    var first: Register? {
        switch self {
        case .none: nil
        case .one(let register): register
        case .two(let first, _): first
        }
    }

    var second: Register? { if case .two(_, let second) = self { second } else { nil } }
}
