import Reports

extension ExitStatus {
    init(of report: Report) {
        self =
            switch report.verdict {
            case .ok: .holds
            case .failed: .fails
            case .error: .undecided
            }
    }
}
