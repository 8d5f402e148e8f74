import CZeroMQ
import Foundation

/// The transport of Jupyter's clients: five ZeroMQ sockets at the addresses of a connection file.
///
/// ZeroMQ's sockets belong to one thread each: the thread in `serve` owns shell, control, stdin and iopub and does
/// nothing but move messages, so that control is served whatever the kernel is at; the heartbeat has its own.
public final class ZeroMQTransport: Transport {
    private let connection: ConnectionFile
    private let composer: MessageComposer
    private let report: @Sendable (String) -> Void
    private let wakeUp: WakeUp
    private let outbox: Outbox

    /// - Parameter composer: writes the welcome of new subscribers.
    /// - Parameter report: gets a line for each message that is dropped.
    public init(_ connection: ConnectionFile, composer: MessageComposer,
                report: @escaping @Sendable (String) -> Void) throws {
        self.connection = connection
        self.composer = composer
        self.report = report
        wakeUp = try WakeUp()
        outbox = Outbox(wakeUp)
    }

    public func send(_ message: Message) { outbox.send(message) }
    public func awaitArrived() { outbox.awaitArrived() }
    public func stop() { outbox.stop() }

    /// The input of sockets never ends: another client may come.
    public func serve(_ receive: @Sendable (Message) -> Void, inputEnded: @Sendable () -> Void) throws {
        let context = try ZeroMQContext()
        let heartbeat = try Heartbeat(context, address: connection.address(of: .heartbeat))
        defer {
            context.shutDown()
            heartbeat.awaitEnd()
        }
        try move(context, receive)
    }

    /// Opens the sockets, and closes them at its end.
    private func move(_ context: ZeroMQContext, _ receive: (Message) -> Void) throws {
        var sockets = try ZeroMQSockets(connection, context, composer, report)
        while true {
            sockets.wait(for: wakeUp)
            let hasMore = sockets.receive(receive)
            let requests = outbox.take(hasArrivals: hasMore)
            for message in requests.messages { sockets.send(message) }
            if !hasMore { requests.awaitingArrivals.forEach { $0.signal() } }
            if requests.isStopping { return }
        }
    }
}

/// The four sockets that carry messages.
private struct ZeroMQSockets {
    private let shell: ZeroMQSocket
    private let control: ZeroMQSocket
    private let stdin: ZeroMQSocket
    private let iopub: ZeroMQSocket
    private var wire: WireFrames
    private let composer: MessageComposer
    private let report: @Sendable (String) -> Void
    /// Whether messages were left unread in the last round.
    private var hasMore = false
    /// Whether somebody hears what is published.
    private var hasSubscriber = false
    /// Until when requests wait for a subscriber; nil where none waits.
    private var heldUntil: ContinuousClock.Instant?

    /// How many messages of a channel are read before others have their turn.
    private static let batch = 64
    /// How long the first requests wait for a subscriber. A client connects its sockets one by one, each of which tries
    /// again after a tenth of a second where the kernel was not there yet; a client whose iopub comes last would wait
    /// for ever for the outputs of a cell that was executed before.
    private static let patience = Duration.seconds(1)
    /// How long what was sent may take to leave after the end, in ms.
    private static let linger: Int32 = 1000

    init(_ connection: ConnectionFile, _ context: ZeroMQContext, _ composer: MessageComposer,
         _ report: @escaping @Sendable (String) -> Void) throws {
        // Who finds shell finds iopub, too.
        iopub = try Self.socket(ZMQ_XPUB, at: connection.address(of: .iopub), context)
        control = try Self.socket(ZMQ_ROUTER, at: connection.address(of: .control), context)
        shell = try Self.socket(ZMQ_ROUTER, at: connection.address(of: .shell), context)
        stdin = try Self.socket(ZMQ_ROUTER, at: connection.address(of: .stdin), context)
        wire = WireFrames(signer: connection.key.isEmpty ? nil : MessageSigner(key: connection.key))
        self.composer = composer
        self.report = report
    }

    private static func socket(_ type: Int32, at address: String, _ context: ZeroMQContext) throws -> ZeroMQSocket {
        let socket = try context.socket(type)
        socket.set(ZMQ_LINGER, linger)
        // Nothing is dropped because a client is slow: a kernel says little.
        socket.set(ZMQ_SNDHWM, 0)
        // A client that comes back under its name takes the place of its old connection.
        if type == ZMQ_ROUTER { socket.set(ZMQ_ROUTER_HANDOVER, 1) }
        // Every subscriber is welcomed, not the first of a topic only.
        if type == ZMQ_XPUB { socket.set(ZMQ_XPUB_VERBOSE, 1) }
        try socket.bind(address)
        return socket
    }

    /// Waits until there is something to read or `wakeUp` is signalled.
    mutating func wait(for wakeUp: WakeUp) {
        var items = [
            control.pollItem, stdin.pollItem, iopub.pollItem,
            zmq_pollitem_t(socket: nil, fd: wakeUp.descriptor, events: Int16(ZMQ_POLLIN), revents: 0),
        ]
        if heldUntil == nil { items.append(shell.pollItem) }
        // An interrupted wait is a short one.
        _ = zmq_poll(&items, Int32(items.count), hasMore ? 0 : heldUntil.map(Self.milliseconds) ?? -1)
        if heldUntil == nil, !hasSubscriber, items[4].revents != 0 { heldUntil = .now + Self.patience }
        wakeUp.clear()
    }

    private static func milliseconds(until instant: ContinuousClock.Instant) -> Int {
        max(0, Int((instant - .now) / .milliseconds(1)) + 1)
    }

    /// Ends the requests' waiting for a subscriber when there is one, or none has come for long.
    private mutating func release() {
        guard let heldUntil, hasSubscriber || .now > heldUntil else { return }
        self.heldUntil = nil
        hasSubscriber = true
    }

    /// Hands over what has arrived, control first.
    ///
    /// - Returns: whether there is more.
    mutating func receive(_ receive: (Message) -> Void) -> Bool {
        let isControlLeft = take(from: .control, receive)
        while let frames = iopub.receive() { welcome(frames) }
        release()
        let isShellLeft = heldUntil == nil && take(from: .shell, receive)
        let isInputLeft = take(from: .stdin, receive)
        hasMore = isControlLeft || isShellLeft || isInputLeft
        return hasMore
    }

    private mutating func take(from channel: Channel, _ receive: (Message) -> Void) -> Bool {
        for _ in 0..<Self.batch {
            guard let frames = frames(from: channel) else { return false }
            do throws(ProtocolError) {
                receive(try wire.message(from: frames, on: channel))
            } catch {
                report("dropped on \(channel.rawValue): \(error)")
            }
        }
        return true
    }

    private func frames(from channel: Channel) -> [[UInt8]]? {
        switch channel {
        case .control: control.receive()
        case .shell: shell.receive()
        case .stdin: stdin.receive()
        case .iopub: nil
        }
    }

    /// Tells a new subscriber that from now on it misses nothing (Jupyter Enhancement Proposal 65).
    private mutating func welcome(_ subscription: [[UInt8]]) {
        guard let frame = subscription.first, frame.first == 1 else { return }
        hasSubscriber = true
        let topic = Array(frame.dropFirst())
        let content: JSON = ["subscription": .string(String(decoding: topic, as: UTF8.self))]
        var message = composer.publication("iopub_welcome", content, parent: nil)
        message.identities = [topic]
        send(message)
    }

    func send(_ message: Message) {
        let frames = wire.frames(of: message)
        switch message.channel {
        case .control: control.send(frames)
        case .shell: shell.send(frames)
        case .stdin: stdin.send(frames)
        case .iopub: iopub.send(frames)
        }
    }
}
