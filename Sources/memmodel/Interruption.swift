import Dispatch
import Foundation
import ModelChecker
import Synchronization

/// The first SIGINT or SIGTERM asks the work at hand to end with what it has; a second one ends the process.
final class Interruption: Sendable {
    private struct State {
        var isRequested = false
        var exploration: ExplorationControl?
        /// Kept for as long as signals are to be watched.
        var sources: [any DispatchSourceSignal] = []
    }

    private let state = Mutex(State())

    init() {
        state.withLock { state in
            for number in [SIGINT, SIGTERM] {
                signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
                source.setEventHandler { [weak self] in
                    self?.request()
                    signal(number, SIG_DFL)
                }
                source.resume()
                state.sources.append(source)
            }
        }
    }

    /// Whether the user wants the process to come to an end.
    var isRequested: Bool { state.withLock { $0.isRequested } }

    /// Makes `control` the one to cancel when a signal comes; cancels it at once where one has come already.
    func watch(_ control: ExplorationControl) {
        let isLate = state.withLock {
            $0.exploration = control
            return $0.isRequested
        }
        if isLate { control.cancel() }
    }

    private func request() {
        state.withLock {
            $0.isRequested = true
            return $0.exploration
        }?.cancel()
    }
}
