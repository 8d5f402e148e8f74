import JupyterProtocol
import Kernel
import Synchronization

/// Executes cells in a session of its own, in this process: no Jupyter, no Python.
///
/// Safe to use from any thread; one cell is executed at a time.
public final class SessionExecutor: CellExecutor, Sendable {
    private let session = Session()
    private let current = Mutex<CellControl?>(nil)

    public init() {}

    public var languageInfo: JSON { Session.languageInfo }

    public func execute(_ source: String, executionCount: Int, timeout: Duration?) -> CellAnswer {
        let control = CellControl(timeout: timeout)
        current.withLock { $0 = control }
        defer { current.withLock { $0 = nil } }
        let collector = Mutex(OutputCollector(executionCount: executionCount))
        let reply = session.execute(source, control: control) { output in
            collector.withLock { $0.add(output) }
        }
        var outputs = collector.withLock { $0.finished }
        for page in reply.payload {
            if let data = page["data"] { outputs.append(OutputCollector.display(data, metadata: [:])) }
        }
        if let error = reply.error { outputs.append(OutputCollector.error(error)) }
        return CellAnswer(outputs: outputs, problem: Self.problem(reply))
    }

    /// Ends the cell that is being executed; it answers with what it has.
    public func interrupt() {
        current.withLock { $0 }?.cancel()
    }

    private static func problem(_ reply: CellReply) -> CellProblem? {
        let details = reply.error.map { TerminalRendering.withoutEscapes($0.traceback.joined(separator: "\n")) } ?? ""
        let message = reply.error.map { "\($0.name): \($0.value)" }
        if reply.hitLimit { return CellProblem(.limit, message ?? "a limit was reached", details: details) }
        return message.map { CellProblem(.failure, $0, details: details) }
    }
}
