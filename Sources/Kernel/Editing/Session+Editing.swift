import JupyterProtocol

extension Session {
    /// The content of an `is_complete_reply`.
    public func isComplete(_ code: String) -> JSON { ["status": "unknown"] }

    /// The content of a `complete_reply`. `cursor` counts unicode code points.
    public func complete(_ code: String, cursor: Int) -> JSON {
        ["status": "ok", "matches": [], "cursor_start": .int(cursor), "cursor_end": .int(cursor), "metadata": [:]]
    }

    /// The content of an `inspect_reply`. `cursor` counts unicode code points.
    public func inspect(_ code: String, cursor: Int, detail: Int) -> JSON {
        ["status": "ok", "found": false, "data": [:], "metadata": [:]]
    }
}
