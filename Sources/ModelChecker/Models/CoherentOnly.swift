import Litmus

/// No axioms but atomicity, the acyclicity of po ∪ rf, and coherence of each thread's own accesses: what the
/// explanations of forbidden outcomes look through first, as an outcome that coherence allows is forbidden for another
/// reason.
struct CoherentOnly: MemoryModel {
    /// No name of its own: it is never asked for.
    static let name = ModelName.rc11
    static let usesHappensBefore = true

    static func axioms(_ g: RelationalGraph) -> [Axiom] { [g.coherenceOfEachThread] }

    private var thread = 0
    private var row = 0

    init(threadCount: Int, chunks: Int) {}

    mutating func prepare(_ graph: borrowing ExecutionGraph, thread: Int, row: Int, writes: Bool) {
        (self.thread, self.row) = (thread, row)
    }

    /// What the thread wrote or read before comes before, and for `finally` everything.
    func precedes(_ graph: borrowing ExecutionGraph, _ write: EventID) -> Bool {
        if write.thread == graph.threadCount || thread == graph.finally || isEarlier(write) { return true }
        var reader = graph.pointer(write).pointee.firstReader
        while reader != .none {
            if isEarlier(reader) { return true }
            reader = graph.pointer(reader).pointee.nextReader
        }
        return false
    }

    private func isEarlier(_ id: EventID) -> Bool { id.thread == thread && id.index < row }

    func allows(_ graph: borrowing ExecutionGraph, _ event: EventID) -> Bool { true }
}

extension RelationalGraph {
    /// acyclic(po|loc ∪ rf ∪ mo ∪ rb): SC per location (Alglave, Maranget, Tautschnig, *Herding Cats*, section 4.2).
    var coherenceOfEachThread: Axiom {
        .acyclic("SC per location", "po|loc ∪ rf ∪ mo ∪ rb", on: self,
                 [("po", programOrder & loc), ("rf", rf), ("mo", mo), ("rb", rb)])
    }
}
