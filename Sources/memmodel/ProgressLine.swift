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
            let line = "\(name): \(control.executions) executions in \(seconds) s; ^C for the result so far"
            StandardStreams.overwriteLine(with: line)
        }
        timer.schedule(deadline: .now() + 2, repeating: 0.5)
        timer.resume()
    }

    func clear() {
        timer.cancel()
        StandardStreams.overwriteLine(with: "")
    }
}
