import Litmus

/// No axioms but atomicity and the acyclicity of po ∪ rf: every read may read every write that is there, and every
/// write may stand anywhere in modification order. What the explanations of forbidden outcomes choose from.
struct Unconstrained: MemoryModel {
    /// No name of its own: it is never asked for.
    static let name = ModelName.rc11
    static let usesHappensBefore = true

    static func axioms(_ g: RelationalGraph) -> [Axiom] { [] }

    init(threadCount: Int, chunks: Int) {}

    mutating func prepare(_ graph: borrowing ExecutionGraph, thread: Int, row: Int, writes: Bool) {}

    /// Only the initial write comes before everything.
    func precedes(_ graph: borrowing ExecutionGraph, _ write: EventID) -> Bool { write.thread == graph.threadCount }

    func allows(_ graph: borrowing ExecutionGraph, _ event: EventID) -> Bool { true }
}
