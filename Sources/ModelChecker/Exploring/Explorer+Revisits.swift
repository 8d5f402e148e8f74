import Litmus

/// Backward revisits: a new write is read by reads that were added before it (TruSt, Algorithm 1, lines 12 to 16).
extension Explorer {
    /// Pushes the reads that a write revisits: those that (po ∪ rf)⁺ does not lead from to it, and whose revisit is
    /// made from this graph and from no other one that would give the same.
    /// - Parameter write: the newest event, a write or read-modify-write that is not in modification order yet.
    /// - Returns: where they begin in `scratch`.
    mutating func pushRevisits(from write: EventID) -> Int {
        let first = scratch.count
        if limits.reason != nil { return first }
        let past = graph.clock(.causal, of: write)
        var source = graph.moLast[Int(graph.pointer(write).pointee.location)]
        while source != .none {
            var reader = graph.pointer(source).pointee.firstReader
            while reader != .none {
                // In large graphs one write's readers alone can take longer than a limit allows.
                if limits.isReached(after: graph.eventCount * graph.eventCount, recorder.executions, recorder.blocked) {
                    return first
                }
                if !past.contains(reader) { pushIfMaximal(reader, write) }
                reader = graph.pointer(reader).pointee.nextReader
            }
            source = graph.pointer(source).pointee.moPrevious
        }
        return first
    }

    private mutating func pushIfMaximal(_ read: EventID, _ write: EventID) {
        let kept = scratch.count
        pushKeptLengths(read, write)
        let isRevisited = isMaximal(read, write, kept: kept)
        scratch.truncate(to: kept)
        if isRevisited { scratch.push(read) }
    }

    /// Pushes, for each thread, how many of its events stay: those that were added before the read, and those that
    /// (po ∪ rf)⁺ leads from to the write.
    private mutating func pushKeptLengths(_ read: EventID, _ write: EventID) {
        let stamp = graph.pointer(read).pointee.stamp
        let past = graph.clock(.causal, of: write)
        for thread in 0..<graph.threadCount {
            let needed = past[thread]
            var length = Int(graph.lengths[thread])
            while length > needed, graph.pointer(EventID(thread: thread, index: length - 1)).pointee.stamp >= stamp {
                length -= 1
            }
            scratch.push(EventID(thread: thread, index: length))
        }
    }

    /// Whether the read and all events that go were added in the one way that counts as the maximal one: reading from,
    /// or being, the last write of what was there or will stay, and not read from by it. Exactly one of the graphs from
    /// which the same revisit could start has that; only there it is made (TruSt, section 4.2).
    private func isMaximal(_ read: EventID, _ write: EventID, kept: Int) -> Bool {
        for thread in 0..<graph.threadCount {
            for index in scratch[kept + thread].index..<Int(graph.lengths[thread])
            where !isMaximallyAdded(EventID(thread: thread, index: index), write) {
                return false
            }
        }
        return true
    }

    private func isMaximallyAdded(_ id: EventID, _ write: EventID) -> Bool {
        let event = graph.pointer(id)
        let past = graph.clock(.causal, of: write)
        if event.pointee.isSpurious { return false }
        if event.pointee.kind.reads {
            let source = event.pointee.readsFrom
            guard isPrevious(source, before: event.pointee.stamp, past) else { return false }
            var next = graph.pointer(source).pointee.moNext
            while next != .none {
                if next != id, !isOtherHalf(next, of: id), isPrevious(next, before: event.pointee.stamp, past) { return false }
                next = graph.pointer(next).pointee.moNext
            }
        }
        if event.pointee.kind.writes {
            var next = event.pointee.moNext
            while next != .none {
                if isPrevious(next, before: event.pointee.writeStamp, past) { return false }
                next = graph.pointer(next).pointee.moNext
            }
            var reader = event.pointee.firstReader
            while reader != .none {
                if graph.pointer(reader).pointee.stamp < event.pointee.writeStamp { return false }
                reader = graph.pointer(reader).pointee.nextReader
            }
        }
        return true
    }

    /// Whether the write is that of the exchange whose read the event is: invisible to it.
    @inline(__always)
    private func isOtherHalf(_ write: EventID, of id: EventID, _ record: Event? = nil) -> Bool {
        (record ?? graph.pointer(id).pointee).isHalf && write.thread == id.thread && write.index == id.index - 1
    }

    /// Whether a write was in the graph before the stamp was given out, or stays because the revisiting write needs it.
    @inline(__always)
    private func isPrevious(_ id: EventID, before stamp: UInt32, _ past: VectorClock) -> Bool {
        graph.pointer(id).pointee.writeStamp < stamp || past.contains(id)
    }

    /// Visits the graph that is left when the read reads from the write, and what was added after the read and is not
    /// needed for the write has gone.
    mutating func revisit(_ read: EventID, from write: EventID) {
        // The way back from where a limit was met must not cost what the visits would have cost.
        if limits.reason != nil { return }
        let kept = scratch.count
        pushKeptLengths(read, write)
        let record = graph.pointer(read).pointee
        graph.knownCycle.forget(from: record.stamp)
        let mark = saved.count
        for thread in 0..<graph.threadCount {
            let length = scratch[kept + thread].index
            while Int(graph.lengths[thread]) > length { remove(thread) }
        }
        scratch.truncate(to: kept)
        if graph.racingEvents > 0 { pushEndedRaces() }
        let ended = scratch.count
        if graph.pointer(write).pointee.kind == .update {
            placeUpdate(write, andRevisit: read, record)
        } else {
            placeWrite(write, andRevisit: read, record)
        }
        for index in kept..<ended {
            graph.pointer(scratch[index]).pointee.races = true
            graph.racingEvents += 1
        }
        scratch.truncate(to: kept)
        while saved.count > mark { restore() }
    }

    private mutating func placeWrite(_ write: EventID, andRevisit read: EventID, _ record: Event) {
        let first = pushPlaces(of: write)
        let before = share
        let turn = divide(scratch.count - first)
        for index in first..<scratch.count where turn.includes(index - first) {
            graph.linkWrite(write, after: scratch[index])
            readAgain(read, record, from: write)
            graph.unlinkWrite(write)
        }
        share = before
        scratch.truncate(to: first)
    }

    private mutating func placeUpdate(_ update: EventID, andRevisit read: EventID, _ record: Event) {
        let source = graph.pointer(update).pointee.readsFrom
        if graph.isConsumed(source) { return }
        graph.linkReader(update, to: source)
        graph.linkWrite(update, after: source)
        readAgain(read, record, from: update)
        graph.unlinkWrite(update)
        graph.unlinkReader(update)
    }

    private mutating func readAgain(_ read: EventID, _ record: Event, from write: EventID) {
        guard model.allows(graph, write) else { return }
        let row = record.isHalf ? read.index - 1 : read.index
        model.prepare(graph, thread: read.thread, row: row, writes: record.isLocked)
        var later = graph.moLast[Int(record.location)]
        while later != write {
            if isOtherHalf(later, of: read, record) {
                if graph.pointer(later).pointee.moPrevious != write { return }
            } else if model.precedes(graph, later) {
                return
            }
            later = graph.pointer(later).pointee.moPrevious
        }
        access(read.thread, record.step, record.location, from: write, stamp: record.stamp)
    }

    // MARK: Taking events out and putting them back

    /// Takes a thread's last event out of the graph and keeps it in `saved`.
    private mutating func remove(_ thread: Int) {
        let index = Int(graph.lengths[thread]) - 1
        let id = EventID(thread: thread, index: index)
        let event = graph.pointer(id)
        saved.push(graph, id)
        if event.pointee.kind.writes { graph.unlinkWrite(id) }
        if event.pointee.kind.reads { graph.unlinkReader(id) }
        if event.pointee.kind == .spawn { graph.spawnedBy[Int(event.pointee.location)] = .none }
        if event.pointee.order == .seqCst { graph.seqCstEvents -= 1 }
        if event.pointee.races { graph.racingEvents -= 1 }
        graph.lengths[thread] -= 1
        graph.eventCount -= 1
    }

    /// Puts back the event that was removed last.
    private mutating func restore() {
        let id = saved.pop(graph)
        let event = graph.pointer(id)
        graph.lengths[id.thread] += 1
        graph.eventCount += 1
        if event.pointee.kind.reads { graph.relinkReader(id) }
        if event.pointee.kind.writes { graph.relinkWrite(id) }
        if event.pointee.kind == .spawn { startSpawned(Int(event.pointee.location), by: id) }
        if event.pointee.order == .seqCst { graph.seqCstEvents += 1 }
        if event.pointee.races { graph.racingEvents += 1 }
    }

    /// Events whose partner in a race has gone race no longer. Pushes them.
    private mutating func pushEndedRaces() {
        for thread in 0..<graph.threadCount {
            for index in 0..<Int(graph.lengths[thread]) {
                let id = EventID(thread: thread, index: index)
                guard graph.pointer(id).pointee.races, !races(id) else { continue }
                scratch.push(id)
                graph.pointer(id).pointee.races = false
                graph.racingEvents -= 1
            }
        }
    }
}
