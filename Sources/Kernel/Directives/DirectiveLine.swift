import Language

/// A line of a cell that speaks to the kernel: `%%check --model tso`, `%list`.
struct DirectiveLine: Sendable, Hashable {
    struct Word: Sendable, Hashable {
        var text: String
        /// From 1, in characters.
        var column: Int
    }

    /// From 1.
    var line: Int
    /// The whole line as it stands in the cell.
    var text: String
    /// The words, without a comment at the end. The first one begins with `%`.
    var words: [Word]

    init(line: Int, text: String) {
        self.line = line
        self.text = text
        words = Self.words(of: text)
    }

    /// `%%check`
    var name: Word { words.first ?? Word(text: "%", column: 1) }
    var isForCell: Bool { name.text.hasPrefix("%%") }
    /// What stands behind the name.
    var arguments: ArraySlice<Word> { words.dropFirst() }

    /// An error that points at a word of the line.
    func error(at word: Word, _ message: String, expected: String? = nil, help: String? = nil) -> Diagnostic {
        Diagnostic(.error, message, line: line, column: word.column, length: max(1, word.text.count),
                   expected: expected, help: help)
    }

    /// An error that points behind the line's last word, where something is missing.
    func errorAtEnd(_ message: String, expected: String? = nil, help: String? = nil) -> Diagnostic {
        let last = words.last ?? name
        return Diagnostic(.error, message, line: line, column: last.column + last.text.count + 1,
                          expected: expected, help: help)
    }

    private static func words(of text: String) -> [Word] {
        var words: [Word] = []
        for (offset, character) in text.enumerated() {
            if character.isWhitespace { continue }
            if let last = words.last, last.column + last.text.count == offset + 1 {
                words[words.count - 1].text.append(character)
            } else {
                if words.last?.text.hasPrefix("//") ?? false { break }
                words.append(Word(text: String(character), column: offset + 1))
            }
        }
        if let comment = words.firstIndex(where: { $0.text.hasPrefix("//") }) { words.removeSubrange(comment...) }
        return words
    }
}
