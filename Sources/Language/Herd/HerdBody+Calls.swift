import Litmus

/// C11's functions on shared state.
private enum HerdFunction {
    case load, store, exchange
    case fetch(ModifyOperator)
    case compareExchange(isWeak: Bool)
    case threadFence, signalFence
    case lock, unlock

    /// How many arguments come before the memory orders.
    var values: Int {
        switch self {
        case .load, .lock, .unlock: 1
        case .store, .exchange, .fetch: 2
        case .compareExchange: 3
        case .threadFence, .signalFence: 0
        }
    }

    /// How many memory orders the `_explicit` form takes.
    var orders: Int {
        switch self {
        case .compareExchange: 2
        case .lock, .unlock: 0
        default: 1
        }
    }

    static let byName: [String: HerdFunction] = [
        "atomic_load": .load, "atomic_store": .store, "atomic_exchange": .exchange,
        "atomic_fetch_add": .fetch(.add), "atomic_fetch_sub": .fetch(.subtract), "atomic_fetch_or": .fetch(.or),
        "atomic_fetch_xor": .fetch(.xor), "atomic_fetch_and": .fetch(.and),
        "atomic_compare_exchange_strong": .compareExchange(isWeak: false), "SCAS": .compareExchange(isWeak: false),
        "atomic_compare_exchange_weak": .compareExchange(isWeak: true), "WCAS": .compareExchange(isWeak: true),
        "lock": .lock, "mtx_lock": .lock, "unlock": .unlock, "mtx_unlock": .unlock,
    ]

    static let fences: [String: HerdFunction] = [
        "atomic_thread_fence": .threadFence, "atomic_signal_fence": .signalFence,
    ]
}

extension HerdBody {
    /// Emits a call. `result` gets the value, if somebody wants it.
    mutating func call(_ name: String, _ arguments: [HerdExpression], _ span: Span, _ result: Register?) {
        let isExplicit = name.hasSuffix("_explicit")
        let base = isExplicit ? String(name.dropLast("_explicit".count)) : name
        guard let function = HerdFunction.byName[base] ?? (isExplicit ? nil : HerdFunction.fences[name]) else {
            let known = HerdFunction.byName.keys.flatMap { [$0, $0 + "_explicit"] } + Array(HerdFunction.fences.keys)
            sink.error(span, "the function `\(name)` is not supported",
                       help: nearest(to: name, among: known.sorted()).map { "did you mean `\($0)`?" })
            return
        }
        let hasOrders = isExplicit || function.values == 0 || ["SCAS", "WCAS"].contains(name)
        let count = function.values + (hasOrders ? function.orders : 0)
        guard arguments.count == count else {
            sink.error(span, "`\(name)` takes \(counted(count, "argument")), not \(arguments.count)")
            return
        }
        let orders = arguments.dropFirst(function.values).map { order($0) }
        emit(function, name, Array(arguments.prefix(function.values)), orders, span, result)
    }

    private mutating func emit(_ function: HerdFunction, _ name: String, _ arguments: [HerdExpression],
                               _ orders: [MemoryOrder], _ span: Span, _ result: Register?) {
        let order = orders.first ?? .seqCst
        switch function {
        case .load:
            guard let address = address(arguments[0]) else { return }
            let register = result ?? code.temporary()
            code.emit(.load(to: register, address, order.forLoad))
            if result == nil { code.release(register) }
        case .store:
            noValue(name, span, result)
            let operand = value(of: arguments[1])
            if let address = address(arguments[0]) { code.emit(.store(address, operand, order.forStore)) }
            code.release(operand)
        case .exchange: modify(.swap, arguments, order, result)
        case .fetch(let operation): modify(operation, arguments, order, result)
        case .compareExchange(let isWeak): compareExchange(arguments, orders, isWeak: isWeak, result)
        case .threadFence:
            noValue(name, span, result)
            if order != .relaxed { code.emit(.fence(order)) }
        case .signalFence:
            noValue(name, span, result)
            code.emit(.compilerFence(order))
        case .lock, .unlock:
            noValue(name, span, result)
            guard let address = address(arguments[0]) else { return }
            let operation: ObjectOperation = if case .lock = function { .lock } else { .unlock }
            code.emit(.object(operation, address, with: nil, value: nil, results: []))
        }
    }

    private mutating func noValue(_ name: String, _ span: Span, _ result: Register?) {
        if result != nil { sink.error(span, "`\(name)` gives no value") }
    }

    private mutating func modify(_ operation: ModifyOperator, _ arguments: [HerdExpression], _ order: MemoryOrder,
                                 _ result: Register?) {
        let operand = value(of: arguments[1])
        if let address = address(arguments[0]) {
            code.emit(.readModifyWrite(to: result, operation, address, operand, order))
        }
        code.release(operand)
    }

    /// The expected value is behind a pointer: to a register, or to a plain location. On failure it gets the value
    /// that was found.
    private mutating func compareExchange(_ arguments: [HerdExpression], _ orders: [MemoryOrder], isWeak: Bool,
                                          _ result: Register?) {
        guard let address = address(arguments[0]) else { return }
        let desired = value(of: arguments[2])
        var exchange = CompareExchange(
            ok: result, seen: nil, address: address, expected: .constant(0), desired: desired,
            success: orders.first ?? .seqCst, failure: (orders.last ?? .seqCst).forLoad, isWeak: isWeak)
        if case .address(let target) = arguments[1].kind, let name = target.name {
            // Where it succeeds, the value found is the expected one: the register may get it either way.
            let expected = register(name)
            // A result that goes there too is assigned after the call.
            exchange.seen = expected == result ? nil : expected
            exchange.expected = .register(expected)
            code.emit(.compareExchange(exchange))
        } else if let expected = self.address(arguments[1]) {
            let value = code.temporary(), ok = result ?? code.temporary(), end = code.label(), failed = code.label()
            code.emit(.load(to: value, expected, .plain))
            exchange.ok = ok
            exchange.seen = value
            exchange.expected = .register(value)
            code.emit(.compareExchange(exchange))
            code.emit(.branch(unless: .register(ok), to: failed))
            code.emit(.jump(to: end))
            code.place(failed)
            code.emit(.store(expected, .register(value), .plain))
            code.place(end)
            code.release(value)
            if result == nil { code.release(ok) }
        }
        code.release(desired)
    }

    private static let orders: [String: MemoryOrder] = [
        "memory_order_relaxed": .relaxed, "memory_order_acquire": .acquire, "memory_order_release": .release,
        "memory_order_acq_rel": .acqRel, "memory_order_seq_cst": .seqCst, "memory_order_consume": .acquire,
    ]

    private mutating func order(_ argument: HerdExpression) -> MemoryOrder {
        guard let name = argument.name, let order = Self.orders[name] else {
            sink.error(argument.span, "a memory order stands here",
                       expected: "`memory_order_relaxed`, `_acquire`, `_release`, `_acq_rel` or `_seq_cst`",
                       help: argument.name.flatMap { nearest(to: $0, among: Self.orders.keys.sorted()) }
                           .map { "did you mean `\($0)`?" })
            return .seqCst
        }
        if name == "memory_order_consume" {
            sink.warning(argument.span, "`memory_order_consume` is taken as `memory_order_acquire`, as compilers do")
        }
        return order
    }
}

extension MemoryOrder {
    /// What is left of the order at a load, which releases nothing: herd takes any order anywhere.
    fileprivate var forLoad: MemoryOrder {
        switch self {
        case .release: .relaxed
        case .acqRel: .acquire
        default: self
        }
    }

    /// What is left of the order at a store, which acquires nothing.
    fileprivate var forStore: MemoryOrder {
        switch self {
        case .acquire: .relaxed
        case .acqRel: .release
        default: self
        }
    }
}
