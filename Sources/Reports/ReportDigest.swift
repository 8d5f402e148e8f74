import Synchronization

/// What a report has worked out about its contents. Text, HTML and JSON say much the same, and the reader of a cell
/// waits for all three.
final class ReportDigest: Sendable {
    private let outcomes = Mutex<[ReportedOutcome]?>(nil)
    private let timelines = Mutex<[TextStyle.Timelines: TimelineSelection]>([:])

    func outcomes(_ derive: () -> [ReportedOutcome]) -> [ReportedOutcome] {
        if let known = outcomes.withLock({ $0 }) { return known }
        let derived = derive()
        outcomes.withLock { $0 = derived }
        return derived
    }

    func timelines(_ wanted: TextStyle.Timelines, _ derive: () -> TimelineSelection) -> TimelineSelection {
        if let known = timelines.withLock({ $0[wanted] }) { return known }
        let derived = derive()
        timelines.withLock { $0[wanted] = derived }
        return derived
    }
}
