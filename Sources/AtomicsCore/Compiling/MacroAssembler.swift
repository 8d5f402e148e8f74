import Litmus

/// What the code generator asks of a processor: one operation a method, whatever instructions that takes.
///
/// Programs see 64-bit values only. Four scratch registers are free between operations. Where nothing else is said an
/// operation may destroy `scratch.a` and `scratch.b`, its first operand is not in `b`, its second not in `a`,
/// and neither is in `c`; the base or index of a shared address may be in `c`, and a value that goes to memory in `d`.
protocol MacroAssembler {
    associatedtype Register: Hashable, Sendable

    /// The current instance, the current row of the log, the worker's block, and the steps until the next poll.
    static var roles: (instance: Register, log: Register, block: Register, fuel: Register) { get }
    static var scratch: (a: Register, b: Register, c: Register, d: Register) { get }
    /// The registers that the program's own may live in. All survive `callBack`.
    static var variables: [Register] { get }

    init()
    var buffer: CodeBuffer { get set }

    // MARK: Private state

    mutating func move(_ to: Register, _ from: Register)
    /// May change the processor's flags.
    mutating func move(_ to: Register, _ value: Int64)
    mutating func load(_ to: Register, _ from: PrivateAddress<Register>)
    /// May destroy `a` for a constant that is not small.
    mutating func store(_ to: PrivateAddress<Register>, _ value: Value<Register>)
    mutating func unary(_ operation: UnaryOperator, _ to: Register, _ operand: Register)
    /// Division needs a divisor that is not 0. May destroy `c` too; `to` is neither `b` nor `c`.
    mutating func binary(_ operation: BinaryOperator, _ to: Register, _ first: Register, _ second: Value<Register>)
    /// `to` is shifted right, zeros coming in; destroys nothing else.
    mutating func shiftRightLogical(_ to: Register, by count: Int)
    /// Adds in place; destroys nothing else if the value is below 2048 or not above 24 bits and a multiple of 64.
    mutating func add(_ to: Register, _ value: Int64)

    // MARK: Control

    mutating func jump(_ label: CodeBuffer.Label)
    /// Jumps if the comparison is true.
    mutating func branch(_ comparison: Comparison, _ first: Register, _ second: Value<Register>,
                         _ label: CodeBuffer.Label)
    /// Takes one from `fuel` and jumps if nothing is left. Destroys nothing else.
    mutating func burnFuel(orJump label: CodeBuffer.Label)
    /// The function's start: saves what the platform's convention wants saved, and takes the argument as the block.
    mutating func enter()
    /// The function's end.
    mutating func leave(returning value: Int64)
    /// Calls the function whose address is in the block, with the block as its argument; its result is in `a`.
    /// Of the other registers, all scratch registers are destroyed and the rest survive.
    mutating func callBack(_ function: PrivateAddress<Register>, saving area: PrivateAddress<Register>)
    /// The processor's clock, in ticks of its own. Destroys `c` too.
    mutating func readClock(_ to: Register)

    // MARK: Shared memory: the mapping of C11's operations to the processor's

    mutating func load(_ to: Register, _ from: SharedAddress<Register>, _ order: MemoryOrder)
    mutating func store(_ to: SharedAddress<Register>, _ value: Value<Register>, _ order: MemoryOrder)
    /// `to` gets the old value; nil where nobody asks for it.
    mutating func modify(_ to: Register?, _ operation: ModifyOperator, _ address: SharedAddress<Register>,
                         _ operand: Value<Register>, _ order: MemoryOrder)
    /// Compares with `a`, which gets the value seen; `b` gets 1 or 0.
    mutating func compareExchange(_ address: SharedAddress<Register>, desired: Value<Register>,
                                  success: MemoryOrder, failure: MemoryOrder, isWeak: Bool)
    mutating func fence(_ order: MemoryOrder)
    mutating func spinHint()
    /// Asks for the line; destroys nothing, or `a`.
    mutating func prefetch(_ address: SharedAddress<Register>, forWriting: Bool)
}

/// Memory that only one thread accesses.
struct PrivateAddress<Register: Sendable>: Sendable {
    var base: Register
    /// In bytes; a multiple of 8.
    var offset: Int
}

/// A word that several threads access.
struct SharedAddress<Register: Sendable>: Sendable {
    var base: Register
    /// Added to the base, in bytes.
    var index: Register?
    var offset = 0
}

/// An operand of generated code.
enum Value<Register: Sendable>: Sendable {
    case register(Register)
    case constant(Int64)
}

enum Comparison: Sendable {
    case equal, notEqual, less, greaterOrEqual
    /// Of unsigned numbers.
    case aboveOrEqual
}
