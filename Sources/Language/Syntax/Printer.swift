import Litmus

/// Writes a tree as text that is read as the same tree again, laid out as people write it.
struct Printer {
    private var text = ""
    private var indentation = 0

    static func text(of tree: SyntaxTree) -> String {
        var printer = Printer()
        for item in tree.items { printer.print(item) }
        return printer.text
    }

    static func text(of expression: Expression) -> String { Printer().text(expression) }

    private mutating func line(_ content: String) {
        text += String(repeating: "    ", count: indentation) + content + "\n"
    }
}

// Items.
extension Printer {
    private mutating func print(_ item: Item) {
        switch item.kind {
        case .program(let name): line("program \(name.text)")
        case .use(let path): line("use \(path)")
        case .shared(let declaration):
            line("\(declaration.kind.rawValue) \(declaration.declarators.map { text($0) }.joined(separator: ", "))")
        case .constants(let constants):
            line("const \(constants.map { "\($0.name.text) = \(text($0.value))" }.joined(separator: ", "))")
        case .function(let function):
            let parameters = function.parameters.map(\.text).joined(separator: ", ")
            print("fn \(function.name.text)(\(parameters))", function.body)
        case .thread(let thread):
            let count = thread.count.map { "[\(text($0))]" } ?? ""
            print("thread \(thread.name.text)\(count)", thread.body)
        case .finally(let body): print("finally", body)
        case .property(let property):
            let models = property.models.map(\.text).joined(separator: ", ")
            line("\(property.kind.rawValue) (\(text(property.condition)))" + (models.isEmpty ? "" : " under \(models)"))
        case .observe(let columns): line("observe \(texts(columns))")
        }
    }

    private func text(_ declarator: Declarator) -> String {
        var text = declarator.name.text
        if let size = declarator.size { text += "[\(self.text(size))]" }
        if let parameter = declarator.parameter { text += "(\(self.text(parameter)))" }
        if declarator.isWide { text += ": wide" }
        if let initial = declarator.initial { text += " = \(self.text(initial))" }
        return text
    }

    private mutating func print(_ header: String, _ block: Block) {
        line(header.isEmpty ? "{" : "\(header) {")
        print(block)
    }

    /// What follows a `{`, with the `}`.
    private mutating func print(_ block: Block) {
        indentation += 1
        for statement in block.statements { print(statement) }
        indentation -= 1
        line("}")
    }
}

// Statements.
extension Printer {
    private mutating func print(_ statement: Statement) {
        switch statement.kind {
        case .conditional(let branches, let otherwise): print(branches, otherwise)
        case .while(let label, let condition, let body): print("\(prefix(label))while \(text(condition))", body)
        case .loop(let label, let body): print("\(prefix(label))loop", body)
        case .for(let label, let pattern, let low, let high, let isInclusive, let body):
            let range = "\(text(low))\(isInclusive ? "..=" : "..")\(text(high))"
            print("\(prefix(label))for \(text(pattern)) in \(range)", body)
        case .guarded(let mode, let object, let body): print("\(mode.rawValue) \(text(object))", body)
        case .block(let block): print("", block)
        default: line(simple(statement.kind))
        }
    }

    private mutating func print(_ branches: [Branch], _ otherwise: Block?) {
        for (number, branch) in branches.enumerated() {
            let header = "if \(text(branch.condition)) {"
            if number == 0 { line(header) } else { goOn("else \(header)") }
            print(branch.body)
        }
        guard let otherwise else { return }
        goOn("else {")
        print(otherwise)
    }

    /// Writes on behind the `}` of the last line.
    private mutating func goOn(_ content: String) {
        text.removeLast()
        text += " \(content)\n"
    }

    private func simple(_ statement: Statement.Kind) -> String {
        switch statement {
        case .let(let pattern, let value): "let \(text(pattern)) = \(text(value))"
        case .assign(let target, let operation, let value):
            "\(text(target)) \(operation?.symbol.rawValue ?? "")= \(text(value))"
        case .expression(let expression): text(expression)
        case .break(let label): "break\(suffix(label))"
        case .continue(let label): "continue\(suffix(label))"
        case .return(let value): value.map { "return \(text($0))" } ?? "return"
        case .assert(let condition, let message): "assert(\(text(condition))\(message.map { ", \(quoted($0))" } ?? ""))"
        case .assume(let condition): "assume(\(text(condition)))"
        case .panic(let message): "panic(\(message.map { quoted($0) } ?? ""))"
        case .spawn(let target): "spawn \(text(target))"
        case .join(let target): "join \(text(target))"
        case .conditional, .while, .loop, .for, .guarded, .block: ""
        }
    }

    private func prefix(_ label: Name?) -> String { label.map { "'\($0.text): " } ?? "" }
    private func suffix(_ label: Name?) -> String { label.map { " '\($0.text)" } ?? "" }

    private func text(_ pattern: Pattern) -> String {
        switch pattern {
        case .single(let name): name?.text ?? "_"
        case .pair(let first, let second): "(\(first?.text ?? "_"), \(second?.text ?? "_"))"
        }
    }

    private func quoted(_ message: String) -> String {
        var text = "\""
        for scalar in message.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "\r": text += "\\r"
            case "\0": text += "\\0"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}

// Expressions, with brackets where reading needs them.
extension Printer {
    private func texts(_ expressions: [Expression]) -> String { expressions.map { text($0) }.joined(separator: ", ") }

    private func text(_ expression: Expression) -> String {
        switch expression.kind {
        case .number(let number): "\(number)"
        case .boolean(let truth): "\(truth)"
        case .name(let name): name
        case .path(let path): path.joined(separator: "::")
        case .index(let base, let index): "\(operand(base))[\(text(index))]"
        case .field(let base, let name): "\(operand(base)).\(name.text)"
        case .call(let path, let arguments): "\(path.joined(separator: "::"))(\(texts(arguments)))"
        case .method(let base, let name, let arguments): "\(operand(base)).\(name.text)(\(texts(arguments)))"
        case .unary(let operation, let value): operation.symbol.rawValue + unaryOperand(value)
        case .binary(let operation, let left, let right):
            bracketed(left, below: operation.precedence, isLeft: true) + " \(operation.symbol.rawValue) "
                + bracketed(right, below: operation.precedence, isLeft: false)
        case .all(let operands): operands.map { bracketed($0, below: .and, isLeft: false) }.joined(separator: " && ")
        case .any(let operands): operands.map { bracketed($0, below: .or, isLeft: false) }.joined(separator: " || ")
        case .tuple(let elements): "(\(texts(elements)))"
        case .list(let elements): "[\(texts(elements))]"
        case .invalid: "/* unreadable */"
        }
    }

    /// What stands before `.` or `[`.
    private func operand(_ expression: Expression) -> String {
        switch expression.kind {
        case .unary, .binary, .all, .any: "(\(text(expression)))"
        case .number(let number) where number < 0: "(\(number))"
        default: text(expression)
        }
    }

    private func unaryOperand(_ expression: Expression) -> String {
        switch expression.kind {
        case .binary, .all, .any: "(\(text(expression)))"
        // `-9223372036854775808` would be read as one number.
        case .number(let number) where number < 0: "(\(number))"
        default: text(expression)
        }
    }

    /// An operand of an operator; only a left one may bind as tightly as the operator itself, and no comparison may.
    private func bracketed(_ expression: Expression, below precedence: Precedence, isLeft: Bool) -> String {
        let own: Precedence
        switch expression.kind {
        case .binary(let operation, _, _): own = operation.precedence
        case .all: own = .and
        case .any: own = .or
        default: return text(expression)
        }
        let isPlain = own > precedence || (own == precedence && isLeft && own != .comparison)
        return isPlain ? text(expression) : "(\(text(expression)))"
    }
}
