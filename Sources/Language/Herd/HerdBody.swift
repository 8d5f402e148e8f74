import Litmus

/// Lowers one process.
struct HerdBody {
    let process: HerdProcess
    private let locationIndices: [String: Int]
    private let parameters: Set<String>
    var sink: DiagnosticSink
    var code = CodeBuilder()
    private(set) var registers: [String: Register] = [:]

    init(_ process: HerdProcess, _ locationIndices: [String: Int], _ initial: [(name: String, value: Int64)],
         _ sink: DiagnosticSink) {
        self.process = process
        self.locationIndices = locationIndices
        parameters = Set(process.parameters.map(\.name))
        self.sink = sink
        for (name, value) in initial { code.emit(.copy(to: register(name), .constant(value))) }
    }

    mutating func lower() { lower(process.body) }

    /// The register of a name, which is made where it is new.
    mutating func register(_ name: String) -> Register {
        if let register = registers[name] { return register }
        let register = code.declare(name, isOutermost: true)
        registers[name] = register
        return register
    }

    private mutating func setOrigin(_ span: Span) {
        code.origin = Origin(line: sink.source.line(of: span.start), column: sink.source.column(of: span.start),
                             statement: sink.source.firstLine(of: span))
    }
}

// Statements.
extension HerdBody {
    private mutating func lower(_ statements: [HerdStatement]) {
        for statement in statements {
            setOrigin(statement.header)
            lower(statement)
        }
    }

    private mutating func lower(_ statement: HerdStatement) {
        switch statement.kind {
        case .assign(let name, let value):
            if parameters.contains(name) {
                sink.error(statement.header, "`\(name)` is a location, and its pointer cannot be changed",
                           help: "`*\(name) = …` writes the location")
                return
            }
            let register = register(name)
            if let value { evaluate(value, into: register) }
        case .store(let pointer, let value):
            let operand = self.value(of: value)
            if let address = address(pointer) { code.emit(.store(address, operand, .plain)) }
            code.release(operand)
        case .expression(let expression):
            effect(of: expression)
        case .conditional(let condition, let body, let otherwise):
            let next = code.label(), end = code.label()
            branch(unless: condition, to: next)
            lower(body)
            code.emit(.jump(to: end))
            code.place(next)
            lower(otherwise)
            code.place(end)
        case .whileLoop(let condition, let body):
            loop(statement.header, isConditional: true) { process, end in
                process.branch(unless: condition, to: end)
                process.lower(body)
            }
        case .doLoop(let body, let condition):
            loop(statement.header, isConditional: false) { process, end in
                process.lower(body)
                process.setOrigin(condition.span)
                process.branch(unless: condition, to: end)
            }
        case .block(let body):
            lower(body)
        }
    }

    private mutating func loop(_ header: Span, isConditional: Bool, _ body: (inout HerdBody, Label) -> Void) {
        let loop = code.loop(isCounted: false, isConditional: isConditional, line: sink.source.line(of: header.start))
        let head = code.label(), end = code.label()
        code.emit(.loopEnter(loop))
        code.place(head)
        code.emit(.loopHead(loop))
        body(&self, end)
        setOrigin(header)
        code.emit(.jump(to: head))
        code.place(end)
    }
}

// Expressions.
extension HerdBody {
    /// Emits what computes an expression, in `destination` if it has to be computed.
    mutating func value(of expression: HerdExpression, into destination: Register? = nil) -> Operand {
        switch expression.kind {
        case .number(let number): return .constant(number)
        case .name(let name): return value(ofName: name, expression.span)
        case .dereference(let pointer):
            guard let address = address(pointer) else { return .constant(0) }
            let register = destination ?? code.temporary()
            code.emit(.load(to: register, address, .plain))
            return .register(register)
        case .address:
            sink.error(expression.span, "a pointer as a value is not supported")
            return .constant(0)
        case .call(let function, let arguments):
            let register = destination ?? code.temporary()
            call(function, arguments, expression.span, register)
            return .register(register)
        case .unary(let operation, let operand):
            let value = value(of: operand)
            if case .constant(let constant) = value { return .constant(operation.apply(constant)) }
            code.release(value)
            let register = destination ?? code.temporary()
            code.emit(.unary(to: register, operation, value))
            return .register(register)
        case .complement(let operand):
            return apply(.bitXor, value(of: operand), .constant(-1), into: destination)
        case .binary(.and, let left, let right):
            return truth(left, right, isAnd: true, into: destination)
        case .binary(.or, let left, let right):
            return truth(left, right, isAnd: false, into: destination)
        case .binary(let operation, let left, let right):
            let a = value(of: left)
            return apply(operation, a, value(of: right), into: destination)
        }
    }

    private mutating func value(ofName name: String, _ span: Span) -> Operand {
        if parameters.contains(name) {
            sink.error(span, "a pointer as a value is not supported", help: "the location's value is `*\(name)`")
            return .constant(0)
        }
        if registers[name] == nil {
            sink.warning(span, "`\(name)` is used before it has a value", help: "its value is 0")
        }
        return .register(register(name))
    }

    private mutating func evaluate(_ expression: HerdExpression, into register: Register) {
        let operand = value(of: expression, into: register)
        guard operand != .register(register) else { return }
        code.emit(.copy(to: register, operand))
        code.release(operand)
    }

    private mutating func apply(_ operation: BinaryOperator, _ a: Operand, _ b: Operand,
                                into destination: Register?) -> Operand {
        if case .constant(let x) = a, case .constant(let y) = b, let folded = operation.apply(x, y) {
            return .constant(folded)
        }
        code.release(a)
        code.release(b)
        let register = destination ?? code.temporary()
        code.emit(.binary(to: register, operation, a, b))
        return .register(register)
    }

    /// `&&` and `||` evaluate their right operand only where it decides.
    private mutating func truth(_ left: HerdExpression, _ right: HerdExpression, isAnd: Bool,
                                into destination: Register?) -> Operand {
        let register = destination ?? code.temporary()
        let second = code.label(), short = code.label(), end = code.label()
        if isAnd {
            branch(unless: left, to: short)
        } else {
            branch(unless: left, to: second)
            code.emit(.jump(to: short))
            code.place(second)
        }
        let operand = apply(.notEqual, value(of: right), .constant(0), into: register)
        if operand != .register(register) { code.emit(.copy(to: register, operand)) }
        code.emit(.jump(to: end))
        code.place(short)
        code.emit(.copy(to: register, .constant(isAnd ? 0 : 1)))
        code.place(end)
        return .register(register)
    }

    private mutating func branch(unless condition: HerdExpression, to label: Label) {
        switch condition.kind {
        case .binary(.and, let left, let right):
            branch(unless: left, to: label)
            branch(unless: right, to: label)
        case .binary(.notEqual, let value, let zero) where zero.isZero:
            branch(unless: value, to: label)
        default:
            let operand = value(of: condition)
            code.emit(.branch(unless: operand, to: label))
            code.release(operand)
        }
    }

    private mutating func effect(of expression: HerdExpression) {
        if case .call(let function, let arguments) = expression.kind {
            call(function, arguments, expression.span, nil)
        } else {
            code.release(value(of: expression))
        }
    }

    /// The location that a pointer points to.
    mutating func address(_ pointer: HerdExpression) -> Address? {
        guard let name = pointer.name else {
            sink.error(pointer.span, "only a parameter can be dereferenced", expected: "a location's name")
            return nil
        }
        guard parameters.contains(name), let index = locationIndices[name] else {
            let meant = nearest(to: name, among: parameters.sorted())
            sink.error(pointer.span, "`\(name)` is not a parameter of P\(process.number)",
                       help: meant.map { "did you mean `\($0)`?" }
                           ?? "shared locations are passed: `P\(process.number) (atomic_int* \(name)) { … }`")
            return nil
        }
        return Address(base: index)
    }
}

extension HerdExpression {
    fileprivate var isZero: Bool { if case .number(0) = kind { true } else { false } }
}
