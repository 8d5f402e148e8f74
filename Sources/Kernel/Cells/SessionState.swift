import Language
import Litmus

/// A program of an earlier cell.
struct StoredProgram: Sendable {
    var program: Program
    /// The cell's text without directives.
    var source: String
    /// The functions and constants that the text could use.
    var definitions: Definitions
}

/// What a session keeps from cell to cell.
struct SessionState: Sendable {
    var settings = Settings()
    private(set) var definitions = Definitions()
    private var programs: [String: StoredProgram] = [:]
    /// The programs' names, the latest last.
    private(set) var names: [String] = []

    /// The program of the latest cell that had one.
    var last: StoredProgram? { names.last.flatMap { programs[$0] } }

    func program(_ name: String) -> StoredProgram? { programs[name] }

    /// Keeps a program; one of the same name is forgotten.
    mutating func keep(_ program: StoredProgram) {
        let name = program.program.name
        programs[name] = program
        names.removeAll { $0 == name }
        names.append(name)
    }

    mutating func define(_ later: Definitions) { definitions = definitions.merging(later) }
}
