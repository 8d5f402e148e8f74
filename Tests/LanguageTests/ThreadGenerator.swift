@testable import Language
import Litmus

/// Random programs of one thread that are right: every name is declared, every index in range, every loop ends
/// (or runs into the evaluator's limit). Reproducible by their seed.
struct ThreadGenerator {
    private var random: TreeGenerator
    /// The registers in scope, innermost last.
    private var registers: [String] = []
    /// Those of them that are not to be assigned to, so that loops end.
    private var fixed: Set<String> = []
    private var loopLabels: [String?] = []
    private var isInFunction = false
    private var callable: [String] = []

    init(seed: UInt64) { random = TreeGenerator(seed: seed) }

    private static let nowhere = Span(start: 0, end: 0)
    private static let registerNames = ["a", "b", "c", "d"]

    private func expression(_ kind: Expression.Kind) -> Expression { Expression(kind, Self.nowhere) }
    private func named(_ name: String) -> Name { Name(text: name, span: Self.nowhere) }
    private func statement(_ kind: Statement.Kind) -> Statement {
        Statement(kind: kind, span: Self.nowhere, header: Self.nowhere)
    }

    mutating func tree() -> SyntaxTree {
        var items: [Item.Kind] = [
            .shared(SharedDeclaration(kind: .atomic, declarators: [
                Declarator(name: named("x")), Declarator(name: named("s"), size: expression(.number(4))),
            ])),
            .shared(SharedDeclaration(kind: .plain, declarators: [
                Declarator(name: named("v")), Declarator(name: named("w"), size: expression(.number(4))),
            ])),
        ]
        for name in ["f", "g"] {
            items.append(.function(function(name)))
            callable.append(name)
        }
        isInFunction = false
        registers = []
        items.append(.thread(ThreadDeclaration(name: named("T"), body: block(3, in: 3...7))))
        return SyntaxTree(items: items.map { Item(kind: $0, span: Self.nowhere) })
    }

    /// A function of two values that gives one on every path.
    private mutating func function(_ name: String) -> FunctionDeclaration {
        isInFunction = true
        registers = ["p", "q"]
        var body = block(2, in: 1...4)
        registers = ["p", "q"]
        body.statements.append(statement(.return(value(2))))
        return FunctionDeclaration(name: named(name), parameters: [named("p"), named("q")], body: body)
    }

    private mutating func block(_ depth: Int, in range: ClosedRange<Int>) -> Block {
        let outer = registers
        var statements: [Statement] = []
        for _ in 0..<range.lowerBound + random.below(range.count) {
            let kind = kind(depth)
            statements.append(statement(kind))
            switch kind {
            case .break, .continue, .return:
                registers = outer
                return Block(statements: statements, span: Self.nowhere)
            default: break
            }
        }
        registers = outer
        return Block(statements: statements, span: Self.nowhere)
    }

    private mutating func kind(_ depth: Int) -> Statement.Kind {
        if depth > 0, random.chance(40) { return compound(depth - 1) }
        switch random.below(12) {
        case 0, 1, 2: return binding()
        case 3:
            let pair = exchange()
            return .let(.pair(random.chance(85) ? named(declare()) : nil, nil), pair)
        case 4, 5: return assignment()
        case 6: return .assign(plain(), random.chance(30) ? .add : nil, value(2))
        case 7: return .expression(operation(2))
        case 8 where !loopLabels.isEmpty:
            let label = (random.pick(loopLabels)).map { named($0) }
            return random.chance(50) ? .break(label: label) : .continue(label: label)
        case 9 where random.chance(30): return .return(isInFunction ? value(2) : nil)
        default: return .expression(store())
        }
    }

    private mutating func declare() -> String {
        let name = random.pick(Self.registerNames)
        registers.append(name)
        return name
    }

    private mutating func binding() -> Statement.Kind {
        let initial = random.chance(20) ? exchange() : value(3)
        if random.chance(15) {
            let values = expression(.tuple([value(2), value(2)]))
            return .let(.pair(named("a"), named("b")), values).declaring(["a", "b"], in: &registers)
        }
        return .let(.single(named(declare())), initial)
    }

    private mutating func assignment() -> Statement.Kind {
        let targets = registers.filter { !fixed.contains($0) }
        guard !targets.isEmpty else { return .expression(store()) }
        if random.chance(20) {
            let pair = [random.pick(targets), random.pick(targets)].map { expression(.name($0)) }
            return .assign(expression(.tuple(pair)), nil, expression(.tuple([value(1), value(1)])))
        }
        let operation: BinaryOperator? = random.chance(40) ? random.pick([.add, .subtract, .multiply, .bitXor]) : nil
        return .assign(expression(.name(random.pick(targets))), operation, value(3))
    }

    private mutating func compound(_ depth: Int) -> Statement.Kind {
        switch random.below(5) {
        case 0, 1:
            var branches: [Branch] = []
            for _ in 0...random.below(2) { branches.append(Branch(condition: value(3), body: block(depth, in: 1...3))) }
            return .conditional(branches, otherwise: random.chance(50) ? block(depth, in: 1...3) : nil)
        case 2: return .block(block(depth, in: 1...3))
        case 3:
            let low = value(1), high = expression(.binary(.bitAnd, value(1), expression(.number(3))))
            let name = random.pick(Self.registerNames + ["i"])
            let label: String? = random.chance(30) ? "l\(loopLabels.count)" : nil
            loopLabels.append(label)
            registers.append(name)
            let body = block(depth, in: 1...3)
            registers.removeLast()
            loopLabels.removeLast()
            let start = expression(.binary(.bitAnd, low, expression(.number(1))))
            return .for(label: label.map { named($0) }, .single(named(name)), from: start, to: high,
                        isInclusive: random.chance(30), body)
        default:
            let label: String? = random.chance(30) ? "l\(loopLabels.count)" : nil
            loopLabels.append(label)
            let body = block(depth, in: 1...3)
            loopLabels.removeLast()
            // Ends after a few rounds: each takes one from `v`'s companion.
            let condition = expression(.binary(.less, expression(.method(
                expression(.name("x")), named("fetch_add"), [expression(.number(1))])), expression(.number(6))))
            return .while(label: label.map { named($0) }, condition, body)
        }
    }
}

// Expressions.
extension ThreadGenerator {
    private mutating func value(_ depth: Int) -> Expression {
        guard depth > 0, random.chance(70) else { return leaf() }
        switch random.below(9) {
        case 0: return expression(.unary(random.pick(UnaryOperator.allCases), value(depth - 1)))
        case 1, 2, 3:
            let operators = BinaryOperator.allCases.filter { $0 != .and && $0 != .or }
            return expression(.binary(random.pick(operators), value(depth - 1), value(depth - 1)))
        case 4: return expression(.all([value(depth - 1), value(depth - 1), value(depth - 1)]))
        case 5: return expression(.any([value(depth - 1), value(depth - 1)]))
        case 6 where !callable.isEmpty:
            return expression(.call([random.pick(callable)], [argument(depth - 1), argument(depth - 1)]))
        default: return operation(depth - 1)
        }
    }

    private mutating func leaf() -> Expression {
        switch random.below(5) {
        case 0: expression(.number(Int64(random.below(5))))
        case 1: plain()
        case 2 where random.chance(20): expression(.number(random.pick([.max, .min, 1 << 33])))
        default:
            registers.isEmpty ? expression(.number(1)) : expression(.name(random.pick(registers)))
        }
    }

    /// A value: a plain location's bare name would pass the location.
    private mutating func argument(_ depth: Int) -> Expression {
        let argument = value(depth)
        switch argument.kind {
        case .name("v"), .index: return expression(.unary(.negate, argument))
        default: return argument
        }
    }

    private mutating func plain() -> Expression {
        random.chance(50) ? expression(.name("v")) : expression(.index(expression(.name("w")), index()))
    }

    private mutating func atomic() -> Expression {
        random.chance(50) ? expression(.name("x")) : expression(.index(expression(.name("s")), index()))
    }

    /// A number from 0 to 3, without effects.
    private mutating func index() -> Expression {
        let base = registers.isEmpty || random.chance(40)
            ? expression(.number(Int64(random.below(4)))) : expression(.name(random.pick(registers)))
        return expression(.binary(.bitAnd, base, expression(.number(3))))
    }

    private mutating func operation(_ depth: Int) -> Expression {
        switch random.below(4) {
        case 0: expression(.method(atomic(), named("load"), []))
        case 1: expression(.method(atomic(), named("fetch_add"), [value(depth)]))
        case 2: expression(.method(atomic(), named("swap"), [value(depth)]))
        default: expression(.method(atomic(), named("fetch_max"), [value(depth)]))
        }
    }

    private mutating func store() -> Expression { expression(.method(atomic(), named("store"), [value(2)])) }

    private mutating func exchange() -> Expression {
        expression(.method(atomic(), named("compare_exchange"), [value(1), value(2)]))
    }
}

extension Statement.Kind {
    fileprivate func declaring(_ names: [String], in registers: inout [String]) -> Statement.Kind {
        registers += names
        return self
    }
}
