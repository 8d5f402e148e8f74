import Litmus

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

    /// A thread's first write must have the first event of the thread that it follows in its past (`SymmetricThreads`).
    @inline(__always)
    private func hasLeaderInPast(_ thread: Int, _ source: EventID) -> Bool {
        let leader = code.bodies[thread].follows
        return leader < 0 || graph.lengths[thread] > 0 || graph.clock(.causal, of: source)[leader] > 0
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

    /// Adds a read. One that blocks its thread is worth visiting only where it reads the last write, and does not fail
    /// without a reason: any other could never be revisited or taken back (`isMaximal`), so that its thread would stay
    /// blocked in all that follows, although it could go on by looking once more.
    private mutating func read(_ thread: Int, _ position: Int32, _ location: Int32, from source: EventID, stamp: UInt32,
                               _ effect: AccessEffect, isSpurious: Bool = false) {
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
                                   stamp: UInt32, _ effect: AccessEffect, isSpurious: Bool) -> (EventID, status: Int32) {
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
    private mutating func finish(_ id: EventID, _ effect: AccessEffect) -> Int32 {
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

    /// Adds a read-modify-write, right after what it reads from. Where another one reads from that already, this one
    /// has no place in the graph as it is, but can have one where it revisits.
    private mutating func update(_ thread: Int, _ position: Int32, _ location: Int32, from source: EventID,
                                 stamp: UInt32, _ effect: AccessEffect) {
        guard hasLeaderInPast(thread, source) else { return }
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
                                     stamp: UInt32, _ effect: AccessEffect) -> (EventID, status: Int32) {
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
}
