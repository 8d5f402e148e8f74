import Litmus

/// A graph written down in a few bytes an event: enough to build it again. What is kept of an execution of which nobody
/// knows yet whether anyone will want to see it.
struct GraphRecord: Codable, Hashable, Sendable {
    /// For each thread its number of events, and two words for each of them: its kind and whether it failed spuriously;
    /// and what it reads from, or the other thread of a `spawn` or `join`. Then the writes but the initial ones,
    /// location by location in modification order.
    private var words: [UInt32] = []
    let eventCount: Int
    private let threadCount: Int

    init(_ graph: borrowing ExecutionGraph) {
        (eventCount, threadCount) = (graph.eventCount, graph.threadCount)
        words.reserveCapacity(threadCount + 3 * eventCount)
        for thread in 0..<threadCount {
            words.append(UInt32(graph.lengths[thread]))
            for index in 0..<Int(graph.lengths[thread]) {
                let event = graph.pointer(EventID(thread: thread, index: index))
                words.append(UInt32(event.pointee.kind.rawValue) << 1 | (event.pointee.isSpurious ? 1 : 0))
                words.append(event.pointee.kind.reads ? event.pointee.readsFrom.raw
                    : UInt32(bitPattern: event.pointee.location))
            }
        }
        for location in 0..<graph.locationCount { graph.appendModificationOrder(of: location, to: &words) }
    }

    /// The events as entries of a task, in an order that agrees with po and rf; their stamps are of no meaning.
    func entries(of code: FlatCode) -> [ExplorationTask.Entry] {
        var order = CausalOrder(events, finally: code.finally)
        return order.entries()
    }

    private var events: [[ExplorationTask.Entry]] {
        var next = 0
        return (0..<threadCount).map { thread in
            let events = (0..<Int(words[next])).map { number in
                let (head, other) = (words[next + 1 + 2 * number], words[next + 2 + 2 * number])
                return ExplorationTask.Entry(thread: thread, kind: UInt8(truncatingIfNeeded: head >> 1), source: other,
                                             isSpurious: head & 1 == 1, stamp: 0, writeStamp: 0)
            }
            next += 1 + 2 * events.count
            return events
        }
    }

    var modificationOrder: [UInt32] { Array(words[(threadCount + 2 * eventCount)...]) }
}

/// Puts threads' events into an order that agrees with po and rf: each thread is taken as far as what its events need
/// is there, round after round.
private struct CausalOrder {
    private let events: [[ExplorationTask.Entry]]
    private let finally: Int
    /// How many of each thread's events are there.
    private var taken: [Int]
    /// The threads that are waiting to be spawned.
    private var unspawned: Set<Int>

    init(_ events: [[ExplorationTask.Entry]], finally: Int) {
        (self.events, self.finally) = (events, finally)
        taken = Array(repeating: 0, count: events.count)
        unspawned = Set(events.joined().filter { $0.kind == Event.Kind.spawn.rawValue }.map { Int($0.source) })
    }

    mutating func entries() -> [ExplorationTask.Entry] {
        var entries: [ExplorationTask.Entry] = []
        var before = -1
        while entries.count > before {
            before = entries.count
            for thread in events.indices where canStart(thread) {
                while taken[thread] < events[thread].count, isReady(events[thread][taken[thread]]) {
                    let entry = events[thread][taken[thread]]
                    entries.append(entry)
                    taken[thread] += 1
                    if entry.kind == Event.Kind.spawn.rawValue { unspawned.remove(Int(entry.source)) }
                }
            }
        }
        assert(events.indices.allSatisfy(isAll), "the events of a graph depend on each other in a circle")
        return entries
    }

    private func isAll(of thread: Int) -> Bool { taken[thread] == events[thread].count }

    private func canStart(_ thread: Int) -> Bool {
        thread == finally ? events.indices.allSatisfy { $0 == finally || isAll(of: $0) } : !unspawned.contains(thread)
    }

    private func isReady(_ entry: ExplorationTask.Entry) -> Bool {
        switch Event.Kind(rawValue: entry.kind) {
        case .read, .update:
            let source = EventID(raw: entry.source)
            return source.thread >= events.count || source.index < taken[source.thread]
        case .join: return isAll(of: Int(entry.source))
        default: return true
        }
    }
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
        explorer.rebuild(entries(of: request.code), modificationOrder)
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
