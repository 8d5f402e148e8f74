import Litmus

/// psc, RC11's partial order on sequentially consistent events (PLDI 2017, section 3.2):
///
/// - scb = sb ∪ sb|≠loc ; hb ; sb|≠loc ∪ hb|loc ∪ mo ∪ rb
/// - psc_base = ([E^sc] ∪ [F^sc] ; hb?) ; scb ; ([E^sc] ∪ hb? ; [F^sc])
/// - psc_F = [F^sc] ; (hb ∪ hb ; eco ; hb) ; [F^sc]
/// - psc = psc_base ∪ psc_F
///
/// A thread's start, after what spawns it, and its end, before what joins it, are evaluations without a location, as in
/// C++20's *strongly happens before* ([intro.races]): they stand at sb|≠loc's ends, though they are no events here.
///
/// Relations are rows of bits, one for each event: the set of its predecessors.
struct PartialSCOrder {
    private var eventCount = 0
    /// Of each thread, the number of its first event.
    private var first: [Int] = []
    private var ids: [EventID] = []
    private var joins: [EventID] = []
    private var happensBefore = BitRows()
    private var scb = BitRows()
    private var psc = BitRows()

    /// - Complexity: O(n² + s · n² / 64) for n events, s of them sequentially consistent.
    mutating func isAcyclic(_ graph: borrowing ExecutionGraph) -> Bool {
        number(graph)
        for event in 0..<eventCount { addHappensBefore(graph, event) }
        for event in 0..<eventCount { addSCB(graph, event) }
        let scEvents = (0..<eventCount).filter { graph.pointer(ids[$0]).pointee.order == .seqCst }
        psc.reset(rows: eventCount, columns: eventCount)
        for event in scEvents { addPSC(graph, event) }
        return psc.isAcyclic(on: scEvents)
    }

    private mutating func number(_ graph: borrowing ExecutionGraph) {
        first.removeAll(keepingCapacity: true)
        ids.removeAll(keepingCapacity: true)
        joins.removeAll(keepingCapacity: true)
        for thread in 0..<graph.threadCount {
            first.append(ids.count)
            for index in 0..<Int(graph.lengths[thread]) {
                let id = EventID(thread: thread, index: index)
                ids.append(id)
                if graph.pointer(id).pointee.kind == .join { joins.append(id) }
            }
        }
        eventCount = ids.count
        happensBefore.reset(rows: eventCount, columns: eventCount)
        scb.reset(rows: eventCount, columns: eventCount)
    }

    private func number(of id: EventID) -> Int { first[id.thread] + id.index }

    /// The row of an event's clock, without the event itself.
    private mutating func addHappensBefore(_ graph: borrowing ExecutionGraph, _ event: Int) {
        let clock = graph.clock(.happensBefore, of: ids[event])
        for thread in 0..<graph.threadCount {
            happensBefore.insert(first[thread]..<first[thread] + clock[thread], into: event)
        }
        happensBefore.remove(event, from: event)
    }

    private mutating func addSCB(_ graph: borrowing ExecutionGraph, _ event: Int) {
        let id = ids[event]
        scb.insert(first[id.thread]..<event, into: event)
        let record = graph.pointer(id)
        if record.pointee.accessesMemory {
            for other in happensBefore.elements(of: event)
            where graph.pointer(ids[other]).pointee.isAt(record.pointee.location) {
                scb.insert(other, into: event)
            }
        }
        if record.pointee.kind.writes { addEarlierInModificationOrder(graph, record.pointee.moPrevious, except: id, to: event) }
        addNonLocalHappensBefore(graph, event)
    }

    /// mo ∪ rb into a write: the writes up to `last`, and what reads from them.
    private mutating func addEarlierInModificationOrder(
        _ graph: borrowing ExecutionGraph, _ last: EventID, except id: EventID, to event: Int
    ) {
        var write = last
        while write != .none {
            if write.thread < graph.threadCount { scb.insert(number(of: write), into: event) }
            var reader = graph.pointer(write).pointee.firstReader
            while reader != .none {
                if reader != id { scb.insert(number(of: reader), into: event) }
                reader = graph.pointer(reader).pointee.nextReader
            }
            write = graph.pointer(write).pointee.moPrevious
        }
    }

    /// sb|≠loc ; hb ; sb|≠loc. The latest event before this one at another location sees the most of hb; where there is
    /// none, the start of the thread is before it.
    private mutating func addNonLocalHappensBefore(_ graph: borrowing ExecutionGraph, _ event: Int) {
        let id = ids[event]
        var index = id.index - 1
        while index >= 0, isSameLocation(graph, EventID(thread: id.thread, index: index), id) { index -= 1 }
        if index < 0, graph.spawnedBy[id.thread] == .none { return }
        let clock = graph.clock(.happensBefore, thread: id.thread, row: index + 1)
        for join in joins where clock.contains(join) {
            let ended = Int(graph.pointer(join).pointee.location)
            scb.insert(first[ended]..<first[ended] + Int(graph.lengths[ended]), into: event)
        }
        for thread in 0..<graph.threadCount where thread != id.thread {
            let end = clock[thread]
            guard end >= 2 else { continue }
            let last = EventID(thread: thread, index: end - 1)
            var allAtLast = true
            for candidate in (0..<end - 1).reversed() {
                let other = EventID(thread: thread, index: candidate)
                let isAtLast = isSameLocation(graph, other, last)
                if !allAtLast || !isAtLast { scb.insert(number(of: other), into: event) }
                allAtLast = allAtLast && isAtLast
            }
        }
    }

    private func isSameLocation(_ graph: borrowing ExecutionGraph, _ a: EventID, _ b: EventID) -> Bool {
        let (a, b) = (graph.pointer(a), graph.pointer(b))
        return a.pointee.accessesMemory && b.pointee.isAt(a.pointee.location)
    }

    /// All psc predecessors of an SC event.
    private mutating func addPSC(_ graph: borrowing ExecutionGraph, _ event: Int) {
        let isFence = graph.pointer(ids[event]).pointee.kind == .fence
        var ends = BitRows(rows: 3, columns: eventCount)
        let (predecessors, ecoPredecessors, fenceReach) = (0, 1, 2)
        ends.formUnion(predecessors, with: scb, row: event)
        if isFence {
            for before in happensBefore.elements(of: event) {
                ends.formUnion(predecessors, with: scb, row: before)
                addECO(graph, before, to: &ends, row: ecoPredecessors)
            }
            ends.formUnion(fenceReach, with: happensBefore, row: event)
            for before in ends.elements(of: ecoPredecessors) { ends.formUnion(fenceReach, with: happensBefore, row: before) }
        }
        for before in ends.elements(of: predecessors) {
            if graph.pointer(ids[before]).pointee.order == .seqCst { psc.insert(before, into: event) }
            ends.formUnion(fenceReach, with: happensBefore, row: before)
        }
        for before in ends.elements(of: fenceReach) {
            let other = graph.pointer(ids[before])
            guard other.pointee.kind == .fence, other.pointee.order == .seqCst else { continue }
            psc.insert(before, into: event)
        }
    }

    /// eco into an event: to a write mo and rb, to a read rf, mo ; rf and rb ; rf.
    private func addECO(_ graph: borrowing ExecutionGraph, _ event: Int, to rows: inout BitRows, row: Int) {
        let record = graph.pointer(ids[event])
        var write = EventID.none
        if record.pointee.kind.writes {
            write = record.pointee.moPrevious
        } else if record.pointee.kind == .read {
            write = record.pointee.readsFrom
            if write.thread < graph.threadCount { rows.insert(number(of: write), into: row) }
            write = graph.pointer(write).pointee.moPrevious
        }
        while write != .none {
            if write.thread < graph.threadCount { rows.insert(number(of: write), into: row) }
            var reader = graph.pointer(write).pointee.firstReader
            while reader != .none {
                if reader != ids[event] { rows.insert(number(of: reader), into: row) }
                reader = graph.pointer(reader).pointee.nextReader
            }
            write = graph.pointer(write).pointee.moPrevious
        }
    }
}

extension Event {
    /// Whether it is a read or a write; a fence has no location.
    var accessesMemory: Bool { kind.reads || kind.writes }

    func isAt(_ location: Int32) -> Bool { accessesMemory && self.location == location }
}
