import Litmus
import ModelChecker

/// Spells what a thread does at an event: `flag1.store(1)`, `r1 = flag2 → 0`, `fence(SeqCst)`.
///
/// `Relaxed` is left out, since it orders nothing; every stronger ordering is spelled, and of two both.
struct OperationText {
    let program: Program

    init(of program: Program) { self.program = program }

    func text(of event: Witness.Event) -> String {
        switch event.kind {
        case .fence: return "fence(\(event.order.name))"
        case .spawn(let thread): return "spawn \(program.bodies[thread].name)"
        case .join(let thread): return "join \(program.bodies[thread].name)"
        case .object(let operation): return objectText(operation, event)
        case .write: return writeText(event)
        case .read: return readText(event)
        case .update: return updateText(event)
        }
    }

    /// `flag1 = 1`: a write as sentences name it.
    func assignment(of event: Witness.Event) -> String {
        "\(locationName(event)) = \(event.valueWritten.map(String.init) ?? "?")"
    }

    private func writeText(_ event: Witness.Event) -> String {
        guard event.order.isAtomic else { return assignment(of: event) }
        let value = event.valueWritten.map(String.init) ?? "?"
        return "\(locationName(event)).store(\(value)\(suffix(event.order)))"
    }

    private func readText(_ event: Witness.Event) -> String {
        let result = event.valueRead.map { " → \($0)" } ?? ""
        if case .compareExchange(let exchange)? = instruction(of: event), !writesBack(exchange, event) {
            return compareExchangeText(exchange, event) + " → failed, read \(event.valueRead ?? 0)"
        }
        if isWritingBack(event) { return updateText(event) }
        var target: Register?
        if case .load(let register, _, _)? = instruction(of: event) { target = register }
        let name = target.flatMap { registerName($0, event) }
        if !event.order.isAtomic || (event.order == .relaxed && name != nil) {
            return (name.map { "\($0) = " } ?? "") + locationName(event) + result
        }
        let order = event.order == .relaxed ? "" : event.order.name
        return (name.map { "\($0) = " } ?? "") + "\(locationName(event)).load(\(order))" + result
    }

    /// Whether the read is a read-modify-write that wrote back what was there: where a loop spins with it, the checker
    /// has it as a read. (In herd's format a read may be the half of an exchange of which the write is shown too.)
    private func isWritingBack(_ event: Witness.Event) -> Bool {
        guard event.kind == .read, program.dialect == .memmodel else { return false }
        switch instruction(of: event) {
        case .readModifyWrite?: return true
        case .compareExchange(let exchange)?: return writesBack(exchange, event)
        default: return false
        }
    }

    private func writesBack(_ exchange: CompareExchange, _ event: Witness.Event) -> Bool {
        guard !exchange.isWeak, exchange.expected == exchange.desired, let read = event.valueRead else { return false }
        return exchange.expected == .constant(read)
    }

    private func updateText(_ event: Witness.Event) -> String {
        switch instruction(of: event) {
        case .compareExchange(let exchange)?:
            return compareExchangeText(exchange, event) + " → ok"
        case .readModifyWrite(let target, let operation, _, let operand, _)?:
            let name = target.flatMap { registerName($0, event) }.map { "\($0) = " } ?? ""
            let value = operandText(operand, of: operation, event)
            return name + "\(locationName(event)).\(operation.methodName)(\(value)\(suffix(event.order)))"
                + (event.valueRead.map { " → \($0)" } ?? "")
        default:
            return "\(locationName(event)): \(event.valueRead ?? 0) → \(event.valueWritten ?? 0)"
        }
    }

    /// The operand as a value, where the values read and written give it away; as the text names it elsewhere.
    private func operandText(_ operand: Operand, of operation: ModifyOperator, _ event: Witness.Event) -> String {
        if case .constant(let value) = operand { return "\(value)" }
        if let old = event.valueRead, let new = event.valueWritten ?? event.valueRead {
            switch operation {
            case .swap: return "\(new)"
            case .add: return "\(new &- old)"
            case .subtract: return "\(old &- new)"
            case .xor: return "\(old ^ new)"
            case .max where new != old, .min where new != old: return "\(new)"
            default: break
            }
        }
        if case .register(let register) = operand, let name = registerName(register, event) { return name }
        return "_"
    }

    private func compareExchangeText(_ exchange: CompareExchange, _ event: Witness.Event) -> String {
        let hasWritten = event.kind == .update
        let expected = text(exchange.expected, known: hasWritten ? event.valueRead : nil, event)
        let desired = text(exchange.desired, known: hasWritten ? event.valueWritten : nil, event)
        let method = exchange.isWeak ? "compare_exchange_weak" : "compare_exchange"
        let orders = exchange.failure == .relaxed ? suffix(exchange.success)
            : ", \(exchange.success.name), \(exchange.failure.name)"
        return "\(locationName(event)).\(method)(\(expected), \(desired)\(orders))"
    }

    private func text(_ operand: Operand, known value: Int64?, _ event: Witness.Event) -> String {
        if let value { return "\(value)" }
        switch operand {
        case .constant(let value): return "\(value)"
        case .register(let register): return registerName(register, event) ?? "_"
        }
    }

    private func objectText(_ operation: ObjectOperation, _ event: Witness.Event) -> String {
        var argument = ""
        if case .object(_, _, let mutex?, _, _)? = instruction(of: event), mutex.index == nil {
            argument = program.locations[mutex.base].name
        } else if operation == .send || operation == .trySend {
            argument = event.valueWritten.map(String.init) ?? "_"
        }
        let result = self.result(of: operation, event).map { " → \($0)" } ?? ""
        return "\(locationName(event)).\(operation.methodName)(\(argument))\(result)"
    }

    /// What the operation gives its thread; nil for those that give nothing. What an object's operation reads is the
    /// object's inner state, and says nothing to anybody: an attempt has succeeded if it changed that.
    private func result(of operation: ObjectOperation, _ event: Witness.Event) -> Int64? {
        switch operation {
        case .tryLock, .tryReadLock, .tryWriteLock, .tryAcquire: event.valueWritten == nil ? 0 : 1
        case .barrierWait: resultOfBarrier(event)
        case .trySend, .receive, .tryReceive: event.valueRead
        default: nil
        }
    }

    /// 1 for the arrival of the last, 0 where a thread goes on that has waited; an arrival that has to wait gives
    /// nothing yet.
    private func resultOfBarrier(_ event: Witness.Event) -> Int64? {
        guard let arrivals = event.valueWritten else { return 0 }
        guard case .barrier(let parties)? = event.location.map({ program.locations[$0].kind }) else { return nil }
        return arrivals % Int64(parties) == 0 ? 1 : nil
    }

    private func suffix(_ order: MemoryOrder) -> String {
        order == .relaxed || order == .plain ? "" : ", \(order.name)"
    }

    private func locationName(_ event: Witness.Event) -> String {
        event.location.map { program.locations[$0].name } ?? "?"
    }

    private func instruction(of event: Witness.Event) -> Instruction? {
        let instructions = program.bodies[event.thread].instructions
        return instructions.indices.contains(event.instruction) ? instructions[event.instruction] : nil
    }

    /// The register's name; for a temporary, that of the register which the next instruction copies it to.
    private func registerName(_ register: Register, _ event: Witness.Event) -> String? {
        let thread = program.bodies[event.thread]
        guard thread.registers.indices.contains(register) else { return nil }
        if let name = thread.registers[register].name { return name }
        let next = event.instruction + 1
        guard thread.instructions.indices.contains(next),
              case .copy(let target, .register(register)) = thread.instructions[next] else { return nil }
        return thread.registers[target].name
    }
}
