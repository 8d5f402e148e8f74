/// Where in a directive line the cursor is.
struct CursorInDirective {
    var line: DirectiveLine
    /// The words before the one that the cursor is in, or behind.
    var before: ArraySlice<DirectiveLine.Word>
    /// The word's beginning, up to the cursor.
    var prefix: String
    /// The whole word; nil where there is none.
    var word: DirectiveLine.Word?
    /// Where the word begins, in unicode scalars from the cell's beginning.
    var start: Int

    /// Nil where the cursor is in no directive.
    ///
    /// - Parameter cursor: counts unicode scalars.
    init?(_ cell: CellText, cursor: Int) {
        let scalars = Array(cell.text.unicodeScalars)
        let cursor = max(0, min(cursor, scalars.count))
        let number = scalars[..<cursor].count { $0 == "\n" } + 1
        guard let line = cell.directives.first(where: { $0.line == number }) else { return nil }
        let lineStart = scalars[..<cursor].lastIndex(of: "\n").map { $0 + 1 } ?? 0
        var start = cursor
        while start > lineStart, !scalars[start - 1].properties.isWhitespace { start -= 1 }
        var end = cursor
        while end < scalars.count, !scalars[end].properties.isWhitespace { end += 1 }
        func string(_ range: Range<Int>) -> String {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars[range])
            return String(view)
        }
        self.line = line
        self.start = start
        prefix = string(start..<cursor)
        let column = string(lineStart..<start).count + 1
        word = start == end ? nil : DirectiveLine.Word(text: string(start..<end), column: column)
        before = line.words.prefix { $0.column < column }
    }

    /// What the line is about; nil while its name is being typed.
    var meaning: LineMeaning? { before.isEmpty ? nil : try? LineMeaning(line) }

    var directive: Directive? {
        before.first.flatMap { Directive.named($0.text) }
    }
}
