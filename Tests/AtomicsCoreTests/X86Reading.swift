/// Reads x86-64's instructions in AT&T's syntax, as llvm-objdump writes them.
struct X86Reading: InstructionReading {
    let initialValues = KnownValues(["rdi": .shared(0), "rbp": .own])

    /// The full name of a register, whatever part of it is named: `rax` for `%eax`. Nil for another operand.
    private func register(_ operand: String) -> String? { Self.registers[operand] }

    private static let registers: [String: String] = {
        var names: [String: String] = [:]
        for letter in ["a", "b", "c", "d"] {
            for part in ["r\(letter)x", "e\(letter)x", "\(letter)x", "\(letter)l"] { names["%" + part] = "r\(letter)x" }
        }
        for name in ["si", "di", "sp", "bp"] {
            for part in ["r\(name)", "e\(name)", name, "\(name)l"] { names["%" + part] = "r\(name)" }
        }
        for number in 8...15 {
            for part in ["", "d", "w", "b"] { names["%r\(number)\(part)"] = "r\(number)" }
        }
        return names
    }()

    func effects(of instruction: MachineInstruction, _ known: KnownValues) -> [String: KnownValue?] {
        let operands = instruction.operands
        let (first, last) = (operands.first.flatMap(register), operands.last.flatMap(register))
        switch instruction.mnemonic.replacing("lock ", with: "") {
        case let name where ["cmpxchg", "idiv", "mul", "rdtsc", "cqto"].contains { name.hasPrefix($0) }:
            return name.hasPrefix("cmpxchg") ? ["rax": nil] : ["rax": nil, "rdx": nil]
        case let name where ["cmp", "test", "j", "push", "ret", "nop", "pause"].contains { name.hasPrefix($0) }:
            return [:]
        case let name where name.hasPrefix("xchg") || name.hasPrefix("xadd"):
            return first.map { [$0: nil] } ?? [:]
        case "movl", "movq", "movabsq":
            guard let last else { return [:] }
            if let first { return [last: known[first]] }
            return [last: operands.first?.hasPrefix("$") == true
                ? MachineInstruction.number(operands[0]).map { .constant($0) } : nil]
        case "xorl" where first != nil && first == last: return last.map { [$0: .constant(0)] } ?? [:]
        case "negq":
            guard let last else { return [:] }
            if case .constant(let value) = known[last] { return [last: .constant(0 &- value)] }
            return [last: nil]
        default: return last.map { [$0: nil] } ?? [:]
        }
    }

    func access(_ instruction: MachineInstruction, _ known: KnownValues) -> String? {
        let name = instruction.mnemonic
        if name.hasSuffix("fence") { return name }
        if ["lea", "nop", "prefetch"].contains(where: name.hasPrefix) { return nil }
        var (shown, isShared) = ([String](), false)
        for (number, operand) in instruction.operands.enumerated() {
            if let register = register(operand) {
                // The last operand is where the result goes.
                shown.append(number == instruction.operands.count - 1 ? "R" : known.text(register))
            } else if let match = operand.wholeMatch(of: /(-?0x[0-9a-f]+)?\((%[a-z0-9]+)(,(%[a-z0-9]+))?\)/) {
                let base = register(String(match.2)) ?? ""
                let offset = match.1.flatMap { MachineInstruction.number($0) } ?? 0
                let index = match.4.flatMap { register(String($0)) }
                guard let place = base == "rsp" ? operand : known.place(base, offset, index: index) else { return nil }
                shown.append(place)
                isShared = true
            } else {
                shown.append(MachineInstruction.number(operand).map { "$\($0)" } ?? operand)
            }
        }
        let expected = name.contains("cmpxchg") ? " if \(known.text("rax"))" : ""
        return isShared && !name.hasPrefix("j") ? "\(name) \(shown.joined(separator: ","))\(expected)" : nil
    }
}
