/// What moves messages between clients and a kernel. It knows nothing of what they mean.
public protocol Transport: Sendable {
    /// Hands each message that arrives to `receive`, in the order of its channel, until `stop()`.
    /// Blocks; `receive` and `inputEnded` must not.
    ///
    /// - Parameter inputEnded: called when no more messages can come. What came until then is still to be answered:
    ///   whoever is called stops the transport after that.
    /// - Throws: `TransportError` where it cannot begin.
    func serve(_ receive: @Sendable (Message) -> Void, inputEnded: @Sendable () -> Void) throws

    /// Sends a message; the order of sending is kept. Does not block. May be called from any thread.
    func send(_ message: Message)

    /// Blocks until every message that has arrived by now has been handed over. Not to be called by `receive`.
    func awaitArrived()

    /// Ends `serve`, once all that was sent before has left.
    func stop()
}

/// Why a transport cannot begin; ready to be shown.
public struct TransportError: Error, Sendable, Hashable, CustomStringConvertible {
    public var description: String

    init(_ description: String) { self.description = description }
}
