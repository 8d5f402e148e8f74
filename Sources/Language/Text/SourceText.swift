/// A stretch of a text, in unicode scalars from its beginning.
///
/// All spans are equal: trees of two texts that differ in layout only are equal trees.
struct Span: Sendable, Hashable {
    var start: Int
    var end: Int

    static func == (_: Span, _: Span) -> Bool { true }
    func hash(into _: inout Hasher) {}

    /// From this one's start to the other's end.
    func through(_ other: Span) -> Span { Span(start: start, end: max(end, other.end)) }
}

/// A text with its lines, for lexers that go by unicode scalar and people that go by line and column.
struct SourceText: Sendable {
    let scalars: [Unicode.Scalar]
    /// The offset at which each line starts.
    private let lineStarts: [Int]
    /// For lines with characters that are not ASCII: how many characters begin before each of the line's scalars.
    ///
    /// In the others each scalar is a character, so that a column is a difference: all of a program may be on one line.
    private let charactersBefore: [Int: [Int]]

    init(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        self.scalars = scalars
        let starts = [0] + scalars.indices.filter { scalars[$0] == "\n" }.map { $0 + 1 }
        lineStarts = starts
        var counts: [Int: [Int]] = [:]
        for (line, start) in starts.enumerated() {
            let end = line + 1 < starts.count ? starts[line + 1] - 1 : scalars.count
            if scalars[start..<end].contains(where: { !$0.isASCII }) {
                counts[line] = Self.charactersBefore(scalars[start..<end])
            }
        }
        charactersBefore = counts
    }

    private static func charactersBefore(_ line: ArraySlice<Unicode.Scalar>) -> [Int] {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: line)
        var counts: [Int] = []
        for (number, character) in String(text).enumerated() {
            counts.append(number)
            counts += Array(repeating: number + 1, count: character.unicodeScalars.count - 1)
        }
        return counts + [String(text).count]
    }

    var end: Span { Span(start: scalars.count, end: scalars.count) }

    subscript(span: Span) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[span.start..<min(span.end, scalars.count)])
        return String(text)
    }

    /// The lines, without their ends.
    var lines: [String] {
        scalars.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var text = String.UnicodeScalarView()
            text.append(contentsOf: line.last == "\r" ? line.dropLast() : line)
            return String(text)
        }
    }

    /// The line of an offset, from 1. O(log n).
    func line(of offset: Int) -> Int {
        var low = 0, high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    /// The column of an offset, from 1, in characters. O(log n).
    func column(of offset: Int) -> Int {
        let line = line(of: offset) - 1
        let distance = offset - lineStarts[line]
        return (charactersBefore[line]?[distance] ?? distance) + 1
    }

    /// How many characters of its first line a span has; at least 1.
    func length(of span: Span) -> Int {
        let lineEnd = scalars[span.start..<min(span.end, scalars.count)].firstIndex(of: "\n") ?? span.end
        return max(1, characters(from: span.start, to: lineEnd))
    }

    /// The span's first line, without white space around it.
    func firstLine(of span: Span) -> String {
        var range = span.start..<min(span.end, scalars.count)
        if let lineEnd = scalars[range].firstIndex(of: "\n") { range = range.lowerBound..<lineEnd }
        range = trimmed(range)
        return self[Span(start: range.lowerBound, end: range.upperBound)]
    }

    /// The same, with a mark where there are more lines.
    func abridged(_ span: Span) -> String {
        let all = trimmed(span.start..<min(span.end, scalars.count))
        return firstLine(of: span) + (scalars[all].contains("\n") ? " …" : "")
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        var range = range
        while let last = scalars[range].last, last.properties.isWhitespace { range = range.dropLast() }
        while let first = scalars[range].first, first.properties.isWhitespace { range = range.dropFirst() }
        return range
    }

    /// The line that an offset is in, without white space around it.
    func lineText(of offset: Int) -> String {
        let start = lineStarts[line(of: offset) - 1]
        return firstLine(of: Span(start: start, end: scalars.count))
    }

    private func characters(from start: Int, to end: Int) -> Int {
        self[Span(start: start, end: end)].count
    }
}
