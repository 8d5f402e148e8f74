import JupyterProtocol
import Language

extension Session {
    /// The content of an `is_complete_reply`: whether a console should execute what was typed, or let the user go on.
    public func isComplete(_ code: String) -> JSON {
        switch Self.completeness(of: CellText(code)) {
        case .complete: ["status": "complete"]
        case .incomplete(let indent): ["status": "incomplete", "indent": .string(indent)]
        case .invalid: ["status": "invalid"]
        case .unknown: ["status": "unknown"]
        }
    }

    private static func completeness(of cell: CellText) -> Completeness {
        if cell.misplaced != nil { return .invalid }
        guard let line = cell.cellDirective, let directive = Directive.named(line.name.text) else {
            return Language.completeness(of: cell.program)
        }
        if !cell.hasProgram { return .incomplete(indent: "") }
        guard directive.action == .types else { return Language.completeness(of: cell.program) }
        // Rust is not read here: an empty line ends it.
        return cell.text.hasSuffix("\n") ? .complete : .incomplete(indent: "")
    }
}
