import JupyterProtocol

/// Shows a notebook's cells on a terminal, as Jupyter's console does.
public struct TerminalRendering: Sendable {
    /// Whether to use ANSI escape sequences.
    public var color: Bool
    /// Columns to wrap prose at.
    public var width: Int

    public init(color: Bool = false, width: Int = 80) {
        self.color = color
        self.width = width
    }

    /// The cell, its outputs, and an empty line.
    public func text(of cell: Cell, _ result: CellResult?) -> String {
        switch cell.kind {
        case .markdown:
            return MarkdownWrapping.filled(cell.source, width: width) { painted($0, .bold) } + "\n\n"
        case .raw: return cell.source + "\n\n"
        case .code:
            var parts = [code(cell)]
            if case .skipped(let reason) = result?.verdict { parts.append("(not executed: \(reason))") }
            parts += cell.outputs.map { output($0, of: cell) }
            return parts.joined(separator: "\n") + "\n\n"
        }
    }

    private func code(_ cell: Cell) -> String {
        let number = cell.executionCount.map(String.init) ?? " "
        let prompt = "In [\(number)]: "
        let continuation = String(repeating: " ", count: max(0, prompt.count - 5)) + "...: "
        let lines = cell.source.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return lines.enumerated().map { index, line in
            painted(index == 0 ? prompt : continuation, .green) + line
        }.joined(separator: "\n")
    }

    private func output(_ output: JSON, of cell: Cell) -> String {
        switch output["output_type"]?.string {
        case "stream": return trimmed(output["text"]?.string ?? "")
        case "error":
            let traceback = (output["traceback"]?.array ?? []).compactMap(\.string).joined(separator: "\n")
            let text = traceback.isEmpty ? output["evalue"]?.string ?? "" : traceback
            return color ? trimmed(text) : Self.withoutEscapes(trimmed(text))
        case "execute_result":
            return painted("Out[\(cell.executionCount.map(String.init) ?? " ")]:", .red) + "\n" + plainText(of: output)
        default: return plainText(of: output)
        }
    }

    private func plainText(of output: JSON) -> String {
        let data = output["data"]?.object ?? [:]
        if let text = data["text/plain"]?.string ?? data["text/markdown"]?.string { return trimmed(text) }
        return "(an output of type \(data.keys.sorted().joined(separator: ", ")))"
    }

    private func trimmed(_ text: String) -> String {
        var text = Substring(text)
        while text.last?.isNewline == true { text.removeLast() }
        return String(text)
    }

    // Colours.

    private enum Paint: String { case bold = "1", red = "31", green = "32" }

    private func painted(_ text: String, _ paint: Paint) -> String {
        color ? "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m" : text
    }

    static func withoutEscapes(_ text: String) -> String {
        text.replacing(/\u{1B}\[[0-9;]*m/, with: "")
    }
}
