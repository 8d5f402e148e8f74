import Litmus

extension Operand {
    var register: Register? {
        if case .register(let register) = self { register } else { nil }
    }
}

extension Instruction {
    /// The registers that the instruction reads.
    var reads: [Register] {
        let operands: [Operand?] = switch self {
        case .copy(_, let a), .unary(_, _, let a), .branch(let a, _), .assert(let a, _), .assume(let a): [a]
        case .binary(_, _, let a, let b): [a, b]
        case .load(_, let address, _): [address.index]
        case .store(let address, let a, _), .readModifyWrite(_, _, let address, let a, _): [address.index, a]
        case .compareExchange(let exchange): [exchange.address.index, exchange.expected, exchange.desired]
        case .object(_, let address, let mutex, let value, _): [address.index, mutex?.index, value]
        case .jump, .loopEnter, .loopHead, .halt, .fence, .compilerFence, .panic, .spawn, .join, .hint: []
        }
        return operands.compactMap { $0?.register }
    }

    /// The registers that the instruction writes.
    var writes: [Register] {
        switch self {
        case .copy(let to, _), .unary(let to, _, _), .binary(let to, _, _, _), .load(let to, _, _): [to]
        case .readModifyWrite(let to, _, _, _, _): to.map { [$0] } ?? []
        case .compareExchange(let exchange): [exchange.ok, exchange.seen].compactMap { $0 }
        case .object(_, _, _, _, let results): results
        default: []
        }
    }

    /// The labels that the instruction may jump to.
    var target: Label? {
        switch self {
        case .jump(let label), .branch(_, let label): label
        default: nil
        }
    }
}

/// Which of a body's registers live in the processor's, and which have to be zeroed.
struct RegisterAllocation<MachineRegister: Hashable & Sendable>: Sendable {
    /// Those that are not here live in the body's frame.
    private(set) var machine: [Register: MachineRegister] = [:]
    /// Those that may be read, or logged, before they are written.
    let needingZero: Set<Register>

    /// - Parameter logged: the registers whose final values are logged.
    /// - Complexity: O(instructions × registers / word size) for each pass of the analysis, of which there are few.
    init(_ thread: Thread, logged: [Register], available: [MachineRegister]) {
        var weights = Array(repeating: 0, count: thread.registers.count)
        let depths = Self.loopDepths(thread.instructions)
        for (number, instruction) in thread.instructions.enumerated() {
            for register in instruction.reads + instruction.writes {
                weights[register] += 1 << min(depths[number] * 3, 30)
            }
        }
        for register in logged { weights[register] += 1 }
        let order = weights.indices.filter { weights[$0] > 0 }.sorted { (weights[$1], $0) < (weights[$0], $1) }
        for (register, place) in zip(order, available) { machine[register] = place }
        // A body that may be skipped or abandoned shows registers that it has not come to.
        needingZero = thread.startsBySpawn || thread.instructions.contains(where: \.canAbandon)
            ? Set(thread.registers.indices) : Self.readBeforeWritten(thread, logged: logged)
    }

    /// How many backward jumps span each instruction.
    private static func loopDepths(_ instructions: [Instruction]) -> [Int] {
        var depths = Array(repeating: 0, count: instructions.count)
        for (number, instruction) in instructions.enumerated() {
            guard let target = instruction.target, target <= number else { continue }
            for inside in target...number { depths[inside] += 1 }
        }
        return depths
    }

    /// A forward analysis: which registers are surely written before each instruction.
    private static func readBeforeWritten(_ thread: Thread, logged: [Register]) -> Set<Register> {
        let instructions = thread.instructions
        let all = Set(thread.registers.indices)
        var written: [Set<Register>?] = Array(repeating: nil, count: instructions.count + 1)
        var found: Set<Register> = []
        var pending: [(Int, Set<Register>)] = [(0, Set(thread.replicaID.map { [$0.register] } ?? []))]
        while let (number, incoming) = pending.popLast() {
            let known = written[number]
            let before = (known ?? all).intersection(incoming)
            if known == before { continue }
            written[number] = before
            guard number < instructions.count else { continue }
            let instruction = instructions[number]
            let after = before.union(instruction.writes)
            if let target = instruction.target { pending.append((target, after)) }
            if instruction.endsBody { pending.append((instructions.count, before)) }
            if !instruction.isJump && !instruction.endsBody { pending.append((number + 1, after)) }
        }
        for (number, instruction) in instructions.enumerated() {
            if let before = written[number] { found.formUnion(instruction.reads.filter { !before.contains($0) }) }
        }
        let atEnd = written[instructions.count] ?? []
        return found.union(logged.filter { !atEnd.contains($0) })
    }
}

extension Instruction {
    fileprivate var isJump: Bool {
        if case .jump = self { true } else { false }
    }

    fileprivate var endsBody: Bool {
        switch self {
        case .halt, .panic: true
        default: false
        }
    }
}
