import Dispatch
import Foundation
import ModelChecker
import Reports

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
            let line = ProgressText.line(name, control, seconds: Int(seconds)) + "; ^C for the result so far"
            StandardStreams.overwriteLine(with: String(line.prefix(Self.columns - 1)))
        }
        timer.schedule(deadline: .now() + 2, repeating: 0.5)
        timer.resume()
    }

    /// How wide the terminal is: a line that goes on below could not be overwritten.
    private static var columns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else { return 80 }
        return Int(size.ws_col)
    }

    func clear() {
        timer.cancel()
        StandardStreams.overwriteLine(with: "")
    }
}
