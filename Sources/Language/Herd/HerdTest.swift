import Litmus

/// A test in herd's C format, as it is written.
struct HerdTest: Sendable {
    var name = ""
    var initial: [HerdInitialValue] = []
    var processes: [HerdProcess] = []
    /// `locations [ … ]`: what is shown beside what the condition names.
    var locations: [HerdObservable] = []
    var filter: HerdProposition?
    /// A test without a condition is `forall (true)`, as herd has it.
    var quantifier: Property.Kind = .forall
    var condition: HerdProposition = .true
    var conditionSpan: Span
}

/// A register of a process, or a location.
struct HerdObservable: Sendable, Hashable {
    /// Nil for a location.
    var process: Int?
    var name: String
    var span: Span
}

struct HerdInitialValue: Sendable {
    var place: HerdObservable
    /// What the declaration says: `atomic_int x = 1`. Nil where it says nothing.
    var type: HerdType?
    var value: Int64
}

struct HerdProcess: Sendable {
    var number: Int
    var parameters: [HerdParameter]
    var body: [HerdStatement]
    var span: Span
}

struct HerdParameter: Sendable {
    var name: String
    var type: HerdType
    var span: Span
}

struct HerdType: Sendable, Hashable {
    var isAtomic = false
    var isMutex = false
    var stars = 0
}

struct HerdStatement: Sendable {
    indirect enum Kind: Sendable {
        /// `int r0 = e;`, `r0 = e;`, `int r0;`
        case assign(String, HerdExpression?)
        /// `*x = e;`
        case store(pointer: HerdExpression, HerdExpression)
        case expression(HerdExpression)
        case conditional(HerdExpression, [HerdStatement], otherwise: [HerdStatement])
        case whileLoop(HerdExpression, [HerdStatement])
        case doLoop([HerdStatement], HerdExpression)
        case block([HerdStatement])
    }

    var kind: Kind
    var span: Span
    /// The statement without its blocks.
    var header: Span
}

struct HerdExpression: Sendable {
    indirect enum Kind: Sendable {
        case number(Int64)
        /// A register, or the name of a location, which is a pointer to it.
        case name(String)
        /// `*x`
        case dereference(HerdExpression)
        /// `&r0`
        case address(HerdExpression)
        case call(String, [HerdExpression])
        case unary(UnaryOperator, HerdExpression)
        case complement(HerdExpression)
        case binary(BinaryOperator, HerdExpression, HerdExpression)
    }

    var kind: Kind
    var span: Span

    var name: String? { if case .name(let name) = kind { name } else { nil } }
}

/// A condition on end states, in herd's notation.
indirect enum HerdProposition: Sendable {
    case `true`, `false`
    case equals(HerdObservable, Int64)
    case same(HerdObservable, HerdObservable)
    case not(HerdProposition)
    case and(HerdProposition, HerdProposition)
    case or(HerdProposition, HerdProposition)
    case implies(HerdProposition, HerdProposition)
}
