@testable import AtomicsCore
import Litmus

/// Each memory operation of the language in each ordering, as a C function and as our code generator's work.
struct OperationCase {
    var name: String
    /// The body of `long f(long *p, long v, long *old, long d)`.
    var c: String
    var emit: Emitter

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

    static let all: [OperationCase] = loads + stores + modifications + exchanges + fences

    private static let loads = [MemoryOrder.relaxed, .acquire, .seqCst].map {
        OperationCase(name: "load_\($0)", c: "return __atomic_load_n(p, \(spelled($0)));", emit: .load($0))
    }

    private static let stores = [MemoryOrder.relaxed, .release, .seqCst].map {
        OperationCase(name: "store_\($0)", c: "__atomic_store_n(p, v, \(spelled($0))); return 0;", emit: .store($0))
    }

    private static let orders: [MemoryOrder] = [.relaxed, .acquire, .release, .acqRel, .seqCst]

    private static let modifications = ModifyOperator.allCases.flatMap { operation in
        orders.flatMap { order in
            [true, false].map { wantsOld in
                let function = switch operation {
                case .swap: "exchange_n"
                case .subtract: "fetch_sub"
                default: "fetch_\(operation)"
                }
                let call = "__atomic_\(function)(p, v, \(spelled(order)));"
                return OperationCase(name: "\(operation)_\(order)_\(wantsOld ? "old" : "void")",
                                     c: wantsOld ? "return \(call)" : "\(call) return 0;",
                                     emit: .modify(operation, order, wantsOld: wantsOld))
            }
        }
    }

    private static let exchanges = orders.flatMap { success in
        [MemoryOrder.relaxed, .acquire, .seqCst].flatMap { failure in
            [false, true].map { isWeak in
                // The expected value is passed and returned in registers: memory is accessed for `p` only.
                OperationCase(
                    name: "cas_\(success)_\(failure)_\(isWeak ? "weak" : "strong")",
                    c: "long e = v; long ok = __atomic_compare_exchange_n(p, &e, d, \(isWeak ? 1 : 0), "
                        + "\(spelled(success)), \(spelled(failure))); return ok + e * 2;",
                    emit: .compareExchange(success, failure, isWeak: isWeak))
            }
        }
    }

    private static let fences = [MemoryOrder.acquire, .release, .acqRel, .seqCst].map {
        OperationCase(name: "fence_\($0)", c: "__atomic_thread_fence(\(spelled($0))); return 0;", emit: .fence($0))
    }

    static var cSource: String {
        all.map { "long \($0.name)(long *p, long v, long d) { \($0.c) }\n" }.joined()
    }

    /// Our code for the operation, on the word at the instance's start.
    func generate<Assembler: MacroAssembler>(_ assembler: Assembler) -> [UInt8] {
        var code = assembler
        let place = SharedAddress(base: Assembler.roles.instance)
        let (value, result) = (Assembler.variables[0], Assembler.variables[1])
        switch emit {
        case .load(let order): code.load(result, place, order)
        case .store(let order): code.store(place, .register(value), order)
        case .modify(let operation, let order, let wantsOld):
            code.modify(wantsOld ? result : nil, operation, place, .register(value), order)
        case .compareExchange(let success, let failure, let isWeak):
            code.move(Assembler.scratch.a, value)
            code.compareExchange(place, desired: .register(result), success: success, failure: failure, isWeak: isWeak)
        case .fence(let order): code.fence(order)
        }
        return code.buffer.linked()
    }
}
