import Litmus

/// An operand, flattened: a register, or a constant where `register` is negative.
struct Value {
    var register: Int32
    var constant: Int64

    init(_ operand: Operand) {
        switch operand {
        case .register(let register): (self.register, constant) = (Int32(register), 0)
        case .constant(let constant): (self.register, self.constant) = (-1, constant)
        }
    }

    @inline(__always) func read(_ registers: UnsafeMutablePointer<Int64>) -> Int64 {
        register >= 0 ? registers[Int(register)] : constant
    }
}

/// One instruction in the form that the explorer executes: a flat record, without strings or indirections.
struct Step {
    /// What the step does. From `load` on, the steps are events of the execution graph.
    enum Operation: UInt8 {
        case copy, unary, binary, jump, branch, loopEnter, loopHead, halt, nop
        case assert, assume, panic
        case load, store, modify, compareExchange, fence, spawn, join
        /// The halves of an `xchg` where they are events of their own (`ProgramCode.init`).
        case exchangeWrite, exchangeRead
        case lock, tryLock, unlock
        case readLock, tryReadLock, writeLock, tryWriteLock, unlockShared
        case acquirePermit, tryAcquirePermit, releasePermit, arrive, awaitGeneration

        /// Whether the step accesses memory, or the location of an object.
        var isAccess: Bool {
            switch self {
            case .copy, .unary, .binary, .jump, .branch, .loopEnter, .loopHead, .halt, .nop, .assert, .assume, .panic: false
            case .fence, .spawn, .join: false
            default: true
            }
        }

        /// Whether the step is an operation on a lock, a semaphore or a barrier.
        @inline(__always) var isObject: Bool { rawValue >= Operation.lock.rawValue }

        /// Whether the step is an operation on an rwlock.
        @inline(__always) var isShared: Bool {
            rawValue >= Operation.readLock.rawValue && rawValue <= Operation.unlockShared.rawValue
        }

        /// Whether the access is a read-modify-write, successful or not.
        @inline(__always) var isLocked: Bool {
            switch self {
            case .load, .store, .unlock, .awaitGeneration: false
            default: true
            }
        }
    }

    var operation: Operation
    var order = MemoryOrder.plain
    var failureOrder = MemoryOrder.plain
    var unary = UnaryOperator.not
    var binary = BinaryOperator.add
    var modify = ModifyOperator.swap
    var isWeak = false
    /// Whether it is a read after which the thread may find itself blocked.
    var mayBlock = false
    /// Result registers; negative for none.
    var to: Int32 = -1
    var to2: Int32 = -1
    var a = Value(.constant(0))
    var b = Value(.constant(0))
    /// A jump's target, a loop's number, or a thread's.
    var target: Int32 = 0
    /// The location, or an array's element 0; negative for none.
    var base: Int32 = -1
    var count: Int32 = 1
    var isIndexed = false
    var index = Value(.constant(0))
    /// A semaphore's permits, a barrier's parties.
    var parameter: Int64 = 0

    init(_ operation: Operation) { self.operation = operation }
}

extension Step {
    /// What the step may access, whatever its index is.
    var locations: Range<Int32> { base..<(base + count) }

    /// The steps that may come next, by their numbers, whatever the values are. One that fails is taken for one that
    /// does not.
    func successors(of number: Int) -> [Int] {
        switch operation {
        case .halt, .panic: []
        case .jump: [Int(target)]
        case .branch: [number + 1, Int(target)]
        default: [number + 1]
        }
    }
}
