/// A register's number within its thread.
public typealias Register = Int

/// An instruction's number within its thread; the target of jumps.
public typealias Label = Int

/// A loop's number within its thread.
public typealias LoopID = Int

/// Where an instruction takes a value from.
public enum Operand: Sendable, Hashable {
    case register(Register)
    case constant(Int64)
}

public enum UnaryOperator: UInt8, Sendable, Hashable, CaseIterable {
    /// Arithmetic negation, wrapping.
    case negate
    /// Logical not: 1 for 0, and 0 for everything else.
    case not

    @inlinable public func apply(_ a: Int64) -> Int64 {
        switch self {
        case .negate: 0 &- a
        case .not: a == 0 ? 1 : 0
        }
    }
}

/// Arithmetic is 64-bit, signed and wrapping; comparisons give 1 or 0.
public enum BinaryOperator: UInt8, Sendable, Hashable, CaseIterable {
    case add, subtract, multiply, divide, remainder
    /// Shifts use the lowest six bits of their right operand, as processors and Rust's `wrapping_shl` do.
    case shiftLeft, shiftRight
    case bitAnd, bitXor, bitOr
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    /// Both operands are evaluated; the language's `&&` and `||` are lowered to branches where that shows.
    case and, or

    /// The result, or nil for a division or remainder by zero. `Int64.min / -1` wraps.
    @inlinable public func apply(_ a: Int64, _ b: Int64) -> Int64? {
        switch self {
        case .add: a &+ b
        case .subtract: a &- b
        case .multiply: a &* b
        case .divide: b == 0 ? nil : a.dividedReportingOverflow(by: b).partialValue
        case .remainder: b == 0 ? nil : (b == -1 ? 0 : a % b)
        case .shiftLeft: a &<< b
        case .shiftRight: a &>> b
        case .bitAnd: a & b
        case .bitXor: a ^ b
        case .bitOr: a | b
        case .equal: a == b ? 1 : 0
        case .notEqual: a != b ? 1 : 0
        case .less: a < b ? 1 : 0
        case .lessOrEqual: a <= b ? 1 : 0
        case .greater: a > b ? 1 : 0
        case .greaterOrEqual: a >= b ? 1 : 0
        case .and: a != 0 && b != 0 ? 1 : 0
        case .or: a != 0 || b != 0 ? 1 : 0
        }
    }
}

/// What a read-modify-write does to the value it read.
public enum ModifyOperator: UInt8, Sendable, Hashable, CaseIterable {
    case swap, add, subtract, and, or, xor, nand, max, min

    @inlinable public func apply(_ old: Int64, _ operand: Int64) -> Int64 {
        switch self {
        case .swap: operand
        case .add: old &+ operand
        case .subtract: old &- operand
        case .and: old & operand
        case .or: old | operand
        case .xor: old ^ operand
        case .nand: ~(old & operand)
        case .max: Swift.max(old, operand)
        case .min: Swift.min(old, operand)
        }
    }
}

/// What is done to a mutex, rwlock, condition variable, barrier, semaphore or channel.
public enum ObjectOperation: UInt8, Sendable, Hashable, CaseIterable, Codable {
    case lock, tryLock, unlock
    case readLock, tryReadLock, writeLock, tryWriteLock, unlockRead, unlockWrite
    /// `unlock()` of an rwlock where the text does not say which side is held.
    case unlockEither
    case wait, notifyOne, notifyAll
    case barrierWait
    case acquire, tryAcquire, release
    case send, trySend, receive, tryReceive
}

/// One step of a thread. Everything that the language has (functions, `for`, `&&`, `lock m { … }`) is lowered to these.
///
/// A thread ends where its instructions end, or at `halt`.
public enum Instruction: Sendable, Hashable {
    // Steps that only the thread itself can see.
    case copy(to: Register, Operand)
    case unary(to: Register, UnaryOperator, Operand)
    case binary(to: Register, BinaryOperator, Operand, Operand)
    case jump(to: Label)
    /// Jumps where the operand is 0, and goes on to the next instruction elsewhere.
    case branch(unless: Operand, to: Label)
    /// The loop is entered from outside; executed once per entry, before the first `loopHead`.
    case loopEnter(LoopID)
    /// An iteration of the loop begins; executed once per iteration, where the loop's condition is evaluated next.
    case loopHead(LoopID)
    case halt

    // Accesses to memory. `plain` as the order is an access that is not atomic.
    case load(to: Register, Address, MemoryOrder)
    case store(Address, Operand, MemoryOrder)
    /// `to` gets the old value.
    case readModifyWrite(to: Register?, ModifyOperator, Address, Operand, MemoryOrder)
    case compareExchange(CompareExchange)
    case fence(MemoryOrder)
    /// Orders the compiler only: no event of an execution, and no instruction on hardware.
    case compilerFence(MemoryOrder)

    // Checks.
    case assert(Operand, message: String?)
    case assume(Operand)
    case panic(message: String)

    // Threads and objects.
    /// The thread (its index in `Program.threads`) starts; what came before happens-before all that it does.
    case spawn(thread: Int)
    /// Waits for the thread's end; all that it did happens-before what follows.
    case join(thread: Int)
    /// `with` is `wait`'s mutex; `value` what is sent; `results` take what the operation returns, in order.
    case object(ObjectOperation, Address, with: Address?, value: Operand?, results: [Register])
    /// `spin_loop()` and `yield_now()`.
    case hint(Hint)
}

/// `ok` gets 1 or 0, `seen` the value read.
public struct CompareExchange: Sendable, Hashable {
    public var ok: Register?
    public var seen: Register?
    public var address: Address
    public var expected: Operand
    public var desired: Operand
    public var success: MemoryOrder
    public var failure: MemoryOrder
    /// Whether it may fail although the value is the expected one.
    public var isWeak: Bool

    public init(ok: Register?, seen: Register?, address: Address, expected: Operand, desired: Operand,
                success: MemoryOrder, failure: MemoryOrder, isWeak: Bool = false) {
        self.ok = ok
        self.seen = seen
        self.address = address
        self.expected = expected
        self.desired = desired
        self.success = success
        self.failure = failure
        self.isWeak = isWeak
    }
}

public enum Hint: UInt8, Sendable, Hashable { case spinLoop, yieldNow }

/// The piece of the program's text that an instruction came from.
public struct Origin: Sendable, Hashable {
    /// 1-based; 0 where there is no text (a program built by code).
    public var line: Int
    /// 1-based, in characters.
    public var column: Int
    /// The statement as it was written, without its line's indentation: `let r1 = flag2.load(Relaxed)`.
    public var statement: String

    public init(line: Int = 0, column: Int = 0, statement: String = "") {
        self.line = line
        self.column = column
        self.statement = statement
    }
}
