import Litmus

/// x86-TSO (Owens, Sarkar, Sewell, *A Better x86 Memory Model*, TPHOLs 2009), in the axiomatic form of *Herding Cats*,
/// section 4.3, for the standard mapping of C11: a `SeqCst` store is `xchg`, a `SeqCst` fence is `mfence`,
/// read-modify-writes are locked, every other access is a plain `mov`.
///
/// - **SC per location**: acyclic(po|loc ∪ rf ∪ mo ∪ rb).
/// - **Global order**: acyclic(ppo ∪ fenced ∪ rfe ∪ mo ∪ rb), where ppo = po \ (W × R), and fenced orders
///   everything before a locked instruction or an `mfence` with everything after it.
///
/// A store's place in the global order is the moment at which it leaves its buffer. Hence the two prefixes of a thread
/// that a past consists of: of the events that happen when they are executed, and of the stores that have left the
/// buffer.
struct TSO: MemoryModel {
    static let name = ModelName.tso
    static let usesHappensBefore = false
    static let hasStoreBuffers = true
    static let splitsExchangesOfHerd = true

    static func axioms(_ g: RelationalGraph) -> [Axiom] {
        [
            g.atomicity,
            g.coherenceOfEachThread,
            .acyclic("TSO", "ppo ∪ fenced ∪ rfe ∪ mo ∪ rb",
                     g.globalOrder.map(\.relation).reduce(Relation(on: g.nodes.count), |), cycle: g.globalOrderCycle),
        ]
    }

    private let past: BufferedPast
    private var thread = 0
    private var row = 0

    init(threadCount: Int, chunks: Int) { past = BufferedPast(threadCount: threadCount, chunks: chunks) }

    mutating func prepare(_ graph: borrowing ExecutionGraph, thread: Int, row: Int, writes: Bool) {
        (self.thread, self.row) = (thread, row)
        past.collect(graph, thread: thread, row: row, stores: writes)
    }

    /// By the global order, or because it is the thread's own: a thread sees what is in its buffer.
    func precedes(_ graph: borrowing ExecutionGraph, _ write: EventID) -> Bool {
        past.contains(graph, write) || (write.thread == thread && write.index < row)
    }

    func allows(_ graph: borrowing ExecutionGraph, _ event: EventID) -> Bool { true }
}

extension RelationalGraph {
    /// What orders accesses as memory sees them, a store when it leaves its buffer: ppo ∪ fenced ∪ rfe ∪ mo ∪ rb.
    var globalOrder: [(name: String, relation: Relation)] {
        [("po", ppo | fenced | threadsWithBuffers), ("rf", rf & external), ("mo", mo), ("rb", rb)]
    }

    /// ppo = po \\ (W × R)
    ///
    /// Of accesses only: a fence that is no mfence is no instruction, and must not order a store before a load.
    var ppo: Relation {
        let (memory, write, read) = (identity { $0.isMemory }, identity { $0.isWrite }, identity { $0.isRead })
        return memory.then(po).then(memory) - write.then(po).then(read)
    }

    /// What comes before and after an `mfence`, a locked instruction (a SeqCst store is one), or a call that starts or
    /// awaits a thread.
    var fenced: Relation {
        let barrier = identity(\.isBarrier)
        return po.then(barrier) | barrier.then(po) | po.then(barrier).then(po)
    }

    /// A thread's start and end come after all of the other thread's stores have left its buffer.
    var threadsWithBuffers: Relation { po.reflexive.then(threads).then(po.reflexive) }
}

extension RelationalGraph.Node {
    /// Whether the store buffer is empty when it has happened, and nothing that follows has.
    var isBarrier: Bool {
        (isFence && event.order == .seqCst) || event.kind == .spawn || event.kind == .join
            || event.isLocked || event.isHalf || (isWrite && !isInitial && event.order == .seqCst)
    }
}

extension Event {
    /// Whether the event waits for the store buffer to drain: a locked instruction, an `mfence`, or what the
    /// operating system does to start and await threads.
    var drainsBuffer: Bool {
        switch kind {
        case .update, .spawn, .join: true
        case .write: order == .seqCst && !isHalf
        case .fence: order == .seqCst
        case .read: isLocked
        }
    }

    /// Whether the event's place in the global order is that of a store leaving the buffer.
    /// The write of an exchange in two halves is not ordered with its read, and counts as such a store.
    var isBuffered: Bool { kind == .write && (order != .seqCst || isHalf) }
}

/// The events from which the global order leads to a point in a thread.
struct BufferedPast {
    /// Of each thread, the events that happen when they are executed.
    private let executed: VectorClock
    /// Of each thread, the stores that left its buffer.
    private let drained: VectorClock
    private let threadCount: Int
    private let storage: [ClockStorage]

    init(threadCount: Int, chunks: Int) {
        self.threadCount = threadCount
        storage = [ClockStorage(chunks: chunks), ClockStorage(chunks: chunks)]
        (executed, drained) = (storage[0].clock, storage[1].clock)
    }

    func contains(_ graph: borrowing ExecutionGraph, _ event: EventID) -> Bool {
        graph.pointer(event).pointee.isBuffered ? drained.contains(event) : executed.contains(event)
    }

    /// - Parameter stores: whether the point is that of a store leaving the buffer, which comes after all stores before
    ///   it.
    func collect(_ graph: borrowing ExecutionGraph, thread: Int, row: Int, stores: Bool) {
        for clock in [executed, drained] {
            clock.clear()
            clock[threadCount] = graph.locationCount
        }
        execute(graph, thread, upTo: row)
        if stores { drain(graph, thread, upTo: row) }
        if row == 0 { includeStart(graph, thread) } else { drainExchange(graph, thread, before: row) }
    }

    /// ppo among reads, and the buffer's draining at barriers.
    private func execute(_ graph: borrowing ExecutionGraph, _ thread: Int, upTo end: Int) {
        let start = executed[thread]
        guard thread < threadCount, end > start else { return }
        executed[thread] = end
        if start == 0 { includeStart(graph, thread) } else { drainExchange(graph, thread, before: start) }
        for index in start..<end {
            let id = EventID(thread: thread, index: index)
            let event = graph.pointer(id)
            if event.pointee.isBuffered { continue }
            if event.pointee.drainsBuffer { drain(graph, thread, upTo: event.pointee.isHalf ? index - 1 : index) }
            if index + 1 < end { drainExchange(graph, thread, before: index + 1) }
            includeSources(graph, id)
        }
    }

    /// What follows an exchange follows both of its halves.
    private func drainExchange(_ graph: borrowing ExecutionGraph, _ thread: Int, before index: Int) {
        let event = graph.pointer(EventID(thread: thread, index: index - 1))
        if event.pointee.isHalf, event.pointee.kind == .read { drain(graph, thread, upTo: index) }
    }

    /// ppo from everything to a store, and the buffer's order among stores.
    private func drain(_ graph: borrowing ExecutionGraph, _ thread: Int, upTo end: Int) {
        let start = drained[thread]
        guard thread < threadCount, end > start else { return }
        drained[thread] = end
        execute(graph, thread, upTo: end)
        for index in start..<end {
            let id = EventID(thread: thread, index: index)
            if graph.pointer(id).pointee.isBuffered { includeSources(graph, id) }
        }
    }

    private func includeStart(_ graph: borrowing ExecutionGraph, _ thread: Int) {
        if thread == graph.finally {
            for other in 0..<threadCount where other != thread { includeAll(graph, other) }
        } else if graph.spawnedBy[thread] != .none {
            include(graph, graph.spawnedBy[thread])
        }
    }

    private func includeAll(_ graph: borrowing ExecutionGraph, _ thread: Int) {
        execute(graph, thread, upTo: Int(graph.lengths[thread]))
        drain(graph, thread, upTo: Int(graph.lengths[thread]))
        if graph.lengths[thread] == 0 { includeStart(graph, thread) }
    }

    /// rfe, mo and rb into the event.
    private func includeSources(_ graph: borrowing ExecutionGraph, _ id: EventID) {
        let event = graph.pointer(id)
        if event.pointee.kind.reads, event.pointee.readsFrom.thread != id.thread { include(graph, event.pointee.readsFrom) }
        if event.pointee.kind.writes {
            let previous = event.pointee.moPrevious
            include(graph, previous)
            var reader = graph.pointer(previous).pointee.firstReader
            while reader != .none {
                if reader != id { include(graph, reader) }
                reader = graph.pointer(reader).pointee.nextReader
            }
        }
        if event.pointee.kind == .join { includeAll(graph, Int(event.pointee.location)) }
    }

    private func include(_ graph: borrowing ExecutionGraph, _ id: EventID) {
        if graph.pointer(id).pointee.isBuffered {
            drain(graph, id.thread, upTo: id.index + 1)
        } else {
            execute(graph, id.thread, upTo: id.index + 1)
        }
    }
}
