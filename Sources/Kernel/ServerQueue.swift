import Dispatch
import JupyterProtocol
import Synchronization

/// The requests of the shell channel that wait for their turn, and the one whose turn it is.
///
/// May be used from any thread; one thread takes.
final class ServerQueue: Sendable {
    struct Entry: Sendable {
        let request: Message
        /// Cancels the cell that the request executes.
        let control = CellControl()
        /// Whether an earlier cell's failure, or an interrupt, took its turn away.
        var isAborted = false

        fileprivate var isExecution: Bool { request.type == "execute_request" }
    }

    private struct State {
        var waiting: [Entry] = []
        var current: Entry?
        /// Whether nothing is added any more.
        var isClosed = false
    }

    private let state = Mutex(State())
    /// Counts the waiting entries, and the closing as one that is never taken.
    private let available = DispatchSemaphore(value: 0)

    /// What comes after the closing is dropped.
    func append(_ request: Message) {
        let isOpen = state.withLock { state in
            if !state.isClosed { state.waiting.append(Entry(request: request)) }
            return !state.isClosed
        }
        if isOpen { available.signal() }
    }

    /// Makes the oldest entry the current one. Blocks until there is one.
    ///
    /// - Returns: nil when the queue is closed and empty.
    func next() -> Entry? {
        available.wait()
        return state.withLock { state in
            state.current = state.waiting.isEmpty ? nil : state.waiting.removeFirst()
            return state.current
        }
    }

    /// Says that the current entry is done: from now on an interrupt is not for it.
    ///
    /// - Returns: whether it was interrupted.
    func finishCurrent() -> Bool {
        state.withLock { state in
            defer { state.current = nil }
            return state.current?.control.isCancelled ?? false
        }
    }

    func cancelCurrent() { state.withLock { $0.current?.control.cancel() } }

    /// Takes their turn from the cells that wait. Other requests keep theirs.
    func abortWaiting() {
        state.withLock { state in
            for index in state.waiting.indices where state.waiting[index].isExecution {
                state.waiting[index].isAborted = true
            }
        }
    }

    /// What waits is still to be taken.
    func close() {
        let wasOpen = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        if wasOpen { available.signal() }
    }
}
