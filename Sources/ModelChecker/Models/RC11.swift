import Litmus

/// RC11: Lahav, Vafeiadis, Kang, Hur, Dreyer, *Repairing Sequential Consistency in C/C++11* (PLDI 2017), section 3, as
/// in herd7's `rc11.cat`.
///
/// - sb is program order; rb = rf⁻¹ ; mo; eco = (rf ∪ mo ∪ rb)⁺
/// - rs = [W] ; sb|loc? ; [W⊒rlx] ; (rf ; rmw)*
/// - sw = [E⊒rel] ; ([F] ; sb)? ; rs ; rf ; [R⊒rlx] ; (sb ; [F])? ; [E⊒acq]
/// - hb = (sb ∪ sw)⁺
///
/// The axioms:
/// - **coherence**: hb ; eco? is irreflexive
/// - **atomicity**: rmw ∩ (rb ; mo) = ∅, which the explorer keeps by where it places writes
/// - **SC**: psc is acyclic
/// - **no-thin-air**: sb ∪ rf is acyclic, which the explorer keeps by the order in which it adds events
struct RC11: MemoryModel {
    static let name = ModelName.rc11
    static let usesHappensBefore = true

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
