@testable import AtomicsCore
import Litmus

/// Each memory operation of the language in each ordering, as a C function and as our code generator's work.
struct OperationCase {
    var name: String
    /// The body of `long f(long *p, long v, long d)`.
    var c: String
    var emit: Emitter
    var operands = Operands()

    /// What is accessed, and with which values.
    struct Operands {
        /// From the start of shared memory, in bytes.
        var offset = 0
        /// Nil for what the function is given as `v` and `d`.
        var value: Int64?
        var desired: Int64?

        var isPlain: Bool { offset == 0 && value == nil && desired == nil }
        var suffix: String {
            let parts = ["_at\(offset)"] + [value, desired].compactMap { $0.map { "_\($0)" } }
            return isPlain ? "" : parts.joined().replacing("-", with: "m")
        }
        var p: String { offset == 0 ? "p" : "p + \(offset / 8)" }
        var v: String { value.map { "\($0)L" } ?? "v" }
        var d: String { desired.map { "\($0)L" } ?? "d" }

        /// A constant that no instruction has room for.
        static let large: Int64 = 0x1234_5678_9ABC_DEF0
    }

    enum Emitter {
        case load(MemoryOrder)
        case store(MemoryOrder)
        case modify(ModifyOperator, MemoryOrder, wantsOld: Bool)
        case compareExchange(MemoryOrder, MemoryOrder, isWeak: Bool)
        case fence(MemoryOrder)
    }

    /// The body of `func f(_ p: UnsafeMutablePointer<Atomic<Int>>, _ v: Int, _ d: Int) -> Int`; nil where
    /// Synchronization has no such operation.
    var swift: String? {
        func named(_ order: MemoryOrder) -> String {
            switch order {
            case .plain, .relaxed: ".relaxed"
            case .acquire: ".acquiring"
            case .release: ".releasing"
            case .acqRel: ".acquiringAndReleasing"
            case .seqCst: ".sequentiallyConsistent"
            }
        }
        switch emit {
        case .load(let order): return "return p.pointee.load(ordering: \(named(order)))"
        case .store(let order): return "p.pointee.store(v, ordering: \(named(order))); return 0"
        case .fence(let order): return "atomicMemoryFence(ordering: \(named(order))); return 0"
        case .compareExchange(let success, let failure, let isWeak):
            return "let r = p.pointee.\(isWeak ? "weakCompareExchange" : "compareExchange")(expected: v, desired: d, "
                + "successOrdering: \(named(success)), failureOrdering: \(named(failure))); "
                + "return (r.exchanged ? 1 : 0) &+ r.original &* 2"
        case .modify(let operation, let order, let wantsOld):
            let call: String? = switch operation {
            case .swap: "exchange(v, ordering: \(named(order)))"
            case .add: "wrappingAdd(v, ordering: \(named(order))).oldValue"
            case .subtract: "wrappingSubtract(v, ordering: \(named(order))).oldValue"
            case .and: "bitwiseAnd(v, ordering: \(named(order))).oldValue"
            case .or: "bitwiseOr(v, ordering: \(named(order))).oldValue"
            case .xor: "bitwiseXor(v, ordering: \(named(order))).oldValue"
            case .max: "max(v, ordering: \(named(order))).oldValue"
            case .min: "min(v, ordering: \(named(order))).oldValue"
            case .nand: nil
            }
            return call.map { wantsOld ? "return p.pointee.\($0)" : "_ = p.pointee.\($0); return 0" }
        }
    }

    private static func spelled(_ order: MemoryOrder) -> String {
        switch order {
        case .plain, .relaxed: "__ATOMIC_RELAXED"
        case .acquire: "__ATOMIC_ACQUIRE"
        case .release: "__ATOMIC_RELEASE"
        case .acqRel: "__ATOMIC_ACQ_REL"
        case .seqCst: "__ATOMIC_SEQ_CST"
        }
    }

    /// On the first word, with values from registers.
    static let plain = cases(Operands()) + fences
    /// On other words, with values from registers and with constants.
    static let varied = [1, -5, Operands.large].flatMap { cases(Operands(offset: 192, value: $0, desired: $0 &* 7)) }
        + zeros(Operands(offset: 192, value: 0, desired: 0))
        + [nil, Operands.large].flatMap { cases(Operands(offset: 1 << 16, value: $0, desired: $0)) }
    static let all = plain + varied

    private static func cases(_ operands: Operands) -> [OperationCase] {
        loads(operands) + stores(operands) + ModifyOperator.allCases.flatMap { modifications($0, operands) }
            + exchanges(operands)
    }

    /// Compilers make something else of other operations with 0, which leave the old value or 0 whatever it is.
    private static func zeros(_ operands: Operands) -> [OperationCase] {
        stores(operands) + [.swap, .max, .min].flatMap { modifications($0, operands) } + exchanges(operands)
    }

    private static func loads(_ operands: Operands) -> [OperationCase] {
        [MemoryOrder.relaxed, .acquire, .seqCst].map {
            OperationCase(name: "load_\($0)\(operands.suffix)",
                          c: "return __atomic_load_n(\(operands.p), \(spelled($0)));",
                          emit: .load($0), operands: operands)
        }
    }

    private static func stores(_ operands: Operands) -> [OperationCase] {
        [MemoryOrder.relaxed, .release, .seqCst].map {
            OperationCase(name: "store_\($0)\(operands.suffix)",
                          c: "__atomic_store_n(\(operands.p), \(operands.v), \(spelled($0))); return 0;",
                          emit: .store($0), operands: operands)
        }
    }

    private static let orders: [MemoryOrder] = [.relaxed, .acquire, .release, .acqRel, .seqCst]

    private static func modifications(_ operation: ModifyOperator, _ operands: Operands) -> [OperationCase] {
        let function = switch operation {
        case .swap: "exchange_n"
        case .subtract: "fetch_sub"
        default: "fetch_\(operation)"
        }
        return orders.flatMap { order in
            [true, false].map { wantsOld in
                let call = "__atomic_\(function)(\(operands.p), \(operands.v), \(spelled(order)));"
                return OperationCase(
                    name: "\(operation)_\(order)_\(wantsOld ? "old" : "void")\(operands.suffix)",
                    c: wantsOld ? "return \(call)" : "\(call) return 0;",
                    emit: .modify(operation, order, wantsOld: wantsOld), operands: operands)
            }
        }
    }

    private static func exchanges(_ operands: Operands) -> [OperationCase] {
        orders.flatMap { success in
            [MemoryOrder.relaxed, .acquire, .seqCst].flatMap { failure in
                [false, true].map { isWeak in
                    // The expected value is passed and returned in registers: memory is accessed for `p` only.
                    OperationCase(
                        name: "cas_\(success)_\(failure)_\(isWeak ? "weak" : "strong")\(operands.suffix)",
                        c: "long e = \(operands.v); long ok = __atomic_compare_exchange_n(\(operands.p), &e, "
                            + "\(operands.d), \(isWeak ? 1 : 0), \(spelled(success)), \(spelled(failure))); "
                            + "return ok + e * 2;",
                        emit: .compareExchange(success, failure, isWeak: isWeak), operands: operands)
                }
            }
        }
    }

    private static let fences = [MemoryOrder.acquire, .release, .acqRel, .seqCst].map {
        OperationCase(name: "fence_\($0)", c: "__atomic_thread_fence(\(spelled($0))); return 0;", emit: .fence($0))
    }

    var isFence: Bool {
        if case .fence = emit { true } else { false }
    }

    static var cSource: String {
        all.map { "long \($0.name)(long *p, long v, long d) { \($0.c) }\n" }.joined()
    }

    /// Our code for the operation, and a function's end.
    func generate<Assembler: MacroAssembler>(_ assembler: Assembler) -> [UInt8] {
        var code = assembler
        let place = SharedAddress(base: Assembler.roles.instance, offset: operands.offset)
        let result = Assembler.variables[1]
        let value = operands.value.map { Value.constant($0) } ?? .register(Assembler.variables[0])
        let desired = operands.desired.map { Value.constant($0) } ?? .register(result)
        switch emit {
        case .load(let order): code.load(result, place, order)
        case .store(let order): code.store(place, value, order)
        case .modify(let operation, let order, let wantsOld):
            code.modify(wantsOld ? result : nil, operation, place, value, order)
        case .compareExchange(let success, let failure, let isWeak):
            switch value {
            case .register(let register): code.move(Assembler.scratch.a, register)
            case .constant(let constant): code.move(Assembler.scratch.a, constant)
            }
            code.compareExchange(place, desired: desired, success: success, failure: failure, isWeak: isWeak)
        case .fence(let order): code.fence(order)
        }
        code.leave(returning: 0)
        return code.buffer.linked()
    }
}
