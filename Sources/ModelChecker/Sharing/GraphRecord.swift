import Litmus

/// A graph written down in a few bytes an event: enough to build it again. What is kept of an execution of which nobody
/// knows yet whether anyone will want to see it.
struct GraphRecord: Codable, Hashable, Sendable {
    /// For each thread its number of events, and two words for each of them: its kind and whether it failed spuriously;
    /// and what it reads from. Then the writes but the initial ones, location by location in modification order.
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
                words.append(event.pointee.readsFrom.raw)
            }
        }
        for location in 0..<graph.locationCount { graph.appendModificationOrder(of: location, to: &words) }
    }

    /// The events as entries of a task, thread by thread; their stamps are of no meaning.
    var entries: [ExplorationTask.Entry] {
        var entries: [ExplorationTask.Entry] = []
        var next = 0
        for thread in 0..<threadCount {
            let end = next + 1 + 2 * Int(words[next])
            for place in stride(from: next + 1, to: end, by: 2) {
                entries.append(ExplorationTask.Entry(
                    thread: thread, kind: UInt8(truncatingIfNeeded: words[place] >> 1), source: words[place + 1],
                    isSpurious: words[place] & 1 == 1, stamp: 0, writeStamp: 0))
            }
            next = end
        }
        return entries
    }

    var modificationOrder: [UInt32] { Array(words[(threadCount + 2 * eventCount)...]) }
}

extension ExecutionGraph {
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
