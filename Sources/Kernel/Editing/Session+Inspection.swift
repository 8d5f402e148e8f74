import JupyterProtocol
import Language

extension Session {
    /// The content of an `inspect_reply`: what there is to know about the word at the cursor, as text and as Markdown.
    /// `cursor` counts unicode code points.
    public func inspect(_ code: String, cursor: Int, detail: Int) -> JSON {
        let cell = CellText(code)
        let cursor = max(0, min(cursor, code.unicodeScalars.count))
        let markdown: String?
        if let place = CursorInDirective(cell, cursor: cursor) {
            markdown = description(of: place).map { "```text\n\($0.withoutBlankEnds)\n```" }
        } else if cell.cellDirective?.name.text == "%%types" {
            markdown = nil
        } else {
            markdown = Language.hover(cell.program, at: cursor, definitions: definitions)
        }
        guard let markdown else { return ["status": "ok", "found": false, "data": [:], "metadata": [:]] }
        return ["status": "ok", "found": true, "metadata": [:],
                "data": ["text/plain": .string(Self.withoutFences(markdown)), "text/markdown": .string(markdown)]]
    }

    private func description(of place: CursorInDirective) -> String? {
        guard let word = place.word else { return HelpTopic.text(for: place.line.name.text) }
        if place.before.isEmpty { return HelpTopic.text(for: word.text) }
        if word.text.hasPrefix("--") {
            let name = word.text.dropFirst(2).prefix { $0 != "=" }
            return HelpTopic.text(for: "--\(name)")
        }
        if let stored = program(word.text) { return stored.source }
        return HelpTopic.text(for: place.directive?.action == .help ? word.text : place.line.name.text)
    }

    private static func withoutFences(_ markdown: String) -> String {
        markdown.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("```") }
            .joined(separator: "\n")
    }
}
