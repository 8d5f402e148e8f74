import Litmus
@testable import ModelChecker

/// What a thread did in one of its possible runs, given what its reads were told.
struct Trace {
    var events: [Event] = []
    var registers: [Int64] = []
}

/// All runs that a thread's body has when each of its reads may return any of some values. Bodies have no loops.
struct TraceEnumeration {
    private let body: Thread
    /// For each location, the values that reads may return.
    private let values: [Set<Int64>]
    private(set) var traces: [Trace] = []

    init(_ body: Thread, _ values: [Set<Int64>]) {
        self.body = body
        self.values = values
        var registers = Array(repeating: Int64(0), count: body.registers.count)
        if let id = body.replicaID { registers[id.register] = id.value }
        run(Trace(registers: registers), from: 0)
    }

    private mutating func run(_ start: Trace, from first: Label) {
        var trace = start
        var next = first
        while next < body.instructions.count {
            func value(_ operand: Operand) -> Int64 {
                switch operand {
                case .register(let register): trace.registers[register]
                case .constant(let constant): constant
                }
            }
            func place(_ address: Address) -> Int { address.base + Int(address.index.map(value) ?? 0) }
            func event(_ kind: Event.Kind, _ order: MemoryOrder, _ location: Int, written: Int64 = 0) -> Event {
                var event = Event(kind, order, step: Int32(next), location: Int32(location), stamp: 0)
                event.valueWritten = written
                return event
            }
            let current = next
            next += 1
            switch body.instructions[current] {
            case .copy(let to, let a): trace.registers[to] = value(a)
            case .unary(let to, let operation, let a): trace.registers[to] = operation.apply(value(a))
            case .binary(let to, let operation, let a, let b): trace.registers[to] = operation.apply(value(a), value(b)) ?? 0
            case .jump(let target): next = target
            case .branch(let condition, let target): if value(condition) == 0 { next = target }
            case .halt: next = body.instructions.count
            case .assert(let condition, _): if value(condition) == 0 { next = body.instructions.count }
            case .assume(let condition): if value(condition) == 0 { return }
            case .store(let address, let operand, let order):
                trace.events.append(event(.write, order, place(address), written: value(operand)))
            case .fence(let order): trace.events.append(event(.fence, order, -1))
            case .spawn(let other): trace.events.append(event(.spawn, .plain, other))
            case .join(let other): trace.events.append(event(.join, .plain, other))
            case .load(let to, let address, let order):
                for read in values[place(address)] { go(on: trace, next, event(.read, order, place(address)), read, [to: read]) }
                return
            case .readModifyWrite(let to, let modify, let address, let operand, let order):
                for read in values[place(address)] {
                    var update = event(.update, order, place(address), written: modify.apply(read, value(operand)))
                    update.isLocked = true
                    go(on: trace, next, update, read, to.map { [$0: read] } ?? [:])
                }
                return
            case .compareExchange(let exchange):
                for read in values[place(exchange.address)] {
                    let matches = read == value(exchange.expected)
                    if matches {
                        var update = event(.update, exchange.success, place(exchange.address), written: value(exchange.desired))
                        update.isLocked = true
                        go(on: trace, next, update, read, results(exchange, 1, read))
                    }
                    if !matches || exchange.isWeak {
                        var failure = event(.read, exchange.failure, place(exchange.address))
                        failure.isLocked = true
                        go(on: trace, next, failure, read, results(exchange, 0, read))
                    }
                }
                return
            default: break
            }
        }
        traces.append(trace)
    }

    private func results(_ exchange: CompareExchange, _ ok: Int64, _ seen: Int64) -> [Register: Int64] {
        var results: [Register: Int64] = [:]
        if let register = exchange.ok { results[register] = ok }
        if let register = exchange.seen { results[register] = seen }
        return results
    }

    private mutating func go(on trace: Trace, _ next: Label, _ event: Event, _ read: Int64, _ results: [Register: Int64]) {
        var (trace, event) = (trace, event)
        event.valueRead = read
        trace.events.append(event)
        for (register, value) in results { trace.registers[register] = value }
        run(trace, from: next)
    }
}
