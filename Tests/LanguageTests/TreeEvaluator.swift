@testable import Language
import Litmus

/// Runs a tree as it stands, without lowering it: what the lowered code of a single thread is compared with.
///
/// It knows registers, atomics and plain variables, functions with values as parameters, and all control flow.
struct TreeEvaluator {
    enum Exit: Error { case `break`(String?), `continue`(String?), `return`(Int64?), division, endless }

    private(set) var shared: [String: [Int64]] = [:]
    private var functions: [String: FunctionDeclaration] = [:]
    private var scopes: [[String: Int64]] = [[:]]
    private var steps = 0

    init(_ tree: SyntaxTree) {
        for item in tree.items {
            switch item.kind {
            case .shared(let declaration):
                for declarator in declaration.declarators {
                    let count: Int = if case .number(let size)? = declarator.size?.kind { Int(size) } else { 1 }
                    shared[declarator.name.text] = [Int64](repeating: 0, count: count)
                }
            case .function(let function): functions[function.name.text] = function
            default: break
            }
        }
    }

    /// Whether the body returned before its end: then not every outermost register has its last meaning.
    private(set) var returnedEarly = false

    /// The outermost registers, by name.
    var registers: [String: Int64] { scopes[0] }

    mutating func run(_ body: Block) throws {
        do {
            for statement in body.statements { try run(statement) }
        } catch Exit.return {
            returnedEarly = true
        }
    }

    private mutating func run(block: Block) throws {
        scopes.append([:])
        defer { scopes.removeLast() }
        for statement in block.statements { try run(statement) }
    }

    private mutating func run(_ statement: Statement) throws {
        steps += 1
        if steps > 3_000 { throw Exit.endless }
        switch statement.kind {
        case .let(.single(let name), let value):
            let result = try self.value(value)
            if let name { scopes[scopes.count - 1][name.text] = result }
        case .let(.pair(let first, let second), let value):
            let (a, b) = try pair(value)
            if let first { scopes[scopes.count - 1][first.text] = a }
            if let second { scopes[scopes.count - 1][second.text] = b }
        case .assign(let target, let operation, let value):
            if case .tuple(let targets) = target.kind {
                let (a, b) = try pair(value)
                try assign(a, to: targets[0])
                try assign(b, to: targets[1])
                return
            }
            let right = try self.value(value)
            guard let operation else { return try assign(right, to: target) }
            // `buf[i] += e` evaluates the index once; it has no effects here.
            guard let result = operation.apply(try self.value(target), right) else { throw Exit.division }
            try assign(result, to: target)
        case .expression(let expression): _ = try self.value(expression)
        case .conditional(let branches, let otherwise):
            for branch in branches where try value(branch.condition) != 0 { return try run(block: branch.body) }
            if let otherwise { try run(block: otherwise) }
        case .while(let label, let condition, let body):
            while try value(condition) != 0 { if try !iterate(label, body) { break } }
        case .loop(let label, let body):
            while try iterate(label, body) {}
        case .for(let label, .single(let name), let low, let high, let isInclusive, let body):
            var counter = try value(low)
            let end = try value(high)
            while isInclusive ? counter <= end : counter < end {
                scopes.append(name.map { [$0.text: counter] } ?? [:])
                defer { scopes.removeLast() }
                if try !iterate(label, body) { break }
                counter += 1
            }
        case .break(let label): throw Exit.break(label?.text)
        case .continue(let label): throw Exit.continue(label?.text)
        case .return(let value): throw Exit.return(try value.map { try self.value($0) })
        case .block(let block): try run(block: block)
        default: fatalError("not part of the comparison: \(statement.kind)")
        }
    }

    /// - Returns: whether the loop goes on.
    private mutating func iterate(_ label: Name?, _ body: Block) throws -> Bool {
        let depth = scopes.count
        do {
            try run(block: body)
            return true
        } catch Exit.break(let target) where target == nil || target == label?.text {
            scopes.removeLast(scopes.count - depth)
            return false
        } catch Exit.continue(let target) where target == nil || target == label?.text {
            scopes.removeLast(scopes.count - depth)
            return true
        }
    }

    private mutating func assign(_ value: Int64, to target: Expression) throws {
        switch target.kind {
        case .name(let name):
            if let scope = scopes.lastIndex(where: { $0[name] != nil }) { scopes[scope][name] = value } else {
                shared[name]?[0] = value
            }
        case .index(let base, let index):
            let element = Int(try self.value(index))
            shared[base.name ?? ""]?[element] = value
        default: fatalError("not part of the comparison")
        }
    }
}

// Expressions.
extension TreeEvaluator {
    private mutating func value(_ expression: Expression) throws -> Int64 {
        steps += 1
        if steps > 3_000 { throw Exit.endless }
        switch expression.kind {
        case .number(let number): return number
        case .boolean(let truth): return truth ? 1 : 0
        case .name(let name):
            return scopes.last { $0[name] != nil }?[name] ?? shared[name]?[0] ?? 0
        case .index(let base, let index):
            let element = Int(try value(index))
            return shared[base.name ?? ""]?[element] ?? 0
        case .unary(let operation, let operand): return operation.apply(try value(operand))
        case .binary(let operation, let left, let right):
            let a = try value(left), b = try value(right)
            guard let result = operation.apply(a, b) else { throw Exit.division }
            return result
        case .all(let operands):
            for operand in operands where try value(operand) == 0 { return 0 }
            return 1
        case .any(let operands):
            for operand in operands where try value(operand) != 0 { return 1 }
            return 0
        case .call(let path, let arguments): return try call(path[0], arguments)
        case .method: return try operate(expression).0
        default: fatalError("not part of the comparison: \(expression.kind)")
        }
    }

    private mutating func pair(_ expression: Expression) throws -> (Int64, Int64) {
        if case .tuple(let elements) = expression.kind {
            let first = try value(elements[0])
            return (first, try value(elements[1]))
        }
        return try operate(expression)
    }

    private mutating func call(_ name: String, _ arguments: [Expression]) throws -> Int64 {
        guard let function = functions[name] else { return 0 }
        var parameters: [String: Int64] = [:]
        for (parameter, argument) in zip(function.parameters, arguments) {
            parameters[parameter.text] = try value(argument)
        }
        let outer = scopes
        scopes = [parameters]
        defer { scopes = outer }
        do {
            for statement in function.body.statements { try run(statement) }
        } catch Exit.return(let value) {
            return value ?? 0
        }
        return 0
    }

    private mutating func operate(_ expression: Expression) throws -> (Int64, Int64) {
        guard case .method(let receiver, let name, let arguments) = expression.kind else { return (0, 0) }
        var location = receiver.name ?? "", index = 0
        if case .index(let base, let position) = receiver.kind {
            location = base.name ?? ""
            index = Int(try value(position))
        }
        let operands = try arguments.map { try value($0) }
        let old = shared[location]?[index] ?? 0
        switch name.text {
        case "load": break
        case "store", "swap": shared[location]?[index] = operands[0]
        case "fetch_add": shared[location]?[index] = old &+ operands[0]
        case "fetch_max": shared[location]?[index] = max(old, operands[0])
        case "compare_exchange":
            if old == operands[0] { shared[location]?[index] = operands[1] }
            return (old == operands[0] ? 1 : 0, old)
        default: fatalError("not part of the comparison: \(name.text)")
        }
        return (old, 0)
    }
}
