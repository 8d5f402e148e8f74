import Litmus

extension BodyLowering {
    /// Lowers a block in a scope of its own.
    /// - Returns: whether what follows the block can be reached through it.
    mutating func lower(block: Block) -> Bool {
        defer { ascend(.block) }
        guard descend(.block, at: block.span) else { return true }
        return scoped { $0.lower(statements: block.statements) }
    }

    mutating func lower(statements: [Statement]) -> Bool {
        var isReachable = true
        var isReported = false
        for statement in statements {
            // Where something could not be read, that may have been what gets here.
            if !isReachable, !isReported, !sink.hasErrors {
                warning(statement.header, "this can never be executed", help: "what is before it never gets here")
                isReported = true
            }
            if code.isTooLong { break }
            setOrigin(statement.header)
            if !lower(statement) { isReachable = false }
        }
        return isReachable
    }

    private mutating func lower(_ statement: Statement) -> Bool {
        switch statement.kind {
        case .let(let pattern, let value): bind(pattern, to: value)
        case .assign(let target, let operation, let value): assign(value, operation, to: target)
        case .expression(let expression): effect(of: expression)
        case .conditional(let branches, let otherwise): return conditional(branches, otherwise)
        case .while(let label, let condition, let body): return lower(while: condition, label, body, statement.header)
        case .loop(let label, let body): return lower(loop: body, label, statement.header)
        case .for(let label, let pattern, let low, let high, let isInclusive, let body):
            let range = CountedRange(low: low, high: high, isInclusive: isInclusive)
            return lower(for: pattern, in: range, label, body, statement.header)
        case .break(let label): return leaveLoop(label, statement.span, isBreak: true)
        case .continue(let label): return leaveLoop(label, statement.span, isBreak: false)
        case .return(let value): return lower(return: value, statement.span)
        case .assert(let condition, let message): check(condition) { .assert($0, message: message) }
        case .assume(let condition): check(condition) { .assume($0) }
        case .panic(let message):
            code.emit(.panic(message: message ?? ""))
            return false
        case .spawn(let target): for index in threads(target) { spawn(index, target.span) }
        case .join(let target): for index in threads(target) { join(index, target.span) }
        case .guarded(let mode, let object, let body): return lower(body, holding: object, mode, statement.header)
        case .block(let block): return lower(block: block)
        }
        return true
    }

    private mutating func check(_ condition: Expression, _ instruction: (Operand) -> Instruction) {
        let operand = value(of: condition)
        code.emit(instruction(operand))
        code.release(operand)
    }
}
