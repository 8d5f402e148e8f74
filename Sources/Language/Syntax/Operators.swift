import Litmus

/// How tightly a binary operator binds, as on the language's page.
enum Precedence: Int, Comparable {
    case or = 1, and, comparison, bitOr, bitXor, bitAnd, shift, additive, multiplicative

    static func < (a: Precedence, b: Precedence) -> Bool { a.rawValue < b.rawValue }
}

extension BinaryOperator {
    /// The operator as the language writes it.
    var symbol: Symbol {
        switch self {
        case .add: .plus
        case .subtract: .minus
        case .multiply: .star
        case .divide: .slash
        case .remainder: .percent
        case .shiftLeft: .shiftLeft
        case .shiftRight: .shiftRight
        case .bitAnd: .ampersand
        case .bitXor: .caret
        case .bitOr: .bar
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        case .and: .and
        case .or: .or
        }
    }

    var precedence: Precedence {
        switch self {
        case .multiply, .divide, .remainder: .multiplicative
        case .add, .subtract: .additive
        case .shiftLeft, .shiftRight: .shift
        case .bitAnd: .bitAnd
        case .bitXor: .bitXor
        case .bitOr: .bitOr
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: .comparison
        case .and: .and
        case .or: .or
        }
    }

    /// The comparison that is true where this one is false; nil for what is not a comparison.
    var negated: BinaryOperator? {
        switch self {
        case .equal: .notEqual
        case .notEqual: .equal
        case .less: .greaterOrEqual
        case .lessOrEqual: .greater
        case .greater: .lessOrEqual
        case .greaterOrEqual: .less
        default: nil
        }
    }

    /// Whether its value is 0 or 1.
    var isTruthValue: Bool { precedence == .comparison || self == .and || self == .or }

    static let bySymbol = Dictionary(uniqueKeysWithValues: allCases.map { ($0.symbol, $0) })

    /// `+=` and its like.
    static let byAssignment: [Symbol: BinaryOperator] = [
        .addAssign: .add, .subtractAssign: .subtract, .multiplyAssign: .multiply, .divideAssign: .divide,
        .remainderAssign: .remainder, .andAssign: .bitAnd, .orAssign: .bitOr, .xorAssign: .bitXor,
        .shiftLeftAssign: .shiftLeft, .shiftRightAssign: .shiftRight,
    ]
}

extension UnaryOperator {
    var symbol: Symbol {
        switch self {
        case .negate: .minus
        case .not: .bang
        }
    }
}
