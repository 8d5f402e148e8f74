import Dispatch
import Synchronization

/// What other threads ask of the thread that owns a transport's sockets.
final class Outbox: Sendable {
    struct Requests {
        var messages: [Message] = []
        /// Signalled once everything that has arrived was handed over.
        var awaitingArrivals: [DispatchSemaphore] = []
        var isStopping = false
    }

    private let requests = Mutex(Requests())
    private let wakeUp: WakeUp

    init(_ wakeUp: WakeUp) { self.wakeUp = wakeUp }

    func send(_ message: Message) {
        requests.withLock { $0.messages.append(message) }
        wakeUp.signal()
    }

    func stop() {
        requests.withLock { $0.isStopping = true }
        wakeUp.signal()
    }

    func awaitArrived() {
        let semaphore = DispatchSemaphore(value: 0)
        requests.withLock { $0.awaitingArrivals.append(semaphore) }
        wakeUp.signal()
        // A transport that has come to its end answers no more.
        _ = semaphore.wait(timeout: .now() + 1)
    }

    /// All requests so far.
    ///
    /// - Parameter hasArrivals: whether messages may still wait to be read: then those who wait for that go on waiting.
    func take(hasArrivals: Bool) -> Requests {
        requests.withLock { requests in
            let taken = requests
            requests.messages = []
            if !hasArrivals { requests.awaitingArrivals = [] }
            return taken
        }
    }
}
