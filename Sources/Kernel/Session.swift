import JupyterProtocol

/// What a kernel keeps from cell to cell: programs, functions and constants, and the defaults that `%` lines set.
///
/// Safe to use from any thread; one cell is executed at a time.
public final class Session: Sendable {
    public init() {}

    /// Executes a cell, blocking. Outputs come through `emit` in order, while it goes on.
    public func execute(_ code: String, control: CellControl,
                        emit: @escaping @Sendable (CellOutput) -> Void) -> CellReply {
        CellReply()
    }

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

    /// `kernel_info_reply`'s `language_info`.
    public static var languageInfo: JSON {
        ["name": "memmodel", "version": "0.1.0", "mimetype": "text/x-memmodel", "file_extension": ".memmodel",
         "pygments_lexer": "rust", "codemirror_mode": "rust"]
    }
}
