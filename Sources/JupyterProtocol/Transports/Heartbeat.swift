import CZeroMQ
import Dispatch
import Foundation
import Synchronization

/// Sends back what it gets, on a thread of its own: so a client sees that the kernel's process lives.
final class Heartbeat: Sendable {
    private let ended = DispatchSemaphore(value: 0)

    /// Beats until the context is shut down.
    init(_ context: ZeroMQContext, address: String) throws {
        let started = DispatchSemaphore(value: 0)
        let failure = Failure()
        let ended = ended
        let thread = Foundation.Thread {
            do {
                let socket = try context.socket(ZMQ_ROUTER)
                socket.set(ZMQ_LINGER, 0)
                try socket.bind(address)
                started.signal()
                while let frames = socket.receive(blocking: true) { socket.send(frames) }
            } catch {
                failure.set(error)
                started.signal()
            }
            ended.signal()
        }
        thread.name = "heartbeat"
        thread.start()
        started.wait()
        if let error = failure.error { throw error }
    }

    func awaitEnd() { ended.wait() }
}

/// Carries an error from one thread to another.
private final class Failure: Sendable {
    private let stored = Mutex<(any Error)?>(nil)

    var error: (any Error)? { stored.withLock { $0 } }

    func set(_ error: any Error) { stored.withLock { $0 = error } }
}
