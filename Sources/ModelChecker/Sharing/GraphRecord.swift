import Litmus

/// A graph written down in a few bytes an event: enough to build it again. What is kept of an execution of which nobody
/// knows yet whether anyone will want to see it.
struct GraphRecord: Codable, Hashable, Sendable {
    /// Two words an event, in an order that agrees with po and rf: its thread, its kind and whether it failed
    /// spuriously; and what it reads from. Then the writes but the initial ones, location by location in modification
    /// order.
    private var words: [UInt32] = []
    private(set) var eventCount: Int

    init(_ graph: borrowing ExecutionGraph) {
        eventCount = graph.eventCount
        words.reserveCapacity(3 * eventCount)
        graph.forEachInCausalOrder { id in
            let event = graph.pointer(id)
            let kind = UInt32(event.pointee.kind.rawValue) << 1 | (event.pointee.isSpurious ? 1 : 0)
            words.append(UInt32(id.thread) << 16 | kind)
            words.append(event.pointee.readsFrom.raw)
        }
        for location in 0..<graph.locationCount { graph.appendModificationOrder(of: location, to: &words) }
    }

    /// The events as entries of a task; their stamps are of no meaning.
    var entries: [ExplorationTask.Entry] {
        (0..<eventCount).map { number in
            let (head, source) = (words[2 * number], words[2 * number + 1])
            return ExplorationTask.Entry(thread: Int(head >> 16), kind: UInt8(truncatingIfNeeded: (head & 0xffff) >> 1),
                                         source: source, isSpurious: head & 1 == 1, stamp: 0, writeStamp: 0)
        }
    }

    var modificationOrder: [UInt32] { Array(words[(2 * eventCount)...]) }
}

extension ExecutionGraph {
    /// Calls `body` with each event, in an order that agrees with po and rf: each thread is taken as far as its events'
    /// predecessors are there, round after round.
    func forEachInCausalOrder(_ body: (EventID) -> Void) {
        withUnsafeTemporaryAllocation(of: Int.self, capacity: threadCount) { next in
            next.initialize(repeating: 0)
            forEachInCausalOrder(next, body)
        }
    }

    private func forEachInCausalOrder(_ next: UnsafeMutableBufferPointer<Int>, _ body: (EventID) -> Void) {
        var taken = 0
        while taken < eventCount {
            for thread in 0..<threadCount {
                while next[thread] < Int(lengths[thread]) {
                    let id = EventID(thread: thread, index: next[thread])
                    // What must come before is what the causal clock holds.
                    let past = clock(.causal, of: id)
                    var isReady = true
                    for other in 0..<threadCount where other != thread && past[other] > next[other] { isReady = false }
                    guard isReady else { break }
                    body(id)
                    next[thread] += 1
                    taken += 1
                }
            }
        }
    }

    /// Appends a location's writes but the initial one, in modification order.
    func appendModificationOrder(of location: Int, to writes: inout [UInt32]) {
        let first = writes.count
        var write = moLast[location]
        while write.thread < threadCount {
            writes.append(write.raw)
            write = pointer(write).pointee.moPrevious
        }
        writes[first...].reverse()
    }
}

extension GraphRecord {
    /// The graph that was written down.
    func snapshot(of request: ExplorationRequest) -> GraphSnapshot { GraphSnapshot(rebuilt(request).graph) }

    fileprivate func rebuilt(_ request: ExplorationRequest) -> Explorer<Unconstrained> {
        var explorer = Explorer<Unconstrained>(request)
        explorer.rebuild(entries, modificationOrder)
        return explorer
    }
}

extension Witness {
    /// The execution that was written down.
    init(_ record: GraphRecord, of request: ExplorationRequest) {
        let explorer = record.rebuilt(request)
        self.init(explorer.graph, request.code, request.program, request.options.model)
    }
}

/// What all witnesses of an exploration need to be made: in an object, because there is a reference for each outcome.
final class ExploredProgram: Sendable {
    let request: ExplorationRequest

    init(_ request: ExplorationRequest) { self.request = request }
}

/// Where a witness comes from: it is there, or it is made when somebody asks for it.
enum WitnessSource: Sendable {
    case none
    case made(Witness)
    case recorded(GraphRecord, ExploredProgram)

    init(_ witness: Witness?) { self = witness.map(WitnessSource.made) ?? .none }

    var isThere: Bool {
        if case .none = self { false } else { true }
    }

    var witness: Witness? {
        switch self {
        case .none: nil
        case .made(let witness): witness
        case .recorded(let record, let explored): Witness(record, of: explored.request)
        }
    }
}
