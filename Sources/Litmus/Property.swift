/// Something whose value at the end of an execution can be asked for.
public enum Observable: Sendable, Hashable {
    /// A register's last value; 0 where it was never set. `thread` counts in `Program.bodies`.
    case register(thread: Int, Register)
    /// A location's final value: that of the last write in modification order.
    case location(Int)
}

/// A condition on an execution's end state.
public indirect enum Condition: Sendable, Hashable {
    case constant(Int64)
    case value(of: Observable)
    case unary(UnaryOperator, Condition)
    case binary(BinaryOperator, Condition, Condition)

    /// The condition's value, or nil for a division by zero. Anything but 0 is true. `&&` and `||` are lazy.
    public func evaluate(_ value: (Observable) -> Int64) -> Int64? {
        switch self {
        case .constant(let constant): return constant
        case .value(let observable): return value(observable)
        case .unary(let operation, let operand): return operand.evaluate(value).map(operation.apply)
        case .binary(let operation, let left, let right):
            guard let a = left.evaluate(value) else { return nil }
            if operation == .and, a == 0 { return 0 }
            if operation == .or, a != 0 { return 1 }
            return right.evaluate(value).flatMap { operation.apply(a, $0) }
        }
    }

    /// What the condition names, in the order of the text, with repetitions.
    public var observables: [Observable] {
        switch self {
        case .constant: []
        case .value(let observable): [observable]
        case .unary(_, let operand): operand.observables
        case .binary(_, let left, let right): left.observables + right.observables
        }
    }
}

/// What a program claims about its end states.
public struct Property: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Some execution ends so.
        case exists
        /// None does.
        case forbid
        /// Every one does.
        case forall
    }

    public var kind: Kind
    public var condition: Condition
    /// The models that it speaks of, by name (`sc`, `tso`, …); empty for the model in use.
    public var models: [String]
    /// The condition as it was written, without the outermost brackets.
    public var text: String
    /// The line of its first word, from 1.
    public var line: Int

    public init(_ kind: Kind, _ condition: Condition, under models: [String] = [], text: String = "", line: Int = 0) {
        self.kind = kind
        self.condition = condition
        self.models = models
        self.text = text
        self.line = line
    }

    /// Whether the property speaks of this model at all.
    public func applies(to model: String) -> Bool { models.isEmpty || models.contains(model) }

    /// Whether it holds, given how many executions (or iterations) satisfy the condition and how many do not.
    public func holds(satisfying: Int, others: Int) -> Bool {
        switch kind {
        case .exists: satisfying > 0
        case .forbid: satisfying == 0
        case .forall: others == 0
        }
    }
}

/// An end state: the values of `Program.observed`, in that order.
public struct Outcome: Sendable, Hashable, Comparable {
    public var values: [Int64]

    public init(_ values: [Int64]) { self.values = values }

    /// Lexicographic, as tables are sorted.
    public static func < (a: Outcome, b: Outcome) -> Bool { a.values.lexicographicallyPrecedes(b.values) }
}

/// What can be wrong with a program, whoever found it.
public enum FindingKind: String, Sendable, Hashable, CaseIterable, Codable {
    case race, assertion, deadlock, livelock, bounds, arithmetic, misuse
}
