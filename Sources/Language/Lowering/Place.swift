import Litmus

/// Shared state that an expression names: all of what was declared, or one of an array's elements.
struct Place {
    var shared: Shared
    /// The element's place in the array, counted in words; nil for what is not an array, and for a whole array.
    var index: Operand?
    /// Which word of a wide variable: `pair.0`, `pair.1`.
    var half: Int?

    /// All of what was declared.
    init(_ shared: Shared) { self.shared = shared }

    /// Whether it is an array that is named without an index.
    var isWholeArray: Bool { shared.count != nil && index == nil }

    /// Whether it is both words of a wide variable.
    var isPair: Bool { shared.isWide && half == nil }

    /// The address of a word: the place's own, or the given half of a pair.
    func address(half chosen: Int = 0) -> Address {
        let first = shared.base + (half ?? chosen)
        guard let count = shared.count else { return Address(base: first) }
        let words = shared.isWide ? 2 * count - 1 : count
        if case .constant(let constant)? = index, constant >= 0, constant < words {
            return Address(base: first + Int(constant))
        }
        return Address(base: first, count: words, index: index)
    }
}

// From expressions to places.
extension BodyLowering {
    /// The shared state that an expression names, if it has the form of one, without evaluating its index.
    /// Reports nothing.
    mutating func sharedState(of expression: Expression) -> Place? {
        switch expression.kind {
        case .name(let name):
            if case .shared(let place)? = meaning(of: name) { place } else { nil }
        case .index(let base, _):
            sharedState(of: base).flatMap { $0.isWholeArray ? $0 : nil }
        case .field(let base, _):
            sharedState(of: base).flatMap { $0.isPair && !base.isWhole($0) ? $0 : nil }
        default: nil
        }
    }

    /// The place that an expression names; its index is evaluated here. Nil, and an error, where it names none.
    mutating func place(of expression: Expression) -> Place? {
        switch expression.kind {
        case .name(let name): return namedPlace(name, expression.span)
        case .index(let base, let index): return element(index, of: base, expression.span)
        case .field(let base, let field): return half(field, of: base)
        default:
            error(expression.span, "`\(text(expression))` is not shared state", expected: "a declared name")
            return nil
        }
    }

    private mutating func namedPlace(_ name: String, _ span: Span) -> Place? {
        switch meaning(of: name) {
        case .shared(let place)?: return place
        case .unknown?: return nil
        case nil: reportUndeclared(name, span)
        case .constant?: error(span, "`\(name)` is a constant, not shared state")
        case .value? where reportArgument(for: name, span, "`\(name)` is a value here, not shared state"): break
        case .register?, .value?:
            error(span, "`\(name)` is \(frames.isEmpty ? "a register" : "a value") here, not shared state",
                  help: globals.shared[name].map { "the \($0.kind.rawValue) of line \($0.line) is hidden by it" })
        }
        return nil
    }

    private mutating func element(_ index: Expression, of base: Expression, _ span: Span) -> Place? {
        guard var place = place(of: base) else {
            effect(of: index, isDiscarded: true)
            return nil
        }
        guard place.isWholeArray, let count = place.shared.count else {
            error(span, "`\(text(base))` is \(place.shared.kind.withArticle), not an array",
                  help: "an array is declared with its size: `\(place.shared.kind.rawValue) \(place.shared.name)[4]`")
            return nil
        }
        var operand = value(of: index)
        if case .constant(let constant) = operand, constant < 0 || constant >= count {
            warning(index.span, "`\(text(base))` has no element \(constant)",
                    help: "its elements are 0 to \(count - 1); the execution ends with an error here")
        }
        if place.shared.isWide { operand = apply(.multiply, operand, .constant(2)) }
        place.index = operand
        return place
    }

    private mutating func half(_ field: Name, of base: Expression) -> Place? {
        if let name = base.name, meaning(of: name) == nil, globals.threadIndices[name] != nil {
            error(base.span.through(field.span), "a thread cannot see another thread's registers",
                  help: "hand the value over in shared state, or name `\(name).\(field.text)` in a property")
            return nil
        }
        guard var place = place(of: base) else { return nil }
        guard place.isPair, !place.isWholeArray, let half = Int(field.text), half < 2 else {
            let what = text(base)
            error(field.span, "`\(what)` has no part `\(field.text)`",
                  help: place.isPair ? "the words of a wide variable are `.0` and `.1`"
                      : "operations have brackets: `\(what).\(field.text)()`")
            release(place)
            return nil
        }
        place.half = half
        return place
    }

    /// Gives the place's index back, once it has been used.
    mutating func release(_ place: Place) {
        if let index = place.index { code.release(index) }
    }

    /// An expression as it is written.
    func text(_ expression: Expression) -> String { source.firstLine(of: expression.span) }
}

extension Expression {
    /// Whether it names a whole array: its place is one, and no index is written.
    fileprivate func isWhole(_ place: Place) -> Bool {
        guard place.isWholeArray else { return false }
        if case .index = kind { return false }
        return true
    }
}
