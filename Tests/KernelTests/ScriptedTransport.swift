import Dispatch
import JupyterProtocol
import Synchronization

/// A transport without sockets, pipes or clocks: a test puts messages in and looks at what comes out.
final class ScriptedTransport: Transport {
    private struct State {
        var arriving: [Message] = []
        var sent: [Message] = []
        var isInputEnded = false
        var isStopped = false
    }

    private let state = Mutex(State())
    private let changed = DispatchSemaphore(value: 0)

    func serve(_ receive: @Sendable (Message) -> Void, inputEnded: @Sendable () -> Void) {
        while true {
            changed.wait()
            let (messages, isAtEnd, isStopped) = state.withLock { state in
                defer { (state.arriving, state.isInputEnded) = ([], false) }
                return (state.arriving, state.isInputEnded, state.isStopped)
            }
            messages.forEach(receive)
            if isAtEnd { inputEnded() }
            if isStopped { return }
        }
    }

    func send(_ message: Message) { state.withLock { $0.sent.append(message) } }
    func awaitArrived() {}

    func stop() {
        state.withLock { $0.isStopped = true }
        changed.signal()
    }

    // The client's side.

    func arrive(_ messages: [Message]) {
        state.withLock { $0.arriving += messages }
        changed.signal()
    }

    func endInput() {
        state.withLock { $0.isInputEnded = true }
        changed.signal()
    }

    /// All that was sent so far.
    var sent: [Message] { state.withLock { $0.sent } }
}
