import Litmus

/// What a thread does if its reads return certain values, whoever may have written them.
struct ThreadRun {
    var events: [Event] = []
    var registers: [Int64]
    /// Whether it is a run at all: not so of a thread that nobody spawns.
    var isStarted = true
}

/// All runs of a thread in which each read returns one of some values. For small threads.
struct RunEnumeration {
    private let thread: Int
    private let body: FlatCode.Body
    private let unroll: Int
    /// For each location, the values that reads may return.
    private let values: [Set<Int64>]
    private(set) var runs: [ThreadRun] = []
    /// Of each location, the values that are written, be it in a run that does not end with what has been written.
    private(set) var written: [Set<Int64>]
    /// Whether there are others, which do not end: they spin, or are dropped. An object lets all go on in the end.
    private(set) var hasEndless = false
    /// Set where there is more than can be enumerated.
    private(set) var isTooLarge = false

    private static let mostRuns = 300
    private static let mostEvents = 12

    init(_ thread: Int, _ code: FlatCode, unroll: Int, _ values: [Set<Int64>]) {
        (self.thread, body, self.unroll, self.values) = (thread, code.bodies[thread], unroll, values)
        written = Array(repeating: [], count: values.count)
        var run = ThreadRun(registers: Array(repeating: 0, count: code.registerCount))
        if body.idRegister >= 0 { run.registers[body.idRegister] = body.idValue }
        goOn(run, from: 0)
        if body.startsBySpawn {
            run.isStarted = false
            runs.append(run)
        }
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
        case .spawn, .join:
            append(Event(step.pointee.operation == .spawn ? .spawn : .join, step.pointee.order, step: position,
                         location: step.pointee.target, stamp: 0), to: run)
        case .store, .unlock: write(run, step, position)
        case .exchangeWrite, .exchangeRead: isTooLarge = true
        default:
            let location = location(of: step, run)
            var values = values[Int(location)].sorted()
            if step.pointee.operation == .unlockShared {
                guard run.holdsSharedLock(location, body) else { return runs.append(run) }
                // While a thread writes, nobody else changes the rwlock, and while it reads, none can write.
                let isWriter = run.lastValue(of: location) < 0
                values = values.filter { isWriter ? $0 < 0 : $0 > 0 }
            }
            for old in values { access(run, step, position, old: old) }
        }
    }

    private mutating func write(_ run: ThreadRun, _ step: UnsafeMutablePointer<Step>, _ position: Int32) {
        let location = location(of: step, run)
        let isUnlock = step.pointee.operation == .unlock
        if isUnlock, !run.holdsLock(location) { return runs.append(run) }
        var write = Event(.write, step.pointee.order, step: position, location: location, stamp: 0)
        write.valueWritten = isUnlock ? 0 : value(step.pointee.a, run)
        write.isObject = isUnlock
        append(write, to: run)
    }

    private mutating func access(_ run: ThreadRun, _ step: UnsafeMutablePointer<Step>, _ position: Int32, old: Int64) {
        var registers = run.registers
        let effect = registers.withUnsafeMutableBufferPointer { registers in
            registers.baseAddress.flatMap { AccessEffect(of: step, $0, old: old) }
        } ?? AccessEffect(onObject: step, thread, old: old, arrival: run.events.last?.valueRead ?? 0)
        if effect.waits { return }
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
        let operation = step.pointee.operation
        (event.isLocked, event.isObject, event.isShared) = (operation.isLocked, operation.isObject, operation.isShared)
        var run = run
        if step.pointee.to >= 0, operation != .awaitGeneration { run.registers[Int(step.pointee.to)] = effect.result }
        if step.pointee.to2 >= 0 { run.registers[Int(step.pointee.to2)] = effect.result2 }
        if effect.hasSideEffect { run.registers[body.effectRegister] += 1 }
        append(event, to: run)
    }

    private mutating func append(_ event: Event, to run: ThreadRun) {
        var run = run
        run.events.append(event)
        if event.kind.writes { written[Int(event.location)].insert(event.valueWritten) }
        if event.kind == .write || event.kind == .spawn { run.registers[body.effectRegister] += 1 }
        goOn(run, from: event.step + 1)
    }

    private func value(_ operand: Value, _ run: ThreadRun) -> Int64 {
        operand.register >= 0 ? run.registers[Int(operand.register)] : operand.constant
    }

    private func location(of step: UnsafeMutablePointer<Step>, _ run: ThreadRun) -> Int32 {
        step.pointee.base + (step.pointee.isIndexed ? Int32(value(step.pointee.index, run)) : 0)
    }
}

/// As `Explorer+Locks` reads it off the graph.
extension ThreadRun {
    fileprivate func holdsLock(_ location: Int32) -> Bool {
        events.last { $0.location == location && $0.kind.writes }?.kind == .update
    }

    fileprivate func lastValue(of location: Int32) -> Int64 {
        events.last { $0.location == location && $0.kind.writes }?.valueWritten ?? 0
    }

    fileprivate func holdsSharedLock(_ location: Int32, _ body: FlatCode.Body) -> Bool {
        events.lazy.filter { $0.location == location && $0.kind == .update }
            .reduce(0) { $0 + (body.steps[Int($1.step)].operation == .unlockShared ? -1 : 1) } > 0
    }
}
