import Litmus

/// Which registers a loop's next iteration can see: those whose values at the loop's head are read before they are
/// overwritten, or that the end state shows. An iteration that leaves them as they were, and has no side effects, was
/// idle.
struct Liveness {
    /// For each instruction, the registers that are live before it.
    private(set) var before: [Set<Register>]

    /// The usual backward data-flow equations, iterated to their least fixed point.
    /// - Complexity: O(instructions² · registers) at worst; programs are small.
    init(of thread: Thread, liveAtEnd: Set<Register>) {
        let code = thread.instructions
        before = Array(repeating: [], count: code.count + 1)
        before[code.count] = liveAtEnd
        var changed = true
        while changed {
            changed = false
            for label in code.indices.reversed() {
                var live: Set<Register> = []
                for next in code[label].successors(of: label, end: code.count) { live.formUnion(before[next]) }
                live.subtract(code[label].written)
                live.formUnion(code[label].read)
                // Where it fails, the end state has the registers as they are.
                if code[label].mayFail { live.formUnion(liveAtEnd) }
                if live != before[label] {
                    before[label] = live
                    changed = true
                }
            }
        }
    }
}

extension Instruction {
    /// The labels at which execution may go on.
    func successors(of label: Label, end: Label) -> [Label] {
        switch self {
        case .jump(let target): [target]
        case .branch(_, let target): [label + 1, target]
        case .halt, .panic: [end]
        default: [label + 1]
        }
    }

    /// Whether the instruction may be the thread's last one though others follow: an assertion that fails, an index out
    /// of range, a division by zero, a lock that is not held, a thread that runs already.
    fileprivate var mayFail: Bool {
        switch self {
        case .assert, .panic, .spawn: true
        case .binary(_, let operation, _, _): operation == .divide || operation == .remainder
        case .load(_, let address, _), .store(let address, _, _), .readModifyWrite(_, _, let address, _, _):
            address.index != nil
        case .compareExchange(let exchange): exchange.address.index != nil
        case .object(let operation, let address, _, _, _): address.index != nil || operation.givesBack
        default: false
        }
    }

    /// The registers that the instruction sets.
    var written: Set<Register> {
        switch self {
        case .copy(let to, _), .unary(let to, _, _), .binary(let to, _, _, _), .load(let to, _, _): [to]
        case .readModifyWrite(let to, _, _, _, _): Set([to].compactMap { $0 })
        case .compareExchange(let exchange): Set([exchange.ok, exchange.seen].compactMap { $0 })
        case .object(_, _, _, _, let results): Set(results)
        default: []
        }
    }

    /// The registers that the instruction reads.
    var read: Set<Register> {
        var operands: [Operand?] = []
        switch self {
        case .copy(_, let a), .unary(_, _, let a), .branch(let a, _), .assert(let a, _), .assume(let a): operands = [a]
        case .binary(_, _, let a, let b): operands = [a, b]
        case .load(_, let address, _): operands = [address.index]
        case .store(let address, let value, _): operands = [address.index, value]
        case .readModifyWrite(_, _, let address, let value, _): operands = [address.index, value]
        case .compareExchange(let exchange):
            operands = [exchange.address.index, exchange.expected, exchange.desired]
        case .object(_, let address, let with, let value, _): operands = [address.index, with?.index, value]
        default: break
        }
        return Set(operands.compactMap { if case .register(let register) = $0 { register } else { nil } })
    }
}

extension ObjectOperation {
    /// Whether it gives back a lock, which the thread may not hold.
    fileprivate var givesBack: Bool {
        switch self {
        case .unlock, .unlockRead, .unlockWrite, .unlockEither: true
        default: false
        }
    }
}
