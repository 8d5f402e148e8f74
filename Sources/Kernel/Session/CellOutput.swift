import JupyterProtocol

/// What a cell shows while it is executed: each becomes one message on Jupyter's `iopub`.
public enum CellOutput: Sendable, Hashable {
    /// `name` is `stdout` or `stderr`.
    case stream(name: String, text: String)
    case displayData(data: JSON, metadata: JSON, displayID: String?)
    case updateDisplayData(data: JSON, metadata: JSON, displayID: String)
    /// The caller adds `execution_count`.
    case executeResult(data: JSON, metadata: JSON)
    case clearOutput(wait: Bool)
}

/// How a cell ended.
public struct CellReply: Sendable, Hashable {
    /// Nil: the status is `ok`. The caller publishes it as iopub's `error` and puts it into `execute_reply`.
    public var error: CellError?
    /// `page` payloads of `%help`.
    public var payload: [JSON]
    /// Whether an interrupt or a time limit ended the cell before its answer.
    public var hitLimit: Bool

    public init(error: CellError? = nil, payload: [JSON] = [], hitLimit: Bool = false) {
        self.error = error
        self.payload = payload
        self.hitLimit = hitLimit
    }
}

/// Why a cell failed: a Jupyter error.
public struct CellError: Sendable, Hashable {
    /// Jupyter's `ename`: `DataRace`, `SyntaxError`, …
    public var name: String
    /// Jupyter's `evalue`: one line.
    public var value: String
    /// What a front end shows, line by line.
    public var traceback: [String]

    public init(name: String, value: String, traceback: [String]) {
        self.name = name
        self.value = value
        self.traceback = traceback
    }
}
