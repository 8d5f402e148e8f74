import Litmus

/// RC11: Lahav, Vafeiadis, Kang, Hur, Dreyer, *Repairing Sequential Consistency in C/C++11* (PLDI 2017), section 3, as
/// in herd7's `rc11.cat`.
///
/// - sb is program order; rb = rf⁻¹ ; mo; eco = (rf ∪ mo ∪ rb)⁺
/// - rs = [W] ; sb|loc? ; [W⊒rlx] ; (rf ; rmw)*
/// - sw = [E⊒rel] ; ([F] ; sb)? ; rs ; rf ; [R⊒rlx] ; (sb ; [F])? ; [E⊒acq]
/// - hb = (sb ∪ sw)⁺
/// - scb = sb ∪ sb|≠loc ; hb ; sb|≠loc ∪ hb|loc ∪ mo ∪ rb
/// - psc = ([E^sc] ∪ [F^sc] ; hb?) ; scb ; ([E^sc] ∪ hb? ; [F^sc]) ∪ [F^sc] ; (hb ∪ hb ; eco ; hb) ; [F^sc]
///
/// The axioms:
/// - **coherence**: hb ; eco? is irreflexive
/// - **atomicity**: rmw ∩ (rb ; mo) = ∅, which the explorer keeps by where it places writes
/// - **SC**: psc is acyclic
/// - **no-thin-air**: sb ∪ rf is acyclic, which the explorer keeps by the order in which it adds events
struct RC11: MemoryModel {
    static let name = ModelName.rc11
    static let usesHappensBefore = true
    static let racesAreUndefined = true

    static func axioms(_ g: RelationalGraph) -> [Axiom] {
        [
            g.atomicity,
            .irreflexive("coherence", "hb ; eco", g.happensBefore.then(g.eco.reflexive), cycle: g.coherenceCycle),
            .acyclic("SC", "psc", g.psc, cycle: g.pscCycle),
            .acyclic("no-thin-air", "sb ∪ rf", on: g, [("po", g.programOrder), ("rf", g.rf)]),
        ]
    }

    private var thread = 0
    private var row = 0
    private var psc = PartialSCOrder()

    init(threadCount: Int, chunks: Int) {}

    @inline(__always)
    mutating func prepare(_ graph: borrowing ExecutionGraph, thread: Int, row: Int, writes: Bool) {
        (self.thread, self.row) = (thread, row)
    }

    /// Coherence: the write happens-before the access, or is read by something that does. Otherwise there would be
    /// hb ; mo, hb ; rb, hb ; mo ; rf or hb ; rb ; rf from the access to itself.
    @inline(__always)
    func precedes(_ graph: borrowing ExecutionGraph, _ write: EventID) -> Bool {
        let past = graph.clock(.happensBefore, thread: thread, row: row)
        if past.contains(write) { return true }
        var reader = graph.pointer(write).pointee.firstReader
        while reader != .none {
            if past.contains(reader) { return true }
            reader = graph.pointer(reader).pointee.nextReader
        }
        return false
    }

    /// SC. An event at the end of modification order has no edge to another event, and closes no cycle.
    @inline(__always)
    mutating func allows(_ graph: borrowing ExecutionGraph, _ event: EventID) -> Bool {
        guard graph.seqCstEvents >= 2, graph.hasSuccessors(event) else { return true }
        return psc.isAcyclic(graph)
    }
}

extension RelationalGraph {
    /// eco = (rf ∪ mo ∪ rb)⁺
    var eco: Relation { (rf | mo | rb).closure }

    /// sw = [E⊒rel] ; ([F] ; sb)? ; rs ; rf ; [R⊒rlx] ; (sb ; [F])? ; [E⊒acq], and what the language's objects add.
    var synchronisesWith: Relation {
        let fence = identity { $0.isFence }
        let rs = identity { $0.isWrite }.then((po & loc).reflexive).then(identity { $0.isWrite && $0.order.isAtomic })
            .then(rf.then(rmw).reflexiveClosure)
        let releases = identity { $0.order.releases }
        let acquires = identity { $0.order.acquires }
        let passed = rs.then(rf).then(identity { $0.isRead && $0.order.isAtomic })
        let memory = identity { !$0.event.isObject }
        let byAccesses = releases.then(fence.then(po).reflexive).then(memory).then(passed)
            .then(po.then(fence).reflexive).then(acquires)
        return byAccesses | synchronisesByObjects(passed)
    }

    /// hb = (sb ∪ sw)⁺
    var happensBefore: Relation { (po | threads | synchronisesWith).closure }

    /// scb = sb ∪ sb|≠loc ; hb ; sb|≠loc ∪ hb|loc ∪ mo ∪ rb, where the starts and ends of threads count as events
    /// without a location (see `PartialSCOrder`).
    var scb: Relation {
        let elsewhere = po - loc
        let hb = happensBefore
        let nonLocal = elsewhere.then(hb).then(elsewhere) | ends.then(hb.reflexive).then(elsewhere | starts)
            | elsewhere.then(hb.reflexive).then(starts)
        return po | nonLocal | (hb & loc) | mo | rb
    }

    /// psc = psc_base ∪ psc_F
    var psc: Relation {
        let sc = identity { $0.order == .seqCst }
        let fence = identity { $0.isFence && $0.order == .seqCst }
        let hb = happensBefore
        let base = (sc | fence.then(hb.reflexive)).then(scb).then(sc | hb.reflexive.then(fence))
        return base | fence.then(hb | hb.then(eco).then(hb)).then(fence)
    }

    /// Pairs that race: different threads, one a write, one plain, unordered by hb.
    var races: Relation {
        let hb = happensBefore
        return Relation(on: nodes.count) { a, b in
            let (x, y) = (nodes[a], nodes[b])
            return !x.isInitial && !y.isInitial && x.id.thread != y.id.thread && loc[a, b] && (x.isWrite || y.isWrite)
                && (x.order == .plain || y.order == .plain) && !hb[a, b] && !hb[b, a]
        }
    }
}

extension ExecutionGraph {
    /// Whether mo or rb leads from the event, which has no successors in po ∪ rf, to another one.
    @inline(__always) func hasSuccessors(_ id: EventID) -> Bool {
        let event = pointer(id)
        switch event.pointee.kind {
        case .write, .update: return event.pointee.moNext != .none
        case .read: return pointer(event.pointee.readsFrom).pointee.moNext != .none
        case .fence, .spawn, .join: return false
        }
    }
}
