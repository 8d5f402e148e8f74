import Dispatch
import Foundation
import JupyterProtocol
import Logging
import Synchronization

/// The kernel of Jupyter's messaging protocol, version 5.4: requests come in, replies and publications go out through
/// a transport, of which it knows nothing more. The answers are the session's.
///
/// Requests of the shell channel are answered in their order by one thread, those of the control channel at once by
/// another one, whatever the first is at.
public final class Server: Sendable {
    let session: Session
    let information: ServerInformation
    let composer: MessageComposer
    let transport: any Transport
    let logger: Logger
    let queue = ServerQueue()
    let cells = Mutex(ExecutedCells())
    private let control = DispatchQueue(label: "memmodel.control")
    /// Signalled when the last request of the shell channel is answered.
    private let shellEnded = DispatchSemaphore(value: 0)

    /// What is kept of the cells that were executed.
    struct ExecutedCells: Sendable {
        /// The number of the latest one; 0 where there is none.
        var count = 0
        var history = ServerHistory()
    }

    /// - Parameter composer: the same as the transport's.
    public init(session: Session, information: ServerInformation, composer: MessageComposer,
                transport: any Transport, logger: Logger) {
        self.session = session
        self.information = information
        self.composer = composer
        self.transport = transport
        self.logger = logger
    }

    /// Serves until a client asks for the end, the input has ended, or `stop`.
    ///
    /// - Throws: `TransportError` where the transport cannot begin.
    public func run() throws {
        startShell()
        publish("status", ["execution_state": "starting"], parent: nil)
        try transport.serve(receive, inputEnded: answerTheRestAndEnd)
    }

    /// Cancels the cell that is executed and those that wait for it. Returns at once.
    public func interrupt() { control.async { self.interruptNow() } }

    /// Ends `run`, as a client's `shutdown_request` does. Returns at once.
    public func stop() {
        control.async {
            self.endCells()
            self.transport.stop()
        }
    }

    /// Takes a message; does not wait for the answer.
    func receive(_ message: Message) {
        switch message.channel {
        case .shell: queue.append(message)
        case .control: control.async { self.answerControl(message) }
        case .stdin, .iopub: logger.debug("ignored on \(message.channel.rawValue): \(message.type)")
        }
    }

    private func startShell() {
        let thread = Foundation.Thread { [self] in
            while let entry = queue.next() {
                answerShell(entry)
                _ = queue.finishCurrent()
            }
            shellEnded.signal()
        }
        thread.name = "shell"
        // Programs nest, and so do the functions that read them.
        thread.stackSize = 64 << 20
        thread.start()
    }

    func interruptNow() {
        queue.cancelCurrent()
        // What was asked for before the interrupt has been on its way for longer than it.
        transport.awaitArrived()
        queue.abortWaiting()
        queue.cancelCurrent()
    }

    /// Ends the cell that is executed, and answers what waits.
    func endCells() {
        queue.cancelCurrent()
        // Requests and the end come on different connections: one that was sent before the end may arrive after it.
        awaitArrivals()
        queue.close()
        queue.abortWaiting()
        queue.cancelCurrent()
        // A cell that does not listen ends with the process.
        if shellEnded.wait(timeout: .now() + 4) == .timedOut { logger.warning("a cell did not end in time") }
        shellEnded.signal()
    }

    /// Waits for the requests that are on their way.
    func awaitArrivals() {
        Foundation.Thread.sleep(forTimeInterval: Self.timeToArrive)
        transport.awaitArrived()
    }

    /// In seconds: a front end in a browser reaches the kernel through a web server.
    private static let timeToArrive: TimeInterval = 0.02

    /// For a client that will ask for nothing more.
    private func answerTheRestAndEnd() {
        queue.close()
        DispatchQueue.global().async { [self] in
            shellEnded.wait()
            shellEnded.signal()
            control.async { self.transport.stop() }
        }
    }
}

// What is said.
extension Server {
    func publish(_ type: String, _ content: JSON, parent: Message?) {
        transport.send(composer.publication(type, content, parent: parent?.header))
    }

    func reply(to request: Message, _ content: JSON, metadata: JSON = [:]) {
        let type = request.type.hasSuffix("_request") ? String(request.type.dropLast(8)) + "_reply" : request.type
        transport.send(composer.reply(to: request, type, content, metadata: metadata))
    }

    /// Does something between the `busy` and the `idle` that belong to a request.
    func whileBusy(with request: Message, _ work: () -> Void) {
        publish("status", ["execution_state": "busy"], parent: request)
        work()
        publish("status", ["execution_state": "idle"], parent: request)
    }
}
