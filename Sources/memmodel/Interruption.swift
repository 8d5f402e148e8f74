import Dispatch
import Foundation
import ModelChecker
import Synchronization

/// The first SIGINT or SIGTERM asks the work at hand to end with what it has; a second one ends the process.
final class Interruption: Sendable {
    private struct State {
        var isRequested = false
        /// Ends the work at hand.
        var end: (@Sendable () -> Void)?
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
    func watch(_ control: ExplorationControl) { whenRequested { control.cancel() } }

    /// Makes `end` what a signal brings about, in place of what it was; does it at once where one has come already.
    func whenRequested(_ end: @escaping @Sendable () -> Void) {
        let isLate = state.withLock {
            $0.end = end
            return $0.isRequested
        }
        if isLate { end() }
    }

    private func request() {
        let end = state.withLock {
            $0.isRequested = true
            return $0.end
        }
        end?()
    }
}
