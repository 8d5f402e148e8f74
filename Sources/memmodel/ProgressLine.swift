import Dispatch
import Foundation
import ModelChecker

/// A line on the terminal that says how far an exploration is, from its second second on.
struct ProgressLine {
    private let timer: any DispatchSourceTimer

    /// Nil where standard error is no terminal.
    init?(for name: String, _ control: ExplorationControl) {
        guard isatty(STDERR_FILENO) == 1 else { return nil }
        timer = DispatchSource.makeTimerSource(queue: .global())
        let start = ContinuousClock.now
        timer.setEventHandler {
            let seconds = (ContinuousClock.now - start).components.seconds
            let line = "\(name): \(control.executions) executions in \(seconds) s\(Self.outlook(of: control)); "
                + "^C for the result so far"
            StandardStreams.overwriteLine(with: line)
        }
        timer.schedule(deadline: .now() + 2, repeating: 0.5)
        timer.resume()
    }

    /// "; about 12% of 3.4 million (± 0.2 million)"
    private static func outlook(of control: ExplorationControl) -> String {
        guard let estimate = control.estimate, estimate.executions > 0 else { return "" }
        let share = String(format: "%.0f", 100 * control.progress)
        let total = String(format: "%.3g ± %.2g", estimate.executions, estimate.standardError)
        return ", about \(share)%; in all about \(total)"
    }

    func clear() {
        timer.cancel()
        StandardStreams.overwriteLine(with: "")
    }
}
