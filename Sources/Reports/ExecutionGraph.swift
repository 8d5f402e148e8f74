import Litmus
import ModelChecker

/// An execution graph to be drawn: threads as columns, events in rows, named edges between them.
struct ExecutionGraph: Sendable {
    struct Node: Sendable {
        var thread: Int
        /// Place in the order of the timeline, from 0: later events are further down.
        var row: Int
        var label: String
    }

    struct Edge: Sendable {
        /// Nil for the initial values.
        var from: Int?
        var to: Int
        var relation: String
    }

    var threadNames: [String]
    /// As many as the witness's events, and in that order.
    var nodes: [Node]
    /// po between neighbours in a thread, then the witness's edges.
    var edges: [Edge]
    var title: String

    init(of witness: Witness, in program: Program, isWeak: Bool = false) {
        let spelling = OperationText(of: program)
        let threads = witness.events.map(\.thread)
        threadNames = program.bodies.enumerated()
            .filter { $0.offset < program.threads.count || threads.contains($0.offset) }.map(\.element.name)
        var rows = Array(repeating: 0, count: witness.events.count)
        var order: [Int] = witness.steps.compactMap { if case .execute(let event) = $0 { event } else { nil } }
        if order.count != witness.events.count { order = Array(witness.events.indices) }
        for (row, event) in order.enumerated() { rows[event] = row }
        nodes = witness.events.enumerated().map {
            Node(thread: $0.element.thread, row: rows[$0.offset], label: spelling.text(of: $0.element))
        }
        var last: [Int: Int] = [:]
        edges = order.compactMap { event in
            defer { last[threads[event]] = event }
            return last[threads[event]].map { Edge(from: $0, to: event, relation: "po") }
        }
        edges += witness.edges.map { Edge(from: $0.from, to: $0.to, relation: $0.relation) }
        title = timelineTitle(witness, of: program, isWeak: isWeak, title: nil)
    }

    var hasInitialNode: Bool { edges.contains { $0.from == nil } }
}

/// Colours of relations that can be told apart on white and on black.
func color(ofRelation relation: String) -> String {
    switch relation {
    case "po": "#8a8a8a"
    case "rf": "#2e9e57"
    case "mo": "#3b82d6"
    case "rb": "#d9822b"
    case "sw": "#b455c8"
    case "spawn", "join": "#1f9e9e"
    default: "#c04040"
    }
}

extension Report {
    /// The graph of the witness, or of the most telling one; nil where the report has none.
    func graph(_ witness: Witness?) -> ExecutionGraph? {
        guard let witness = witness ?? mostTellingWitness else { return nil }
        let values = program.observedValues(among: witness.values)
        let isWeak = witness.model != .sc && reportedOutcomes.contains { $0.isWeak && $0.values == values }
        return ExecutionGraph(of: witness, in: program, isWeak: isWeak)
    }
}
