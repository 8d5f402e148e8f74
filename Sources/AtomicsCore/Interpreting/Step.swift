import Litmus

/// A place in a body's frame: a register, or a constant, which is kept behind the registers.
typealias Slot = Int32

/// An instruction made ready for the interpreter: operands are places in a frame, and nothing is reference-counted.
///
/// A step has the number of the instruction that it was made from, so that labels mean the same in both.
enum Step {
    case copy(to: Slot, Slot)
    case unary(to: Slot, UnaryOperator, Slot)
    case binary(to: Slot, BinaryOperator, Slot, Slot)
    case jump(Int32)
    case branch(unless: Slot, Int32)
    case loopHead
    case nothing
    case halt
    case load(to: Slot, Place, MemoryOrder)
    case store(Place, Slot, MemoryOrder)
    case modify(to: Slot, ModifyOperator, Place, Slot, MemoryOrder)
    /// The number of the `ExchangeStep`.
    case compareExchange(Int32)
    case fence(MemoryOrder)
    case assert(Slot)
    case assume(Slot)
    case panic
    case spawn(Int32)
    case join(Int32)
    /// The number of the `ObjectStep`.
    case object(Int32)
    case hint(Hint)
}

/// `Address` with its index in a slot.
struct Place {
    var base: Int32
    var count: Int32
    /// Negative for a lone location.
    var index: Slot
}

struct ExchangeStep {
    var ok: Slot
    var seen: Slot
    var place: Place
    var expected: Slot
    var desired: Slot
    var success: MemoryOrder
    var failure: MemoryOrder
    var isWeak: Bool
}

struct ObjectStep {
    var operation: ObjectOperation
    var place: Place
    var with: Place?
    var value: Slot
    var results: (Slot, Slot)
}

/// A body made ready for the interpreter.
struct BodyCode {
    private(set) var steps: [Step] = []
    private(set) var exchanges: [ExchangeStep] = []
    private(set) var objects: [ObjectStep] = []
    let registerCount: Int
    private var constants: [Int64] = []

    /// Where results go that nobody wants; the constants follow it.
    private var sink: Slot { Slot(registerCount) }

    init(_ thread: Thread) {
        registerCount = thread.registers.count
        steps = thread.instructions.map { step($0) }
        steps.append(.halt)
    }

    /// The registers as they are when the thread starts, and the constants.
    ///
    /// - Parameter thread: the thread that the code was made from, or a replica of it.
    func makeFrame(for thread: Thread) -> [Int64] {
        var frame = Array(repeating: Int64(0), count: registerCount + 1) + constants
        if let replicaID = thread.replicaID { frame[replicaID.register] = replicaID.value }
        return frame
    }

    private mutating func step(_ instruction: Instruction) -> Step {
        switch instruction {
        case .copy(let to, let operand): return .copy(to: Slot(to), slot(operand))
        case .unary(let to, let operation, let operand): return .unary(to: Slot(to), operation, slot(operand))
        case .binary(let to, let operation, let a, let b):
            return .binary(to: Slot(to), operation, slot(a), slot(b))
        case .jump(let label): return .jump(Int32(label))
        case .branch(let operand, let label): return .branch(unless: slot(operand), Int32(label))
        case .loopHead: return .loopHead
        case .loopEnter, .compilerFence: return .nothing
        case .halt: return .halt
        case .load(let to, let address, let order): return .load(to: Slot(to), place(address), order)
        case .store(let address, let operand, let order): return .store(place(address), slot(operand), order)
        case .readModifyWrite(let to, let operation, let address, let operand, let order):
            return .modify(to: slot(to), operation, place(address), slot(operand), order)
        case .compareExchange(let exchange): return step(exchange)
        case .fence(let order): return .fence(order)
        case .assert(let operand, _): return .assert(slot(operand))
        case .assume(let operand): return .assume(slot(operand))
        case .panic: return .panic
        case .spawn(let thread): return .spawn(Int32(thread))
        case .join(let thread): return .join(Int32(thread))
        case .object(let operation, let address, let with, let value, let results):
            return step(operation, address, with: with, value: value, results: results)
        case .hint(let hint): return .hint(hint)
        }
    }

    private mutating func step(_ exchange: CompareExchange) -> Step {
        exchanges.append(ExchangeStep(
            ok: slot(exchange.ok), seen: slot(exchange.seen), place: place(exchange.address),
            expected: slot(exchange.expected), desired: slot(exchange.desired),
            success: exchange.success, failure: exchange.failure, isWeak: exchange.isWeak))
        return .compareExchange(Int32(exchanges.count - 1))
    }

    private mutating func step(_ operation: ObjectOperation, _ address: Address, with: Address?, value: Operand?,
                               results: [Register]) -> Step {
        let slots = results.map { Slot($0) } + [sink, sink]
        objects.append(ObjectStep(operation: operation, place: place(address), with: with.map { place($0) },
                                  value: value.map { slot($0) } ?? sink, results: (slots[0], slots[1])))
        return .object(Int32(objects.count - 1))
    }

    private mutating func slot(_ operand: Operand) -> Slot {
        switch operand {
        case .register(let register): return Slot(register)
        case .constant(let value):
            let number = constants.firstIndex(of: value) ?? constants.count
            if number == constants.count { constants.append(value) }
            return sink + 1 + Slot(number)
        }
    }

    private func slot(_ register: Register?) -> Slot { register.map { Slot($0) } ?? sink }

    private mutating func place(_ address: Address) -> Place {
        Place(base: Int32(address.base), count: Int32(address.count), index: address.index.map { slot($0) } ?? -1)
    }
}
