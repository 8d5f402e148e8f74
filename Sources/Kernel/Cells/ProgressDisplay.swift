import Dispatch
import JupyterProtocol
import ModelChecker
import Reports
import Synchronization

/// Shows how far an exploration is: from its first second on, at most once a second, in one output that is renewed.
///
/// Costs a short cell nothing but a timer that is never due.
final class ProgressDisplay: Sendable {
    private static let interval = 1.0

    private let id: String
    private let name: String
    private let control: ExplorationControl
    private let emit: @Sendable (CellOutput) -> Void
    private let queue = DispatchQueue(label: "memmodel.progress")
    private let isShown = Mutex(false)
    private let started = ContinuousClock.now

    /// - Parameter name: "store_buffering under rc11"
    private init(for name: String, _ control: ExplorationControl, emit: @escaping @Sendable (CellOutput) -> Void) {
        self.name = name
        self.control = control
        self.emit = emit
        id = "memmodel-progress-" + String(UInt64.random(in: .min ... .max), radix: 16)
    }

    /// Shows progress for as long as `work` takes.
    ///
    /// - Parameter clearsAll: whether the cell has no other outputs yet, so that they can be cleared with the progress.
    static func during<Result>(_ work: () -> Result, for name: String, _ control: ExplorationControl, clearsAll: Bool,
                               emit: @escaping @Sendable (CellOutput) -> Void) -> Result {
        let display = ProgressDisplay(for: name, control, emit: emit)
        let timer = DispatchSource.makeTimerSource(queue: display.queue)
        timer.setEventHandler { display.update() }
        timer.schedule(deadline: .now() + interval, repeating: interval)
        timer.resume()
        let result = work()
        timer.cancel()
        // Whatever the timer has begun is out before anything else is.
        display.queue.sync { display.remove(clearsAll: clearsAll) }
        return result
    }

    private func update() {
        let text = MimeBundle(text: line)
        let isFirst = isShown.withLock { isShown in
            defer { isShown = true }
            return !isShown
        }
        emit(isFirst ? .displayData(data: text.data, metadata: [:], displayID: id)
            : .updateDisplayData(data: text.data, metadata: [:], displayID: id))
    }

    private func remove(clearsAll: Bool) {
        guard isShown.withLock({ $0 }) else { return }
        emit(clearsAll ? .clearOutput(wait: true)
            : .updateDisplayData(data: ["text/plain": ""], metadata: [:], displayID: id))
    }

    private var line: String {
        ProgressText.line(name, control, seconds: Int((ContinuousClock.now - started) / .seconds(1)))
    }
}
