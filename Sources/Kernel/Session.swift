import JupyterProtocol
import Language
import Synchronization

/// What a kernel keeps from cell to cell: programs, functions and constants, and the defaults that `%` lines set.
///
/// Safe to use from any thread; one cell is executed at a time.
public final class Session: Sendable {
    private let state = Mutex(SessionState())
    /// Held while a cell is executed.
    private let turn = Mutex(())

    public init() {}

    /// Executes a cell, blocking. Outputs come through `emit` in order, while it goes on.
    ///
    /// A short program's check takes less than a millisecond: nothing here waits for anything but the work itself.
    public func execute(_ code: String, control: CellControl,
                        emit: @escaping @Sendable (CellOutput) -> Void) -> CellReply {
        turn.withLock { _ in
            var cell = CellExecution(code, self, control, emit: emit)
            return cell.perform()
        }
    }

    /// `kernel_info_reply`'s `language_info`.
    public static var languageInfo: JSON {
        ["name": "memmodel", "version": "0.1.0", "mimetype": "text/x-memmodel", "file_extension": ".memmodel",
         "pygments_lexer": "rust", "codemirror_mode": "rust"]
    }
}

// What cells read and change.
extension Session {
    var settings: Settings { state.withLock { $0.settings } }
    var definitions: Definitions { state.withLock { $0.definitions } }
    var lastProgram: StoredProgram? { state.withLock { $0.last } }
    /// The latest last.
    var programNames: [String] { state.withLock { $0.names } }

    func program(_ name: String) -> StoredProgram? { state.withLock { $0.program(name) } }
    func use(_ settings: Settings) { state.withLock { $0.settings = settings } }
    func keep(_ program: StoredProgram) { state.withLock { $0.keep(program) } }
    func define(_ definitions: Definitions) { state.withLock { $0.define(definitions) } }
}
