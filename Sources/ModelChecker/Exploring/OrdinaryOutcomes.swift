import Synchronization

/// The end states that seemed weak and turned out to be possible under `sc`, for all workers to know: as long as a
/// worker takes an end state for weak, it has to look at every execution that ends so.
final class OrdinaryOutcomes: Sendable {
    private let table: Mutex<OutcomeTable>

    init(width: Int) { table = Mutex(OutcomeTable(width: width)) }

    func insert(_ state: UnsafePointer<Int64>) { table.withLock { _ = $0.count(state) } }

    func contains(_ state: UnsafePointer<Int64>) -> Bool { table.withLock { $0.contains(state) } }

    /// How many executions with one end state a worker looks at before it asks what the others know.
    static let patience = 64
}
