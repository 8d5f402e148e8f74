/// Reads arm64's instructions, as llvm-objdump writes them.
struct ARM64Reading: InstructionReading {
    let initialValues = KnownValues(["x0": .shared(0), "x19": .own, "sp": .own, "xzr": .constant(0)])

    /// The full name of a register: `x8` for `w8`. Nil for another operand.
    private func register(_ operand: String) -> String? {
        guard let first = operand.first, "xw".contains(first) else { return nil }
        let rest = operand.dropFirst()
        return rest == "zr" || UInt8(rest) != nil ? "x\(rest)" : nil
    }

    private enum Kind {
        case load, store, storeExclusive, readModifyWrite, compareAndSwap, other
    }

    private static let modifications = ["ldadd", "ldclr", "ldeor", "ldset", "ldsmax", "ldsmin", "swp"]

    private func kind(_ name: String) -> Kind {
        switch name {
        case "ldr", "ldar", "ldxr", "ldaxr": .load
        case "str", "stlr": .store
        case "stxr", "stlxr": .storeExclusive
        case "cas", "casa", "casl", "casal": .compareAndSwap
        default: Self.modifications.contains { name.hasPrefix($0) } ? .readModifyWrite : .other
        }
    }

    func effects(of instruction: MachineInstruction, _ known: KnownValues) -> [String: KnownValue?] {
        let operands = instruction.operands
        switch kind(instruction.mnemonic) {
        case .store: return [:]
        case .readModifyWrite: return write(operands[1], nil)
        case .load, .storeExclusive, .compareAndSwap: return write(operands[0], nil)
        case .other:
            let name = instruction.mnemonic
            if ["b", "cmp", "cmn", "tst", "cbz", "cbnz", "tbz", "tbnz", "dmb", "ret", "prfm"].contains(name)
                || name.hasPrefix("b.") || operands.isEmpty { return [:] }
            return write(operands[0], result(instruction, known))
        }
    }

    private func write(_ operand: String, _ value: KnownValue?) -> [String: KnownValue?] {
        guard let register = register(operand), register != "xzr" else { return [:] }
        return [register: value]
    }

    /// The value that an instruction computes, as far as addresses and constants are concerned.
    private func result(_ instruction: MachineInstruction, _ known: KnownValues) -> KnownValue? {
        var values = instruction.operands.dropFirst().map { operand -> KnownValue? in
            register(operand).map { known[$0] } ?? MachineInstruction.number(operand).map { .constant($0) }
        }
        if let shift = instruction.operands.last?.wholeMatch(of: /lsl #(0x[0-9a-f]+|[0-9]+)/),
           let count = MachineInstruction.number(shift.1), case .constant(let value) = values.dropLast().last {
            values.removeLast(2)
            values.append(.constant(value << count))
            let target = register(instruction.operands[0]) ?? ""
            if instruction.mnemonic == "movk", case .constant(let old) = known[target] {
                return .constant(old & ~(0xFFFF << count) | value << count)
            }
        }
        switch (instruction.mnemonic, values.first ?? nil, values.dropFirst().first ?? nil) {
        case ("mov", let value, nil): return value
        case ("neg", .constant(let value), nil): return .constant(0 &- value)
        case ("mvn", .constant(let value), nil): return .constant(~value)
        case ("add", .shared(let start), .constant(let value)): return .shared(start + Int(value))
        default: return nil
        }
    }

    func access(_ instruction: MachineInstruction, _ known: KnownValues) -> String? {
        let (name, operands) = (instruction.mnemonic, instruction.operands)
        if name == "dmb" || name == "clrex" { return ([name] + operands).joined(separator: " ") }
        guard name != "prfm", let memory = operands.last?.wholeMatch(of: /\[([xw0-9]+|sp)(, (#.*|x.*))?\]/) else {
            return nil
        }
        let offset = memory.3.flatMap { MachineInstruction.number($0) }
        let index = memory.3.flatMap { register(String($0)) }
        guard let place = known.place(String(memory.1), offset ?? 0, index: index) else { return nil }
        let values = operands.dropLast().enumerated().map { number, operand in
            let isResult = switch kind(name) {
            case .load: true
            case .storeExclusive: number == 0
            case .readModifyWrite: number == 1
            case .store, .compareAndSwap, .other: false
            }
            return isResult ? "R" : register(operand).map(known.text) ?? operand
        }
        return "\(name) \((values + [place]).joined(separator: ","))"
    }
}
