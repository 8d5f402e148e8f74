import Language
import Litmus
import Reports

/// Why a cell ends without success; thrown while it is executed.
struct CellFailure: Error {
    var error: CellError
    var hitLimit = false

    init(_ error: CellError, hitLimit: Bool = false) {
        self.error = error
        self.hitLimit = hitLimit
    }

    /// One whose traceback says no more than its name and its value.
    init(_ name: ErrorName, _ value: String, hitLimit: Bool = false) {
        self.init(CellError(name: name.rawValue, value: value, traceback: ["\(name.rawValue): \(value)"]),
                  hitLimit: hitLimit)
    }

    /// What is wrong with a cell's text. The traceback shows the lines with carets.
    init(_ name: ErrorName, _ diagnostics: [Diagnostic], in text: String) {
        let errors = diagnostics.filter { $0.severity == .error }
        let first = errors.first.map { "line \($0.line): \($0.message)" } ?? "the cell cannot be read"
        let value = first + (errors.count > 1 ? " (and \(errors.count - 1) more)" : "")
        var traceback = ["\(name.rawValue): \(value)"]
        for diagnostic in diagnostics {
            traceback.append("")
            traceback += diagnostic.rendered(in: text, fileName: "cell").split(
                separator: "\n", omittingEmptySubsequences: false).map(String.init)
        }
        self.init(CellError(name: name.rawValue, value: value, traceback: traceback))
    }
}

/// Jupyter's `ename`s.
enum ErrorName: String, Sendable, Hashable {
    case dataRace = "DataRace"
    case assertionFailed = "AssertionFailed"
    case deadlock = "Deadlock"
    case livelock = "Livelock"
    case outOfBounds = "OutOfBounds"
    case arithmeticError = "ArithmeticError"
    case misuse = "Misuse"
    case propertyViolated = "PropertyViolated"
    /// The machine showed what no model allows.
    case notAllowed = "NotAllowed"
    /// What `--expect` names was not found.
    case notFound = "NotFound"
    case claimViolated = "ClaimViolated"
    case syntaxError = "SyntaxError"
    case directiveError = "DirectiveError"
    case runError = "RunError"
    /// The program holds what the checker does not model.
    case notSupported = "NotSupported"
    case limitReached = "LimitReached"
    case interrupted = "Interrupted"

    init(_ problem: ProblemKind) {
        self =
            switch problem {
            case .finding(.race): .dataRace
            case .finding(.assertion): .assertionFailed
            case .finding(.deadlock): .deadlock
            case .finding(.livelock): .livelock
            case .finding(.bounds): .outOfBounds
            case .finding(.arithmetic): .arithmeticError
            case .finding(.misuse): .misuse
            case .property: .propertyViolated
            case .disagreement: .notAllowed
            case .expectation: .notFound
            }
    }
}
