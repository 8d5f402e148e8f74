@testable import Language
import Litmus

/// Random trees of the language, reproducible by their seed. They are well formed as syntax, not as programs.
struct TreeGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    /// xorshift64*
    private mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }

    mutating func below(_ bound: Int) -> Int { Int(next() >> 33) % bound }
    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

    private static let nowhere = Span(start: 0, end: 0)
    private static let names = [
        "x", "y", "flag1", "r", "_r2", "T", "lock", "read", "write", "use", "wide", "exists", "forbid", "forall",
        "under",
        "observe", "mutex", "channel", "barrier", "semaphore", "condvar", "rwlock", "program", "spawn", "join",
        "acquire",
        "Relaxed", "seq_cst", "id",
    ]

    mutating func name() -> Name { Name(text: pick(Self.names), span: Self.nowhere) }
    private mutating func label() -> Name? { chance(25) ? name() : nil }
    private mutating func several<Element>(_ range: ClosedRange<Int>,
                                           _ make: (inout TreeGenerator) -> Element) -> [Element] {
        (0..<range.lowerBound + below(range.count)).map { _ in make(&self) }
    }
}

// Items.
extension TreeGenerator {
    mutating func tree() -> SyntaxTree {
        SyntaxTree(items: several(0...6) { Item(kind: $0.item(), span: Self.nowhere) })
    }

    private mutating func item() -> Item.Kind {
        switch below(9) {
        case 0: return .program(name())
        case 1, 2:
            let kind = pick(SharedDeclaration.Kind.allCases)
            return .shared(SharedDeclaration(kind: kind, declarators: several(1...3) { $0.declarator(kind) }))
        case 3:
            return .constants(several(1...2) { ConstantDeclaration(name: $0.name(), value: $0.expression(2)) })
        case 4:
            return .function(
                FunctionDeclaration(name: name(), parameters: several(0...3) { $0.name() }, body: block(3)))
        case 5:
            return .thread(ThreadDeclaration(name: name(), count: chance(40) ? expression(1) : nil, body: block(3)))
        case 6: return .finally(block(3))
        case 7:
            return .property(PropertyDeclaration(kind: pick(Property.Kind.allCases), condition: expression(4),
                                                 models: chance(30) ? several(1...2) { $0.name() } : []))
        default: return .observe(several(1...3) { $0.expression(2) })
        }
    }

    private mutating func declarator(_ kind: SharedDeclaration.Kind) -> Declarator {
        var declarator = Declarator(name: name(), size: chance(30) ? expression(1) : nil)
        if kind.parameter != nil, chance(80) { declarator.parameter = expression(1) }
        declarator.isWide = kind == .plain && chance(30)
        if chance(40) {
            declarator.initial = chance(30)
                ? Expression(.list(several(0...3) { $0.expression(1) }), Self.nowhere) : expression(2)
        }
        return declarator
    }
}

// Statements.
extension TreeGenerator {
    mutating func block(_ depth: Int) -> Block {
        Block(statements: several(0...3) { $0.statement(depth) }, span: Self.nowhere)
    }

    private mutating func statement(_ depth: Int) -> Statement {
        Statement(kind: depth > 0 && chance(50) ? compound(depth - 1) : simple(), span: Self.nowhere,
                  header: Self.nowhere)
    }

    private mutating func pattern() -> Pattern {
        let first = chance(85) ? name() : nil
        return chance(70) ? .single(first) : .pair(first, chance(85) ? name() : nil)
    }

    private mutating func simple() -> Statement.Kind {
        switch below(12) {
        case 0, 1: .let(pattern(), expression(3))
        case 2, 3: .assign(place(), chance(30) ? pick(Array(BinaryOperator.byAssignment.values.sorted {
            $0.rawValue < $1.rawValue })) : nil, expression(3))
        case 4, 5: .expression(expression(3))
        case 6: chance(50) ? .break(label: label()) : .continue(label: label())
        case 7: .return(chance(50) ? expression(2) : nil)
        case 8: .assert(expression(3), message: message())
        case 9: .assume(expression(3))
        case 10: .panic(message: message())
        default: chance(50) ? .spawn(thread()) : .join(thread())
        }
    }

    private mutating func message() -> String? {
        chance(50) ? pick(["", "why", "a \"b\" \\ c", "two\nlines\t", "größer → ∞", "// no comment"]) : nil
    }

    private mutating func thread() -> Expression {
        let base = Expression(.name(name().text), Self.nowhere)
        return chance(30) ? Expression(.index(base, expression(1)), Self.nowhere) : base
    }

    private mutating func place() -> Expression {
        let base = Expression(.name(name().text), Self.nowhere)
        if chance(30) { return Expression(.index(base, expression(2)), Self.nowhere) }
        return chance(20) ? Expression(.field(base, Name(text: "\(below(2))", span: Self.nowhere)), Self.nowhere) : base
    }

    private mutating func compound(_ depth: Int) -> Statement.Kind {
        switch below(6) {
        case 0, 1:
            .conditional(several(1...3) { Branch(condition: $0.expression(2), body: $0.block(depth)) },
                         otherwise: chance(50) ? block(depth) : nil)
        case 2: .while(label: label(), expression(3), block(depth))
        case 3: .loop(label: label(), block(depth))
        case 4:
            .for(label: label(), .single(chance(80) ? name() : nil), from: expression(1), to: expression(2),
                 isInclusive: chance(30), block(depth))
        default: chance(50) ? .guarded(pick(GuardMode.allCases), thread(), block(depth)) : .block(block(depth))
        }
    }
}

// Expressions.
extension TreeGenerator {
    mutating func expression(_ depth: Int) -> Expression {
        Expression(depth > 0 && chance(70) ? operation(depth - 1) : leaf(), Self.nowhere)
    }

    private mutating func leaf() -> Expression.Kind {
        switch below(8) {
        case 0, 1: .number(pick([0, 1, 2, 7, 255, 1 << 40, .max, .min]))
        case 2: .boolean(chance(50))
        case 3: .path(["Ordering", pick(["Relaxed", "SeqCst"])])
        default: .name(name().text)
        }
    }

    private mutating func operation(_ depth: Int) -> Expression.Kind {
        switch below(10) {
        case 0: .unary(pick(UnaryOperator.allCases), expression(depth))
        case 1, 2, 3:
            .binary(
                pick(BinaryOperator.allCases.filter { $0 != .and && $0 != .or }), expression(depth), expression(depth))
        case 4: .all(several(2...4) { $0.expression(depth) })
        case 5: .any(several(2...4) { $0.expression(depth) })
        case 6:
            .method(place(), Name(text: pick(["load", "store", "swap", "lock"]), span: Self.nowhere),
                    several(0...3) { $0.expression(depth) })
        case 7: .call([pick(["f", "acquire", "fence"])], several(0...3) { $0.expression(depth) })
        case 8: place().kind
        default: .tuple(several(2...3) { $0.expression(depth) })
        }
    }
}
