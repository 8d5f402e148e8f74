import Litmus

/// Collects a thread's instructions, with labels that are placed after they are jumped to, and registers that are
/// used again once their value is not needed any more. Both front ends emit through it.
struct CodeBuilder {
    private(set) var instructions: [Instruction] = []
    private(set) var origins: [Origin] = []
    private(set) var registers: [RegisterInfo] = []
    private(set) var loops: [Loop] = []
    /// Where instructions come from, from here on.
    var origin = Origin()
    /// The position of each label; nil until it is placed.
    private var positions: [Int?] = []
    private var freeTemporaries: [Register] = []
    private var temporaries: Set<Register> = []
    /// Temporaries that a name stands for, with how many names: its uses do not release it.
    private var held: [Register: Int] = [:]

    /// More instructions than this are an error: something multiplies.
    static let maximalInstructions = 100_000

    mutating func emit(_ instruction: Instruction) {
        guard instructions.count <= Self.maximalInstructions else { return }
        instructions.append(instruction)
        origins.append(origin)
    }

    var isTooLong: Bool { instructions.count > Self.maximalInstructions }

    mutating func declare(_ name: String?, isOutermost: Bool) -> Register {
        registers.append(RegisterInfo(name, isOutermost: isOutermost))
        return registers.count - 1
    }

    /// A register without a name, until it is released.
    mutating func temporary() -> Register {
        if let register = freeTemporaries.popLast() { return register }
        let register = declare(nil, isOutermost: false)
        temporaries.insert(register)
        return register
    }

    func isTemporary(_ register: Register) -> Bool { temporaries.contains(register) }

    /// Gives a temporary back; constants and named registers are left alone.
    mutating func release(_ operand: Operand) {
        if case .register(let register) = operand { release(register) }
    }

    mutating func release(_ register: Register) {
        guard temporaries.contains(register), held[register] == nil, !freeTemporaries.contains(register) else { return }
        freeTemporaries.append(register)
    }

    /// Keeps a temporary until `letGo`, whoever releases it in between.
    mutating func hold(_ operand: Operand) {
        if case .register(let register) = operand, isTemporary(register) { held[register, default: 0] += 1 }
    }

    mutating func letGo(_ operand: Operand) {
        guard case .register(let register) = operand, let holders = held[register] else { return }
        held[register] = holders > 1 ? holders - 1 : nil
        release(register)
    }

    /// A new label, to be placed later. Until `finish` the targets of jumps are labels, not instructions.
    mutating func label() -> Label {
        positions.append(nil)
        return positions.count - 1
    }

    mutating func place(_ label: Label) { positions[label] = instructions.count }

    mutating func loop(isCounted: Bool, isConditional: Bool = true, line: Int) -> LoopID {
        loops.append(Loop(isCounted: isCounted, isConditional: isConditional, line: line))
        return loops.count - 1
    }

    /// Resolves the labels and removes what is never executed.
    mutating func finish() {
        for index in instructions.indices {
            if let label = instructions[index].target {
                instructions[index].target = positions[label] ?? instructions.count
            }
        }
        (instructions, origins) = tightened(instructions, origins)
    }
}

extension Instruction {
    /// Where it may jump to.
    var target: Label? {
        get {
            switch self {
            case .jump(let target), .branch(_, let target): target
            default: nil
            }
        }
        set {
            guard let newValue else { return }
            switch self {
            case .jump: self = .jump(to: newValue)
            case .branch(let condition, _): self = .branch(unless: condition, to: newValue)
            default: break
            }
        }
    }

    /// Whether the next instruction can be the one that is executed after it.
    var fallsThrough: Bool {
        switch self {
        case .jump, .halt, .panic: false
        case .branch(.constant(let constant), _): constant != 0
        default: true
        }
    }
}
