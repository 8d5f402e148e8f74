import Litmus

/// An expression as it was written. Which of them mean something, and where, is not the syntax's business:
/// conditions of properties, indices and statements share these.
struct Expression: Sendable, Hashable {
    indirect enum Kind: Sendable, Hashable {
        case number(Int64)
        case boolean(Bool)
        case name(String)
        /// `Ordering::Relaxed`
        case path([String])
        case index(Expression, Expression)
        /// `A.r1`, `pair.0`
        case field(Expression, Name)
        /// A function's name may be a path: `std::hint::spin_loop()`.
        case call([String], [Expression])
        case method(Expression, Name, [Expression])
        case unary(UnaryOperator, Expression)
        /// Never `and` or `or`.
        case binary(BinaryOperator, Expression, Expression)
        /// `a && b && c`: two or more.
        case all([Expression])
        /// `a || b || c`: two or more.
        case any([Expression])
        /// `(a, b)`
        case tuple([Expression])
        /// `[1, 2, 3]`, an array's initial values.
        case list([Expression])
        /// Something that could not be parsed, and was reported.
        case invalid
    }

    let kind: Kind
    let span: Span
    /// How deep the tree is: bounded by the parser, so that whoever walks down does not run out of stack.
    let height: Int

    static let maximalHeight = 128

    init(_ kind: Kind, _ span: Span) {
        self.kind = kind
        self.span = span
        height = 1 + (Self.children(of: kind).map(\.height).max() ?? 0)
    }

    /// The expressions that this one is made of, from left to right.
    var children: [Expression] { Self.children(of: kind) }

    /// The name, where the expression is nothing else.
    var name: String? { if case .name(let name) = kind { name } else { nil } }

    func with(_ span: Span) -> Expression { Expression(kind, span) }

    private static func children(of kind: Kind) -> [Expression] {
        switch kind {
        case .number, .boolean, .name, .path, .invalid: []
        case .index(let base, let index): [base, index]
        case .field(let base, _): [base]
        case .call(_, let arguments): arguments
        case .method(let base, _, let arguments): [base] + arguments
        case .unary(_, let operand): [operand]
        case .binary(_, let left, let right): [left, right]
        case .all(let operands), .any(let operands), .tuple(let operands), .list(let operands): operands
        }
    }
}
