import Litmus

/// Says which axiom rules out an outcome: looks among all graphs that end so, whatever the axioms say of them, for one
/// that shows it with the shortest cycle.
final class ForbiddenOutcome {
    private let request: ExplorationRequest
    private let model: ModelName
    private let condition: Condition
    private let columns: [Observable: Int]
    private var best: (rank: (axioms: Int, edges: Int), text: String, axiom: String)?
    private var found = 0

    /// The search ends after so many graphs that end so, so many graphs in all, or this time.
    private static let enough = 50
    private static let maxExecutions = 20_000
    private static let patience = Duration.milliseconds(100)

    private init(_ condition: Condition, _ model: ModelName, of request: ExplorationRequest) {
        var request = request
        request.options.jobs = 1
        request.options.maxExecutions = Self.maxExecutions
        request.options.timeout = Self.patience
        request.options.stopsAtFirstError = false
        self.request = request.forAside()
        self.condition = condition
        self.model = model
        columns = Dictionary(uniqueKeysWithValues: request.program.tracked.enumerated().map { ($1, $0) })
    }

    /// Nil where nothing was found in time.
    static func explanation(_ condition: Condition, _ model: ModelName, of request: ExplorationRequest) -> Explanation? {
        onDeepStacks(1) { ForbiddenOutcome(condition, model, of: request).explanation() }.first ?? nil
    }

    private func explanation() -> Explanation? {
        var explorer = Explorer<Unconstrained>(request)
        explorer.recorder.observer = self
        explorer.visit()
        if let best {
            return Explanation(axiom: best.axiom, cycle: best.text,
                               sentence: "the axiom \(best.axiom) of \(model.rawValue) forbids it: the events would form this cycle")
        }
        guard explorer.limits.reason == nil else { return nil }
        return Explanation(sentence: "no execution ends so under any model: no choice of what the loads read gives these values")
    }

    /// - Returns: whether the search should go on.
    func note(_ graph: borrowing ExecutionGraph, _ values: UnsafeMutablePointer<Int64>) -> Bool {
        guard (condition.evaluate { values[self.columns[$0] ?? 0] } ?? 0) != 0 else { return true }
        let candidate = RelationalGraph(GraphSnapshot(graph))
        guard candidate.nodes.count <= 120, let violation = candidate.violation(of: model) else { return true }
        found += 1
        let rank = (candidate.axioms(of: model).filter { !$0.holds }.count, violation.cycle.edges.count)
        if best.map({ rank < $0.rank }) ?? true {
            let text = CycleText(graph: candidate, program: request.program, code: request.code.source)
            best = (rank, text.text(violation), violation.name)
        }
        return found < Self.enough
    }
}

extension GraphSnapshot {
    /// A shown execution as a graph again.
    init(_ witness: Witness, _ program: Program, _ code: ProgramCode) {
        let threadCount = program.bodies.count
        var threads: [[Event]] = Array(repeating: [], count: threadCount)
        var ids: [EventID] = []
        for event in witness.events {
            ids.append(EventID(thread: event.thread, index: threads[event.thread].count))
            threads[event.thread].append(Event(event, code.threads[event.thread]))
        }
        var orders = program.locations.indices.map { [EventID(thread: threadCount, index: $0)] }
        for (number, event) in witness.events.enumerated().sorted(by: { ($0.1.modificationIndex ?? 0) < ($1.1.modificationIndex ?? 0) }) {
            if event.modificationIndex != nil, let location = event.location { orders[location].append(ids[number]) }
        }
        var spawnedBy = Array(repeating: EventID.none, count: threadCount)
        for (number, event) in witness.events.enumerated() {
            if case .event(let source) = event.readsFrom {
                threads[event.thread][ids[number].index].readsFrom = ids[source]
            } else if let location = event.location {
                threads[event.thread][ids[number].index].readsFrom = EventID(thread: threadCount, index: location)
            }
            if case .spawn(let thread) = event.kind { spawnedBy[thread] = ids[number] }
        }
        let initial = program.locations.enumerated().map { location, declared in
            var write = Event(.write, .plain, step: -1, location: Int32(location), stamp: 0)
            write.valueWritten = declared.startValue
            return write
        }
        self.init(threads: threads + [initial], modificationOrder: orders, spawnedBy: spawnedBy,
                  finally: program.finally == nil ? -1 : threadCount - 1)
    }
}

extension Event {
    fileprivate init(_ shown: Witness.Event, _ code: ThreadCode) {
        let kind: Kind = switch shown.kind {
        case .fence: .fence
        case .spawn: .spawn
        case .join: .join
        default: shown.valueWritten == nil ? .read : shown.valueRead == nil ? .write : .update
        }
        var location = Int32(shown.location ?? -1)
        if case .spawn(let thread) = shown.kind { location = Int32(thread) }
        if case .join(let thread) = shown.kind { location = Int32(thread) }
        self.init(kind, shown.order, step: Int32(code.instruction.firstIndex(of: shown.instruction) ?? 0),
                  location: location, stamp: 0)
        (valueRead, valueWritten) = (shown.valueRead ?? 0, shown.valueWritten ?? 0)
        let operation = code.steps[Int(step)].operation
        (isLocked, isObject, isShared) = (kind.reads && operation.isLocked, operation.isObject, operation.isShared)
    }
}
