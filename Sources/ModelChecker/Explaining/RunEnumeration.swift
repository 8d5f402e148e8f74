import Litmus

/// What a thread does if its reads return certain values, whoever may have written them.
struct ThreadRun {
    var events: [Event] = []
    var registers: [Int64]
}

/// All runs of a thread in which each read returns one of some values. For small threads.
struct RunEnumeration {
    private let body: FlatCode.Body
    private let unroll: Int
    /// For each location, the values that reads may return.
    private let values: [Set<Int64>]
    private(set) var runs: [ThreadRun] = []
    /// Whether there are others, which do not end: they wait for something, or are dropped.
    private(set) var hasEndless = false
    /// Set where there is more than can be enumerated.
    private(set) var isTooLarge = false

    private static let mostRuns = 300
    private static let mostEvents = 12

    init(_ body: FlatCode.Body, registerCount: Int, unroll: Int, _ values: [Set<Int64>]) {
        (self.body, self.unroll, self.values) = (body, unroll, values)
        var run = ThreadRun(registers: Array(repeating: 0, count: registerCount))
        if body.idRegister >= 0 { run.registers[body.idRegister] = body.idValue }
        goOn(run, from: 0)
    }

    private mutating func goOn(_ start: ThreadRun, from step: Int32) {
        var run = start
        let count = run.events.count
        let position = run.registers.withUnsafeMutableBufferPointer { registers -> Int32 in
            guard let registers = registers.baseAddress else { return ThreadStatus.finished }
            return LocalExecution(body: body, registers: registers, eventCount: count, unroll: unroll).run(from: step).position
        }
        if position == ThreadStatus.finished || position == ThreadStatus.failed { return runs.append(run) }
        isTooLarge = isTooLarge || position == ThreadStatus.paused || position == ThreadStatus.bounded
            || count >= Self.mostEvents || runs.count >= Self.mostRuns
        if position < 0 { hasEndless = true }
        guard position >= 0, !isTooLarge else { return }
        perform(run, position)
    }

    private mutating func perform(_ run: ThreadRun, _ position: Int32) {
        let step = body.steps + Int(position)
        switch step.pointee.operation {
        case .fence: append(Event(.fence, step.pointee.order, step: position, location: -1, stamp: 0), to: run)
        case .store:
            var write = Event(.write, step.pointee.order, step: position, location: location(of: step, run), stamp: 0)
            write.valueWritten = value(step.pointee.a, run)
            append(write, to: run)
        case .load, .modify, .compareExchange:
            for old in values[Int(location(of: step, run))].sorted() { access(run, step, position, old: old) }
        default: isTooLarge = true
        }
    }

    private mutating func access(_ run: ThreadRun, _ step: UnsafeMutablePointer<Step>, _ position: Int32, old: Int64) {
        var registers = run.registers
        let effect = registers.withUnsafeMutableBufferPointer { registers in
            registers.baseAddress.flatMap { AccessEffect(of: step, $0, old: old) }
        }
        guard let effect else { return }
        apply(effect, run, step, position, old: old)
        if step.pointee.isWeak, effect.written != nil {
            apply(effect.failing(step.pointee.failureOrder), run, step, position, old: old)
        }
    }

    private mutating func apply(_ effect: AccessEffect, _ run: ThreadRun, _ step: UnsafeMutablePointer<Step>,
                                _ position: Int32, old: Int64) {
        var event = Event(effect.written == nil ? .read : .update, effect.order, step: position,
                          location: location(of: step, run), stamp: 0)
        (event.valueRead, event.valueWritten) = (old, effect.written ?? 0)
        event.isLocked = step.pointee.operation.isLocked
        var run = run
        if step.pointee.to >= 0 { run.registers[Int(step.pointee.to)] = effect.result }
        if step.pointee.to2 >= 0 { run.registers[Int(step.pointee.to2)] = effect.result2 }
        if effect.hasSideEffect { run.registers[body.effectRegister] += 1 }
        append(event, to: run)
    }

    private mutating func append(_ event: Event, to run: ThreadRun) {
        var run = run
        run.events.append(event)
        if event.kind == .write { run.registers[body.effectRegister] += 1 }
        goOn(run, from: event.step + 1)
    }

    private func value(_ operand: Value, _ run: ThreadRun) -> Int64 {
        operand.register >= 0 ? run.registers[Int(operand.register)] : operand.constant
    }

    private func location(of step: UnsafeMutablePointer<Step>, _ run: ThreadRun) -> Int32 {
        step.pointee.base + (step.pointee.isIndexed ? Int32(value(step.pointee.index, run)) : 0)
    }
}
