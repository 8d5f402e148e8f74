import JupyterProtocol

/// What is wrong with a request's content; goes into its reply.
struct RequestError: Error, Sendable, Hashable {
    var description: String

    init(_ description: String) { self.description = description }
}

/// The content of an `execute_request`.
struct ExecuteRequest: Sendable {
    var code: String
    /// Nothing is published, and the cell is not counted.
    var isSilent: Bool
    var storesHistory: Bool
    var userExpressions: [String: JSON]
    /// Whether an error takes their turn from the cells that wait.
    var stopsOnError: Bool

    /// - Throws: `RequestError` that names the member that is wrong.
    init(_ content: JSON) throws(RequestError) {
        guard let code = content["code"]?.string else {
            throw RequestError("code is \(content["code"]?.text() ?? "missing"); expected a text")
        }
        self.code = code
        isSilent = content["silent"]?.bool ?? false
        storesHistory = !isSilent && (content["store_history"]?.bool ?? true)
        userExpressions = content["user_expressions"]?.object ?? [:]
        stopsOnError = content["stop_on_error"]?.bool ?? true
    }

    /// Whether there is nothing to execute.
    var isBlank: Bool { code.allSatisfy(\.isWhitespace) }
}

/// A place in a text that a client asks about.
struct CursorRequest: Sendable {
    var code: String
    /// In Unicode code points.
    var cursor: Int

    /// - Throws: `RequestError` that names the member that is wrong.
    init(_ content: JSON) throws(RequestError) {
        guard let code = content["code"]?.string else {
            throw RequestError("code is \(content["code"]?.text() ?? "missing"); expected a text")
        }
        self.code = code
        let length = code.unicodeScalars.count
        cursor = min(max(content["cursor_pos"]?.int ?? length, 0), length)
    }
}

/// The members of an `error` message, of `execute_reply` with one, and of every other reply with one.
extension CellError {
    var content: [String: JSON] {
        ["ename": .string(name), "evalue": .string(value), "traceback": .array(traceback.map(JSON.string))]
    }
}
