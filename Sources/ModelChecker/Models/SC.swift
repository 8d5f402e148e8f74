import Litmus

/// Sequential consistency (Lamport 1979), in the axiomatic form of Alglave, Maranget, Tautschnig, *Herding Cats*
/// (TOPLAS 2014), section 4.2: **acyclic(po ∪ rf ∪ mo ∪ rb)**, where rb = rf⁻¹ ; mo.
///
/// As every axiom is about what must come before an access, it is decided when the access looks for its place:
/// what reaches the access is collected backwards along the four relations.
struct SC: MemoryModel {
    static let name = ModelName.sc
    static let usesHappensBefore = false

    static func axioms(_ g: RelationalGraph) -> [Axiom] {
        [
            g.atomicity,
            .acyclic("SC", "po ∪ rf ∪ mo ∪ rb", on: g,
                     [("po", g.programOrder), ("rf", g.rf), ("mo", g.mo), ("rb", g.rb)]),
        ]
    }

    private var past: CausalPast

    init(threadCount: Int, chunks: Int) { past = CausalPast(threadCount: threadCount, chunks: chunks) }

    mutating func prepare(_ graph: borrowing ExecutionGraph, thread: Int, row: Int, writes: Bool) {
        past.collect(graph, thread: thread, row: row)
    }

    /// po ∪ rf ∪ mo ∪ rb leads from the write to the access: reading an older write would add an rb edge back.
    func precedes(_ graph: borrowing ExecutionGraph, _ write: EventID) -> Bool { past.clock.contains(write) }

    func allows(_ graph: borrowing ExecutionGraph, _ event: EventID) -> Bool { true }
}

/// The events from which po ∪ rf ∪ mo ∪ rb leads to a point in a thread: a prefix of every thread, as po is in the
/// relation.
struct CausalPast {
    let clock: VectorClock
    private let threadCount: Int
    private let storage: ClockStorage

    init(threadCount: Int, chunks: Int) {
        self.threadCount = threadCount
        storage = ClockStorage(chunks: chunks)
        clock = storage.clock
    }

    /// - Complexity: O(events + edges) of the past.
    func collect(_ graph: borrowing ExecutionGraph, thread: Int, row: Int) {
        clock.clear()
        clock[threadCount] = graph.locationCount
        include(graph, thread, upTo: row)
        if row == 0 { includeStart(graph, thread) }
    }

    private func include(_ graph: borrowing ExecutionGraph, _ thread: Int, upTo end: Int) {
        let start = clock[thread]
        guard thread < threadCount, end > start else { return }
        clock[thread] = end
        if start == 0 { includeStart(graph, thread) }
        for index in start..<end { includeSources(graph, EventID(thread: thread, index: index)) }
    }

    /// What comes before a thread's first event: its spawn, or all threads for `finally`.
    private func includeStart(_ graph: borrowing ExecutionGraph, _ thread: Int) {
        if thread == graph.finally {
            for other in 0..<threadCount where other != thread { include(graph, other, upTo: Int(graph.lengths[other])) }
        } else if graph.spawnedBy[thread] != .none {
            let spawn = graph.spawnedBy[thread]
            include(graph, spawn.thread, upTo: spawn.index + 1)
        }
    }

    private func includeSources(_ graph: borrowing ExecutionGraph, _ id: EventID) {
        let event = graph.pointer(id)
        if event.pointee.kind.reads { include(graph, event.pointee.readsFrom) }
        if event.pointee.kind.writes {
            let previous = event.pointee.moPrevious
            include(graph, previous)
            var reader = graph.pointer(previous).pointee.firstReader
            while reader != .none {
                include(graph, reader)
                reader = graph.pointer(reader).pointee.nextReader
            }
        }
        if event.pointee.kind == .join {
            let other = Int(event.pointee.location)
            include(graph, other, upTo: Int(graph.lengths[other]))
            if graph.lengths[other] == 0 { includeStart(graph, other) }
        }
    }

    private func include(_ graph: borrowing ExecutionGraph, _ event: EventID) {
        include(graph, event.thread, upTo: event.index + 1)
    }
}

/// Memory for one clock, for as long as somebody holds it.
///
/// An explorer and its model stay on one thread, so nobody else sees it.
final class ClockStorage {
    let clock: VectorClock

    init(chunks: Int) {
        let lanes = UnsafeMutablePointer<Lanes>.allocate(capacity: chunks)
        lanes.initialize(repeating: .zero, count: chunks)
        clock = VectorClock(lanes: lanes, chunks: chunks)
    }

    deinit { clock.lanes.deallocate() }
}
