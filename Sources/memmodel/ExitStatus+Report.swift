import ModelChecker
import Reports

extension ExitStatus {
    /// Whether all holds, something fails for certain, or a limit was reached before either was known.
    init(of report: Report) {
        let isComplete = report.explorations.allSatisfy(\.isComplete)
        if isComplete {
            self = report.verdict == .ok ? .holds : .fails
        } else if report.expected == nil, report.explorations.contains(where: \.failsForCertain) {
            self = .fails
        } else {
            self = report.expected != nil && report.verdict == .ok ? .holds : .undecided
        }
    }
}

extension Exploration {
    /// Whether no further exploring can make it hold.
    fileprivate var failsForCertain: Bool {
        !errors.isEmpty || properties.contains { result in
            switch result.property.kind {
            case .exists: isComplete && !result.holds
            case .forbid, .forall: !result.holds
            }
        }
    }
}
