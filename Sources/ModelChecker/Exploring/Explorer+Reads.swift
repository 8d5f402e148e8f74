import Litmus

/// What an access does, given the value that it reads.
private struct Effect {
    /// The value that is written, where something is.
    var written: Int64?
    var order: MemoryOrder
    /// What the result registers get.
    var result: Int64
    var result2: Int64 = 0
    /// Whether the thread cannot go on with this value.
    var waits = false
    /// Whether a loop's iteration with this access has done something.
    var hasSideEffect = false
}

/// Reads and read-modify-writes.
extension Explorer {
    /// Visits the access once for each write that it may read from, the last in modification order first.
    mutating func visitRead(_ thread: Int, _ step: UnsafeMutablePointer<Step>) {
        if step.pointee.operation == .unlockShared, !holdsSharedLock(thread, step.pointee.base) { return fail(thread) }
        let location = location(of: step, graph.registers(now: thread))
        let position = graph.position(thread)
        let first = scratch.count
        model.prepare(graph, thread: thread, row: Int(graph.lengths[thread]),
                      writes: step.pointee.operation.isLocked)
        var write = graph.moLast[Int(location)]
        while true {
            scratch.push(write)
            if model.precedes(graph, write) { break }
            write = graph.pointer(write).pointee.moPrevious
        }
        for index in first..<scratch.count {
            access(thread, position, location, from: scratch[index], stamp: graph.nextStamp)
        }
        scratch.truncate(to: first)
    }

    /// Adds the access as one that reads from this write, and visits what follows.
    mutating func access(_ thread: Int, _ position: Int32, _ location: Int32, from source: EventID, stamp: UInt32) {
        let step = code.bodies[thread].steps + Int(position)
        let effect = effect(of: step, thread, old: graph.pointer(source).pointee.valueWritten)
        if effect.written != nil {
            update(thread, position, location, from: source, stamp: stamp, effect)
            guard step.pointee.isWeak else { return }
            var spurious = effect
            (spurious.written, spurious.order, spurious.result) = (nil, step.pointee.failureOrder, 0)
            spurious.hasSideEffect = false
            read(thread, position, location, from: source, stamp: stamp, spurious, isSpurious: true)
        } else {
            read(thread, position, location, from: source, stamp: stamp, effect)
        }
    }

    @inline(__always)
    private func effect(of step: UnsafeMutablePointer<Step>, _ thread: Int, old: Int64) -> Effect {
        let registers = graph.registers(now: thread)
        switch step.pointee.operation {
        case .load: return Effect(written: nil, order: step.pointee.order, result: old)
        case .modify:
            let new = step.pointee.modify.apply(old, step.pointee.a.read(registers))
            return Effect(written: new, order: step.pointee.order, result: old, hasSideEffect: new != old)
        case .compareExchange:
            if old == step.pointee.a.read(registers) {
                let new = step.pointee.b.read(registers)
                return Effect(written: new, order: step.pointee.order, result: 1, result2: old, hasSideEffect: new != old)
            }
            return Effect(written: nil, order: step.pointee.failureOrder, result: 0, result2: old)
        default: return objectEffect(of: step, thread, old: old)
        }
    }

    /// A mutex holds 0 or its owner's number plus one; an rwlock its number of readers, or -1; a semaphore its permits; a
    /// barrier its number of arrivals.
    private func objectEffect(of step: UnsafeMutablePointer<Step>, _ thread: Int, old: Int64) -> Effect {
        func take(_ isFree: Bool, _ new: Int64, waits: Bool) -> Effect {
            Effect(written: isFree ? new : nil, order: isFree ? step.pointee.order : step.pointee.failureOrder,
                   result: isFree ? 1 : 0, waits: waits && !isFree, hasSideEffect: isFree)
        }
        switch step.pointee.operation {
        case .lock: return take(old == 0, Int64(thread) + 1, waits: true)
        case .tryLock: return take(old == 0, Int64(thread) + 1, waits: false)
        case .readLock: return take(old >= 0, old + 1, waits: true)
        case .tryReadLock: return take(old >= 0, old + 1, waits: false)
        case .writeLock: return take(old == 0, -1, waits: true)
        case .tryWriteLock: return take(old == 0, -1, waits: false)
        case .unlockShared: return take(true, old < 0 ? 0 : old - 1, waits: false)
        case .acquirePermit: return take(old > 0, old - 1, waits: true)
        case .tryAcquirePermit: return take(old > 0, old - 1, waits: false)
        case .releasePermit: return take(true, old + 1, waits: false)
        case .arrive:
            var effect = take(true, old + 1, waits: false)
            effect.result = (old + 1) % step.pointee.parameter == 0 ? 1 : 0
            return effect
        default: // awaitGeneration: the barrier opens when the thread's own generation is complete.
            let arrival = graph.pointer(EventID(thread: thread, index: Int(graph.lengths[thread]) - 1)).pointee.valueRead
            let target = (arrival / step.pointee.parameter + 1) * step.pointee.parameter
            return Effect(written: nil, order: .acquire, result: 0, waits: old < target)
        }
    }

    /// Adds a read. One that blocks its thread is worth visiting only where it reads the last write: any other could
    /// never be revisited or taken back (`isMaximal`), so that its thread would stay blocked in all that follows.
    private mutating func read(_ thread: Int, _ position: Int32, _ location: Int32, from source: EventID, stamp: UInt32,
                               _ effect: Effect, isSpurious: Bool = false) {
        var event = Event(.read, effect.order, step: position, location: location, stamp: stamp)
        event.valueRead = graph.pointer(source).pointee.valueWritten
        event.isSpurious = isSpurious
        event.isLocked = code.bodies[thread].steps[Int(position)].operation.isLocked
        let id = begin(thread, event)
        receive(id, from: source, effect.order)
        graph.pointer(id).pointee.races = races(id)
        let status = finish(id, effect)
        if ThreadStatus.isBlocked(status), source != graph.moLast[Int(location)] {
            recorder.notePruned(thread, status, graph.stops[graph.row(thread, id.index + 1)])
            return
        }
        commit(id)
        graph.linkReader(id, to: source)
        if model.allows(graph, id) { visit() }
        graph.unlinkReader(id)
        withdraw(id)
    }

    /// Stores the results and runs the thread to its next event.
    @inline(__always)
    private mutating func finish(_ id: EventID, _ effect: Effect) -> Int32 {
        let step = code.bodies[id.thread].steps + Int(graph.pointer(id).pointee.step)
        let registers = graph.registers(thread: id.thread, row: id.index + 1)
        if step.pointee.to >= 0, step.pointee.operation != .awaitGeneration {
            registers[Int(step.pointee.to)] = effect.result
        }
        if step.pointee.to2 >= 0 { registers[Int(step.pointee.to2)] = effect.result2 }
        if effect.hasSideEffect { registers[code.bodies[id.thread].effectRegister] += 1 }
        if effect.waits {
            let row = graph.row(id.thread, id.index + 1)
            (graph.positions[row], graph.stops[row]) = (ThreadStatus.waiting, graph.pointer(id).pointee.step)
            return ThreadStatus.waiting
        }
        return settle(id.thread, row: id.index + 1, from: graph.pointer(id).pointee.step + 1)
    }

    /// Adds a read-modify-write, right after what it reads from. Where another one reads from that already, this one has
    /// no place in the graph as it is, but can have one where it revisits.
    private mutating func update(_ thread: Int, _ position: Int32, _ location: Int32, from source: EventID,
                                 stamp: UInt32, _ effect: Effect) {
        var event = Event(.update, effect.order, step: position, location: location, stamp: stamp)
        event.writeStamp = graph.nextStamp
        event.valueRead = graph.pointer(source).pointee.valueWritten
        event.valueWritten = effect.written ?? 0
        event.readsFrom = source
        event.isLocked = true
        let id = begin(thread, event)
        receiveAsUpdate(id, from: source, effect.order)
        graph.pointer(id).pointee.races = races(id)
        let status = finish(id, effect)
        if status == ThreadStatus.spinning, !effect.hasSideEffect {
            // It wrote back what was there in an iteration that changed nothing: as good as a read.
            var idle = effect
            idle.written = nil
            return read(thread, position, location, from: source, stamp: stamp, idle)
        }
        commit(id)
        if !graph.isConsumed(source) {
            graph.linkReader(id, to: source)
            graph.linkWrite(id, after: source)
            if model.allows(graph, id) { visit() }
            graph.unlinkWrite(id)
            graph.unlinkReader(id)
        }
        revisit(from: id)
        withdraw(id)
    }

    @inline(__always)
    private mutating func receiveAsUpdate(_ id: EventID, from source: EventID, _ order: MemoryOrder) {
        let step = code.bodies[id.thread].steps + Int(graph.pointer(id).pointee.step)
        switch step.pointee.operation {
        case .readLock, .tryReadLock, .writeLock, .tryWriteLock:
            receive(id, from: source, .relaxed)
            receiveUnlocks(id, from: source, isWriter: step.pointee.operation == .writeLock
                || step.pointee.operation == .tryWriteLock)
        case .unlockShared: receive(id, from: source, .relaxed)
        default:
            receive(id, from: source, order)
            send(id, order)
        }
    }

    /// C++20's edges of a shared mutex ([thread.sharedmutex.requirements]): an exclusive unlock happens before every later lock,
    /// a shared unlock before later exclusive locks only. The lock's operations are a chain of rf.
    private func receiveUnlocks(_ id: EventID, from source: EventID, isWriter: Bool) {
        guard needsHappensBefore else { return }
        let past = graph.clock(.happensBefore, of: id)
        var operation = source
        while operation.thread < graph.threadCount {
            let event = graph.pointer(operation)
            let isUnlock = code.bodies[operation.thread].steps[Int(event.pointee.step)].operation == .unlockShared
            let isExclusive = isUnlock && event.pointee.valueRead < 0
            if isExclusive || (isUnlock && isWriter) { past.join(graph.clock(.happensBefore, of: operation)) }
            if isExclusive { return }
            operation = event.pointee.readsFrom
        }
    }
}
