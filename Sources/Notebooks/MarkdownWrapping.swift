/// Markdown as it is written, with its paragraphs and list items filled to a width. Code, tables and headings stay.
struct MarkdownWrapping {
    let width: Int
    private var blocks: [Block] = []
    private var isInFence = false

    private enum Block {
        /// Lines of one paragraph or list item; the first word follows the bullet, the other lines its column.
        case prose(bullet: String, words: [Substring])
        case heading(Substring)
        /// A line that stays as it is.
        case verbatim(Substring)
    }

    /// - Parameter heading: how headings look.
    static func filled(_ markdown: String, width: Int, heading: (String) -> String = { $0 }) -> String {
        var wrapping = MarkdownWrapping(width: width)
        for line in markdown.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) { wrapping.add(line) }
        return wrapping.blocks.map { block in
            switch block {
            case .prose(let bullet, let words): wrapping.fill(words, after: bullet)
            case .heading(let line): heading(String(line))
            case .verbatim(let line): String(line)
            }
        }.joined(separator: "\n")
    }

    private init(width: Int) { self.width = width }

    private mutating func add(_ line: Substring) {
        let bare = line.drop(while: \.isWhitespace)
        let isFence = bare.hasPrefix("```") || bare.hasPrefix("~~~")
        if isFence { isInFence.toggle() }
        if isInFence || isFence || bare.isEmpty || bare.hasPrefix("|") || bare.hasPrefix(">") {
            return blocks.append(.verbatim(line))
        }
        if bare.hasPrefix("#") { return blocks.append(.heading(line)) }
        let words = bare.split(whereSeparator: \.isWhitespace)
        if let bullet = line.prefixMatch(of: /\s*(?:[-*+]|[0-9]+[.)])\s+/)?.output {
            blocks.append(.prose(bullet: String(bullet), words: line.dropFirst(bullet.count).split(separator: " ")))
        } else if case .prose(let bullet, let before) = blocks.last {
            blocks[blocks.count - 1] = .prose(bullet: bullet, words: before + words)
        } else if line.hasPrefix("    ") {
            blocks.append(.verbatim(line))
        } else {
            blocks.append(.prose(bullet: String(line.prefix { $0.isWhitespace }), words: words))
        }
    }

    private func fill(_ words: [Substring], after bullet: String) -> String {
        let indentation = String(repeating: " ", count: bullet.count)
        var lines: [String] = []
        for word in words {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append((lines.isEmpty ? bullet : indentation) + word)
            }
        }
        return lines.joined(separator: "\n")
    }
}
