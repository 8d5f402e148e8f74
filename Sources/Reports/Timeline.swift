import Litmus
import ModelChecker

/// One execution as text: a column a thread, time downwards, in an order that agrees with po and rf. Each read says
/// which row its value comes from; stale reads are marked; under `tso` the store buffers' contents stand beside the
/// operations, and a row of its own is the moment at which a store reaches memory.
///
/// - Parameters:
///   - isWeak: whether the title says that `sc` does not allow it.
///   - title: what stands after "NAME under MODEL: "; without it, the values of the observed columns.
/// - Returns: lines of at most `style.width` columns, without a line break at the end.
public func timeline(_ witness: Witness, of program: Program, style: TextStyle = TextStyle(),
                     isWeak: Bool = false, title: String? = nil) -> String {
    let timeline = Timeline(of: witness, in: program)
    let layout = TimelineLayout(timeline, width: style.width, ascii: style.ascii)
    let heading = timelineTitle(witness, of: program, isWeak: isWeak, title: title)
    let lines = PlainText.spelled(heading, ascii: style.ascii).wrapped(to: style.width).map { [Span($0, .heading)] }
        + [[]] + layout.lines
    return lines.map { $0.rendered(color: style.color) }.joined(separator: "\n")
}

/// "store_buffering under tso: A.r1 = 0, B.r2 = 0 (not possible under sc)"
func timelineTitle(_ witness: Witness, of program: Program, isWeak: Bool, title: String?) -> String {
    let values = program.observedValues(among: witness.values)
    let what = title ?? (values.count == program.observed.count ? program.sentence(of: values) : "")
    return "\(program.name) under \(witness.model.rawValue)" + (what.isEmpty ? "" : ": \(what)")
        + (isWeak ? " (not possible under sc)" : "")
}

/// A witness as rows of text, not laid out yet.
struct Timeline: Sendable {
    struct Row: Sendable {
        /// Counts the steps from 1; nil for what keeps a thread from its end.
        var number: Int?
        /// An index in `threadNames`.
        var column: Int
        var operation: String
        /// Whether the operation is the thread's own, as opposed to something that its store buffer does.
        var isExecution = true
        /// The contents of the thread's store buffer after the step: `[flag1=1]`. Empty where the buffer is.
        var buffer = ""
        /// Where a value comes from, and what it misses.
        var notes: [String] = []
    }

    var threadNames: [String]
    var rows: [Row]

    init(of witness: Witness, in program: Program) {
        let steps = witness.steps.filter { !witness.isStillWaiting($0) && !witness.isArrivalOnly($0, program) }
        var builder = TimelineBuilder(witness, program, steps)
        rows = steps.map { builder.row(for: $0) }
        rows += witness.blocked.map { builder.row(for: $0) }
        // A `finally` that does not appear (an execution that never came so far) gets no column.
        let used = Set(rows.map(\.column))
        threadNames = program.bodies.enumerated()
            .filter { $0.offset < program.threads.count || used.contains($0.offset) }.map(\.element.name)
    }
}

/// Follows the steps of a witness and keeps what the rows say of the moment: the buffers, and each event's row.
private struct TimelineBuilder {
    let witness: Witness
    let program: Program
    let spelling: OperationText
    /// Stores that stay in a buffer for a while: those that have a step for leaving it.
    let buffered: Set<Int>
    /// By thread: the stores in its buffer, oldest first.
    var buffers: [[Int]]
    let rowOfEvent: [Int: Int]
    var rowCount = 0

    init(_ witness: Witness, _ program: Program, _ steps: [Witness.Step]) {
        self.witness = witness
        self.program = program
        spelling = OperationText(of: program)
        buffered = Set(witness.steps.compactMap { if case .flush(let event) = $0 { event } else { nil } })
        buffers = Array(repeating: [], count: program.bodies.count)
        rowOfEvent = Dictionary(uniqueKeysWithValues: steps.enumerated().compactMap { number, step in
            if case .execute(let event) = step { (event, number + 1) } else { nil }
        })
    }

    mutating func row(for step: Witness.Step) -> Timeline.Row {
        rowCount += 1
        switch step {
        case .execute(let index):
            let event = witness.events[index]
            let notes = [source(of: index), opening(event), stale(event), race(index)].compactMap { $0 }
            if buffered.contains(index) { buffers[event.thread].append(index) }
            return Timeline.Row(number: rowCount, column: event.thread, operation: spelling.text(of: event),
                                buffer: bufferText(event.thread), notes: notes)
        case .flush(let index):
            let event = witness.events[index]
            buffers[event.thread].removeAll { $0 == index }
            return Timeline.Row(number: rowCount, column: event.thread,
                                operation: "~ \(spelling.assignment(of: event)) reaches memory",
                                isExecution: false, buffer: bufferText(event.thread))
        }
    }

    func row(for blocked: Witness.Blocked) -> Timeline.Row {
        let origins = program.bodies[blocked.thread].origins
        let statement = origins.indices.contains(blocked.instruction) ? origins[blocked.instruction].statement : ""
        return Timeline.Row(column: blocked.thread, operation: statement.isEmpty ? "blocked" : statement,
                            notes: [blocked.reason])
    }

    private func bufferText(_ thread: Int) -> String {
        guard !buffers[thread].isEmpty else { return "" }
        let entries = buffers[thread].map { index -> String in
            let event = witness.events[index]
            let name = event.location.map { program.locations[$0].name } ?? "?"
            return "\(name)=\(event.valueWritten ?? 0)"
        }
        return "[\(entries.joined(separator: ", "))]"
    }

    /// "from row 3", "from row 3, synchronises", "from its own buffer (row 1)"; nil for an initial value.
    private func source(of index: Int) -> String? {
        let event = witness.events[index]
        let synchronised = witness.edges.filter { $0.to == index && $0.relation == "sw" }.compactMap(\.from)
        var parts: [String] = []
        if case .event(let write)? = event.readsFrom, let row = rowOfEvent[write] {
            let isOwn = buffers[event.thread].contains(write)
            if case .object = event.kind {
                // What the thread did to the object itself is above in its own column.
                if witness.events[write].thread != event.thread { parts.append("after row \(row)") }
            } else {
                parts.append(isOwn ? "from its own buffer (row \(row))" : "from row \(row)")
            }
            if synchronised.contains(write) { parts.append("synchronises") }
        }
        let others = synchronised.filter { event.readsFrom != .event($0) }.compactMap { rowOfEvent[$0] }.sorted()
        if !others.isEmpty {
            parts.append("synchronises with row\(others.count == 1 ? "" : "s") "
                + others.map(String.init).joined(separator: ", "))
        }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    /// "lets A and B through"
    private func opening(_ event: Witness.Event) -> String? {
        let names = witness.threadsLetThrough(by: event, program).map { program.bodies[$0].name }
        guard let last = names.last else { return nil }
        let others = names.dropLast().joined(separator: ", ")
        return "lets \(others.isEmpty ? last : "\(others) and \(last)") through"
    }

    /// "races with row 4"
    private func race(_ index: Int) -> String? {
        guard witness.racing.contains(index) else { return nil }
        let row = witness.racing.first { $0 != index }.flatMap { rowOfEvent[$0] }
        return row.map { "races with row \($0)" }
    }

    /// "stale: A's flag1 = 1 is still in its buffer"
    private func stale(_ event: Witness.Event) -> String? {
        guard let missed = event.missedWrite else { return nil }
        let write = witness.events[missed]
        let isBuffered = buffers[write.thread].contains(missed)
        return "stale: \(program.bodies[write.thread].name)'s \(spelling.assignment(of: write)) "
            + (isBuffered ? "is still in its buffer" : "not seen yet")
    }
}
