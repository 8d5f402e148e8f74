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

    /// A read-modify-write that wrote what was there, seen as a read.
    var withoutWriting: Effect {
        var effect = self
        effect.written = nil
        return effect
    }

    /// A weak compare-exchange that fails without a reason.
    func failing(_ failureOrder: MemoryOrder) -> Effect {
        var effect = self
        (effect.written, effect.order, effect.result, effect.hasSideEffect) = (nil, failureOrder, 0, false)
        return effect
    }
}

/// Reads and read-modify-writes.
extension Explorer {
    /// Visits the access once for each write that it may read from, the last in modification order first.
    mutating func visitRead(_ thread: Int, _ step: UnsafeMutablePointer<Step>) {
        let location = location(of: step, graph.registers(now: thread))
        if step.pointee.operation == .unlockShared, !holdsSharedLock(thread, location) { return fail(thread) }
        let position = graph.position(thread)
        let first = pushSources(of: thread)
        let before = share
        let turn = divide(scratch.count - first)
        for index in first..<scratch.count where turn.includes(index - first) {
            access(thread, position, location, from: scratch[index], stamp: graph.nextStamp)
        }
        share = before
        scratch.truncate(to: first)
    }

    /// Pushes the writes that a thread's next read may read from, the last in modification order first.
    /// - Returns: where they begin in `scratch`.
    @inline(__always)
    mutating func pushSources(of thread: Int) -> Int {
        let step = code.bodies[thread].steps + Int(graph.position(thread))
        let location = location(of: step, graph.registers(now: thread))
        return step.pointee.operation == .exchangeRead ? pushSourcesOfHalf(thread, location)
            : pushSources(thread, location, isLocked: step.pointee.operation.isLocked)
    }

    /// Those that coherence lets it read from.
    @inline(__always)
    private mutating func pushSources(_ thread: Int, _ location: Int32, isLocked: Bool) -> Int {
        let first = scratch.count
        model.prepare(graph, thread: thread, row: Int(graph.lengths[thread]), writes: isLocked)
        var write = graph.moLast[Int(location)]
        while true {
            scratch.push(write)
            if model.precedes(graph, write) || isLeader(write, of: thread) { return first }
            write = graph.pointer(write).pointee.moPrevious
        }
    }

    /// Whether the thread is at its first event, and has to have this one in its past (`SymmetricThreads`).
    @inline(__always)
    private func isLeader(_ write: EventID, of thread: Int) -> Bool {
        graph.lengths[thread] == 0 && write.index == 0 && write.thread == code.bodies[thread].follows
    }

    /// The same for the read of an exchange whose write is an event of its own, and is there already: what comes after
    /// that write in modification order, or right before it.
    private mutating func pushSourcesOfHalf(_ thread: Int, _ location: Int32) -> Int {
        let first = scratch.count
        let own = EventID(thread: thread, index: Int(graph.lengths[thread]) - 1)
        model.prepare(graph, thread: thread, row: own.index, writes: true)
        var write = graph.moLast[Int(location)]
        while write != own {
            scratch.push(write)
            if model.precedes(graph, write) { return first }
            write = graph.pointer(write).pointee.moPrevious
        }
        scratch.push(graph.pointer(own).pointee.moPrevious)
        return first
    }

    /// Whether the thread's next event is a read that blocks it if it reads the last write.
    @inline(__always)
    mutating func wouldBlock(_ thread: Int) -> Bool {
        let position = graph.position(thread)
        guard code.bodies[thread].steps[Int(position)].mayBlock, !graph.isFull(thread) else { return false }
        return triesInVain(thread, position)
    }

    private mutating func triesInVain(_ thread: Int, _ position: Int32) -> Bool {
        let step = code.bodies[thread].steps + Int(position)
        if step.pointee.operation == .unlockShared { return false }
        let location = location(of: step, graph.registers(now: thread))
        let last = graph.moLast[Int(location)]
        let effect = effect(of: step, thread, old: graph.pointer(last).pointee.valueWritten)
        let stamp = graph.nextStamp
        let status = effect.written == nil
            ? makeRead(thread, position, location, from: last, stamp: stamp, effect, isSpurious: false).status
            : makeUpdate(thread, position, location, from: last, stamp: stamp, effect).status
        return ThreadStatus.isBlocked(status)
    }

    /// Adds the access as one that reads from this write, and visits what follows.
    mutating func access(_ thread: Int, _ position: Int32, _ location: Int32, from source: EventID, stamp: UInt32) {
        let step = code.bodies[thread].steps + Int(position)
        let effect = effect(of: step, thread, old: graph.pointer(source).pointee.valueWritten)
        if effect.written == nil {
            read(thread, position, location, from: source, stamp: stamp, effect)
        } else if step.pointee.isWeak {
            let before = share
            let turn = divide(2)
            if turn.includes(0) { update(thread, position, location, from: source, stamp: stamp, effect) }
            if turn.includes(1) {
                read(thread, position, location, from: source, stamp: stamp, effect.failing(step.pointee.failureOrder),
                     isSpurious: true)
            }
            share = before
        } else {
            update(thread, position, location, from: source, stamp: stamp, effect)
        }
    }

    @inline(__always)
    private func effect(of step: UnsafeMutablePointer<Step>, _ thread: Int, old: Int64) -> Effect {
        let registers = graph.registers(now: thread)
        switch step.pointee.operation {
        case .load, .exchangeRead: return Effect(written: nil, order: step.pointee.order, result: old)
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

    /// Adds a read. One that blocks its thread is worth visiting only where it reads the last write, and does not fail without
    /// a reason: any other could never be revisited or taken back (`isMaximal`), so that its thread would stay blocked in
    /// all that follows, although it could go on by looking once more.
    private mutating func read(_ thread: Int, _ position: Int32, _ location: Int32, from source: EventID, stamp: UInt32,
                               _ effect: Effect, isSpurious: Bool = false) {
        let (id, status) = makeRead(thread, position, location, from: source, stamp: stamp, effect, isSpurious: isSpurious)
        if ThreadStatus.isBlocked(status), isSpurious || source != graph.moLast[Int(location)] {
            recorder.notePruned(thread, status, graph.stops[graph.row(thread, id.index + 1)])
            return
        }
        commit(id)
        graph.linkReader(id, to: source)
        if model.allows(graph, id) { visit() }
        graph.unlinkReader(id)
        withdraw(id)
    }

    @inline(__always)
    private mutating func makeRead(_ thread: Int, _ position: Int32, _ location: Int32, from source: EventID,
                                   stamp: UInt32, _ effect: Effect, isSpurious: Bool) -> (EventID, status: Int32) {
        var event = Event(.read, effect.order, step: position, location: location, stamp: stamp)
        event.valueRead = graph.pointer(source).pointee.valueWritten
        event.isSpurious = isSpurious
        let operation = code.bodies[thread].steps[Int(position)].operation
        (event.isLocked, event.isObject, event.isShared) = (operation.isLocked, operation.isObject, operation.isShared)
        event.isHalf = operation == .exchangeRead
        let id = begin(thread, event)
        receive(id, from: source, effect.order)
        graph.pointer(id).pointee.races = races(id)
        return (id, finish(id, effect))
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
        let (id, status) = makeUpdate(thread, position, location, from: source, stamp: stamp, effect)
        if status == ThreadStatus.spinning, !effect.hasSideEffect {
            // It wrote back what was there in an iteration that changed nothing: as good as a read.
            return read(thread, position, location, from: source, stamp: stamp, effect.withoutWriting)
        }
        commit(id)
        let hasPlace = !graph.isConsumed(source)
        let before = share
        let revisits = pushRevisits(from: id)
        let end = scratch.count
        let turn = divide(end - revisits + (hasPlace ? 1 : 0))
        if hasPlace, turn.includes(end - revisits) {
            graph.linkReader(id, to: source)
            graph.linkWrite(id, after: source)
            if model.allows(graph, id) { visit() }
            graph.unlinkWrite(id)
            graph.unlinkReader(id)
        }
        for index in revisits..<end where turn.includes(index - revisits) { revisit(scratch[index], from: id) }
        scratch.truncate(to: revisits)
        share = before
        withdraw(id)
    }

    @inline(__always)
    private mutating func makeUpdate(_ thread: Int, _ position: Int32, _ location: Int32, from source: EventID,
                                     stamp: UInt32, _ effect: Effect) -> (EventID, status: Int32) {
        var event = Event(.update, effect.order, step: position, location: location, stamp: stamp)
        event.writeStamp = graph.nextStamp
        event.valueRead = graph.pointer(source).pointee.valueWritten
        event.valueWritten = effect.written ?? 0
        event.readsFrom = source
        let operation = code.bodies[thread].steps[Int(position)].operation
        (event.isLocked, event.isObject, event.isShared) = (true, operation.isObject, operation.isShared)
        let id = begin(thread, event)
        receiveAsUpdate(id, from: source, effect.order)
        graph.pointer(id).pointee.races = races(id)
        return (id, finish(id, effect))
    }

    /// Adds the thread's next access as one that reads from this write, and keeps it.
    /// - Returns: false where that is not possible, or would block the thread and must not.
    mutating func tryRead(_ thread: Int, from source: EventID, mayBlock: Bool, failsSpuriously: Bool) -> Bool {
        let position = graph.position(thread)
        let step = code.bodies[thread].steps + Int(position)
        let location = location(of: step, graph.registers(now: thread))
        var effect = effect(of: step, thread, old: graph.pointer(source).pointee.valueWritten)
        let isSpurious = failsSpuriously && step.pointee.isWeak && effect.written != nil
        if isSpurious { effect = effect.failing(step.pointee.failureOrder) }
        if effect.written != nil {
            guard !graph.isConsumed(source) else { return false }
            let (id, status) = makeUpdate(thread, position, location, from: source, stamp: graph.nextStamp, effect)
            if status != ThreadStatus.spinning || effect.hasSideEffect {
                return keep(id, from: source, status, mayBlock: mayBlock)
            }
            effect = effect.withoutWriting
        }
        let (id, status) = makeRead(thread, position, location, from: source, stamp: graph.nextStamp, effect,
                                    isSpurious: isSpurious)
        return keep(id, from: source, status, mayBlock: mayBlock)
    }

    private mutating func keep(_ id: EventID, from source: EventID, _ status: Int32, mayBlock: Bool) -> Bool {
        guard mayBlock || !ThreadStatus.isBlocked(status) else { return false }
        commit(id)
        graph.linkReader(id, to: source)
        if graph.pointer(id).pointee.kind.writes { graph.linkWrite(id, after: source) }
        if model.allows(graph, id) { return true }
        if graph.pointer(id).pointee.kind.writes { graph.unlinkWrite(id) }
        graph.unlinkReader(id)
        withdraw(id)
        return false
    }

    /// Adds an access that reads from the given write as it was added before, without visiting anything.
    /// - Returns: its name; a write's place in modification order is left to the caller.
    mutating func replayAccess(_ thread: Int, from source: EventID, kind: Event.Kind, isSpurious: Bool,
                               stamp: UInt32) -> EventID {
        let position = graph.position(thread)
        let step = code.bodies[thread].steps + Int(position)
        let location = location(of: step, graph.registers(now: thread))
        var effect = effect(of: step, thread, old: graph.pointer(source).pointee.valueWritten)
        let id: EventID
        if kind == .update {
            id = makeUpdate(thread, position, location, from: source, stamp: stamp, effect).0
        } else {
            if effect.written != nil { effect = isSpurious ? effect.failing(step.pointee.failureOrder) : effect.withoutWriting }
            id = makeRead(thread, position, location, from: source, stamp: stamp, effect, isSpurious: isSpurious).0
        }
        commit(id)
        graph.linkReader(id, to: source)
        return id
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
