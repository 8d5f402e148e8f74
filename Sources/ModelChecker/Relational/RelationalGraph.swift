import Litmus

/// An execution graph as sets and relations, the way papers and herd7's cat files see it: the halves of a
/// read-modify-write are events of their own, initial writes are events before all others.
///
/// This is the second opinion on the explorer's incremental checks, and where explanations take their cycles from.
struct RelationalGraph {
    struct Node {
        /// The event that the node is, or is half of.
        var id: EventID
        var event: Event
        var isRead: Bool
        var isWrite: Bool
        var isInitial: Bool
    }

    let nodes: [Node]
    /// Program order; initial writes before everything.
    let po: Relation
    let rf: Relation
    let mo: Relation
    /// From the read to the write of a read-modify-write.
    let rmw: Relation
    /// From what starts a thread to its first event, and from a thread's end to what awaits it.
    let threads: Relation
    /// Between accesses to one location.
    let loc: Relation
    /// Between events of different threads.
    let external: Relation

    init(_ graph: GraphSnapshot) {
        var nodes: [Node] = []
        for (index, write) in graph.threads[graph.threadCount].enumerated() {
            nodes.append(Node(id: EventID(thread: graph.threadCount, index: index), event: write, isRead: false,
                              isWrite: true, isInitial: true))
        }
        for id in graph.ids {
            let event = graph[id]
            func add(read: Bool, write: Bool) {
                nodes.append(Node(id: id, event: event, isRead: read, isWrite: write, isInitial: false))
            }
            if event.kind == .update {
                add(read: true, write: false)
                add(read: false, write: true)
            } else {
                add(read: event.kind == .read, write: event.kind == .write)
            }
        }
        self.nodes = nodes
        let ranks = graph.modificationRanks()
        let count = nodes.count
        func same(_ a: Node, _ b: Node) -> Bool { a.id == b.id }
        let loc = Relation(on: count) { a, b in
            nodes[a].isMemory && nodes[b].isMemory && nodes[a].event.location == nodes[b].event.location
        }
        self.loc = loc
        po = Relation(on: count) { a, b in
            if nodes[a].isInitial { return !nodes[b].isInitial }
            if Self.areHalves(nodes[a], nodes[b]) { return false }
            return nodes[a].id.thread == nodes[b].id.thread && !nodes[b].isInitial && a < b
        }
        rf = Relation(on: count) { a, b in
            nodes[a].isWrite && nodes[b].isRead && nodes[b].event.readsFrom == nodes[a].id
        }
        mo = Relation(on: count) { a, b in
            nodes[a].isWrite && nodes[b].isWrite && loc[a, b]
                && (ranks[nodes[a].id.raw] ?? -1) < (ranks[nodes[b].id.raw] ?? -1)
        }
        rmw = Relation(on: count) { a, b in
            if Self.areHalves(nodes[b], nodes[a]) { return true }
            return a != b && nodes[a].isRead && nodes[b].isWrite && same(nodes[a], nodes[b])
        }
        external = Relation(on: count) { a, b in nodes[a].id.thread != nodes[b].id.thread }
        threads = Relation(on: count) { a, b in Self.isThreadEdge(graph, nodes[a], nodes[b]) }
    }

    /// Whether these are the write and the read of an exchange that is two events; po does not relate them.
    private static func areHalves(_ write: Node, _ read: Node) -> Bool {
        write.event.isHalf && read.event.isHalf && write.isWrite && read.isRead
            && write.id.thread == read.id.thread && write.id.index + 1 == read.id.index
    }

    private static func isThreadEdge(_ graph: GraphSnapshot, _ a: Node, _ b: Node) -> Bool {
        if a.isInitial || b.isInitial { return false }
        if b.event.kind == .join, Int(b.event.location) == a.id.thread { return true }
        return b.id.index == 0 && graph.predecessorsOfStart(b.id.thread).contains(a.id)
    }

    /// rb = rf⁻¹ ; mo
    var rb: Relation { rf.inverse.then(mo) - Relation(on: nodes.count) { $0 == $1 } }

    /// [S] for the nodes of which `holds` is true.
    func identity(_ holds: (Node) -> Bool) -> Relation { Relation(on: nodes.count, identityOn: { holds(nodes[$0]) }) }
}

extension RelationalGraph.Node {
    var isMemory: Bool { isRead || isWrite }
    var isFence: Bool { event.kind == .fence }
    var order: MemoryOrder { isInitial ? .plain : event.order }
}

/// An axiom: a relation that has to be irreflexive or acyclic.
struct Axiom {
    enum Requirement { case acyclic, irreflexive, empty }

    var name: String
    var requirement: Requirement
    var relation: Relation

    var holds: Bool {
        switch requirement {
        case .acyclic: relation.isAcyclic
        case .irreflexive: relation.isIrreflexive
        case .empty: relation.isEmpty
        }
    }
}

extension RelationalGraph {
    /// The model's axioms, evaluated on this graph.
    func axioms(of model: ModelName) -> [Axiom] {
        switch model {
        case .sc: scAxioms
        case .tso: tsoAxioms
        case .rc11: rc11Axioms
        }
    }

    func isConsistent(under model: ModelName) -> Bool { axioms(of: model).allSatisfy(\.holds) }

    /// rmw ∩ (rb ; mo) = ∅: nothing comes between the halves of a read-modify-write.
    private var atomicity: Axiom {
        Axiom(name: "atomicity", requirement: .empty, relation: rmw & (rb & external).then(mo & external))
    }

    /// Lamport 1979; *Herding Cats*, section 4.2.
    private var scAxioms: [Axiom] {
        [Axiom(name: "SC", requirement: .acyclic, relation: po | threads | rf | mo | rb), atomicity]
    }

    /// *Herding Cats*, section 4.3, with x86's locked instructions; a SeqCst store is one.
    private var tsoAxioms: [Axiom] {
        [
            Axiom(name: "SC per location", requirement: .acyclic, relation: (po & loc) | rf | mo | rb),
            Axiom(name: "TSO", requirement: .acyclic, relation: preservedProgramOrder | (rf & external) | mo | rb),
            atomicity,
        ]
    }

    /// ppo ∪ fenced, and the edges between threads.
    var preservedProgramOrder: Relation {
        let locked = identity {
            $0.event.isLocked || $0.event.isHalf || ($0.isWrite && !$0.isInitial && $0.event.order == .seqCst)
        }
        let barrier = identity {
            ($0.isFence && $0.event.order == .seqCst) || $0.event.kind == .spawn || $0.event.kind == .join
        } | locked
        let write = identity { $0.isWrite }
        let read = identity { $0.isRead }
        // Of accesses only: a fence that is no mfence is no instruction, and must not order a store before a load.
        let memory = identity { $0.isMemory }
        let ppo = memory.then(po).then(memory) - write.then(po).then(read)
        let fenced = po.then(barrier) | barrier.then(po) | po.then(barrier).then(po)
        return ppo | fenced | threadsWithBuffers
    }

    /// A thread's start and end come after all of the other thread's stores have left its buffer.
    private var threadsWithBuffers: Relation { po.reflexive.then(threads).then(po.reflexive) }

    /// Lahav and others, PLDI 2017, section 3; names as in the paper.
    private var rc11Axioms: [Axiom] {
        [
            Axiom(name: "coherence", requirement: .irreflexive, relation: happensBefore.then(eco.reflexive)),
            atomicity,
            Axiom(name: "SC", requirement: .acyclic, relation: psc),
            Axiom(name: "no-thin-air", requirement: .acyclic, relation: po | threads | rf),
        ]
    }

    /// eco = (rf ∪ mo ∪ rb)⁺
    var eco: Relation { (rf | mo | rb).closure }

    /// sw = [E⊒rel] ; ([F] ; sb)? ; rs ; rf ; [R⊒rlx] ; (sb ; [F])? ; [E⊒acq], and what C++20 says of rwlocks.
    ///
    /// The other objects' operations synchronise by rf like accesses, but fences have no part in it.
    var synchronisesWith: Relation {
        let fence = identity { $0.isFence }
        let rs = identity { $0.isWrite }.then((po & loc).reflexive).then(identity { $0.isWrite && $0.order.isAtomic })
            .then(rf.then(rmw).reflexiveClosure)
        let releases = identity { $0.order.releases }
        let acquires = identity { $0.order.acquires }
        let passed = rs.then(rf).then(identity { $0.isRead && $0.order.isAtomic })
        let memory = identity { !$0.event.isObject }
        let object = identity { $0.event.isObject && !$0.event.isShared }
        let byAccesses = releases.then(fence.then(po).reflexive).then(memory).then(passed)
            .then(po.then(fence).reflexive).then(acquires)
        let byObjects = releases.then(object).then(passed).then(acquires)
        return byAccesses | byObjects | synchronisesByRWLock
    }

    /// C++20, [thread.sharedmutex.requirements]: an exclusive unlock synchronises with every later lock operation on the
    /// object, a shared unlock with later exclusive ones.
    private var synchronisesByRWLock: Relation {
        Relation(on: nodes.count) { a, b in
            let (unlock, lock) = (nodes[a].event, nodes[b].event)
            guard mo[a, b], unlock.isShared, lock.isShared, unlock.kind == .update, lock.kind == .update else {
                return false
            }
            let isExclusiveUnlock = unlock.valueRead < 0
            let isSharedUnlock = unlock.valueRead > 0 && unlock.valueWritten == unlock.valueRead - 1
            let isExclusiveLock = lock.valueWritten < 0
            let isSharedLock = lock.valueRead >= 0 && lock.valueWritten == lock.valueRead + 1
            return isExclusiveUnlock && (isExclusiveLock || isSharedLock) || isSharedUnlock && isExclusiveLock
        }
    }

    /// hb = (sb ∪ sw)⁺
    var happensBefore: Relation { (po | threads | synchronisesWith).closure }

    /// scb = sb ∪ sb|≠loc ; hb ; sb|≠loc ∪ hb|loc ∪ mo ∪ rb
    var scb: Relation {
        let elsewhere = po - loc
        let hb = happensBefore
        return po | elsewhere.then(hb).then(elsewhere) | (hb & loc) | mo | rb
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
