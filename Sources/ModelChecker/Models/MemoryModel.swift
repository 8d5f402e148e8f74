import Litmus

/// A memory model, as the explorer asks it. The explorer adds one event at a time to a consistent graph, always one
/// without successors in po ∪ rf, and keeps rf and mo such that read-modify-writes are atomic.
///
/// Every model here keeps po ∪ rf acyclic, is closed under prefixes of po ∪ rf, and lets each event be added
/// so that it reads from, or is placed at, the end of modification order: that is what the exploration's
/// completeness rests on (TruSt, POPL 2022, section 3).
protocol MemoryModel: SendableMetatype {
    static var name: ModelName { get }

    /// Whether the model's axioms speak of happens-before; the graph keeps those clocks then.
    static var usesHappensBefore: Bool { get }

    /// Whether a store has a second moment, at which it leaves its thread's buffer.
    static var hasStoreBuffers: Bool { get }

    /// Whether a data race leaves the program without a meaning.
    static var racesAreUndefined: Bool { get }

    /// Whether herd7's file of the model does not relate the two halves of an exchange by program order.
    static var splitsExchangesOfHerd: Bool { get }

    /// The model's axioms as its paper states them, in the order in which a violation is looked for.
    static func axioms(_ g: RelationalGraph) -> [Axiom]

    init(threadCount: Int, chunks: Int)

    /// Prepares `precedes` for a thread's next access, which comes after the thread's first `row` events.
    mutating func prepare(_ graph: borrowing ExecutionGraph, thread: Int, row: Int, writes: Bool)

    /// Coherence for the prepared access: whether it has to come after this write to its location, so that it can
    /// neither read an older one nor be placed before it in modification order.
    func precedes(_ graph: borrowing ExecutionGraph, _ write: EventID) -> Bool

    /// Whether all other axioms hold for the graph, given that they held before this event was added.
    mutating func allows(_ graph: borrowing ExecutionGraph, _ event: EventID) -> Bool
}

extension MemoryModel {
    static var hasStoreBuffers: Bool { false }
    static var racesAreUndefined: Bool { false }
    static var splitsExchangesOfHerd: Bool { false }
}
