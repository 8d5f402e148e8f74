/// Puts a timeline's rows into columns.
///
/// A row holds one thread's step, so whatever is too long for its column can run on to the right without meeting
/// anything. It begins at its column, though, since that says whose step it is: an operation for which there is no room
/// up to the page's edge is broken between words. Columns move together where the page is narrow; where they leave too
/// little room even so, or the threads' names do not fit beside each other, the name stands in each row instead.
/// Buffers and notes that do not fit go to a line of their own.
struct TimelineLayout {
    /// The header, then the rows; at most `width` columns each.
    private(set) var lines: [[Span]] = []

    private let width: Int
    private let ascii: Bool
    private let names: [String]
    private let rows: [Timeline.Row]
    /// Where row numbers end and the first column begins.
    private let margin: Int
    /// Where each thread's column begins; nil where rows name their threads.
    private let offsets: [Int]?
    /// By column: how wide its operations are that have a buffer beside them.
    private let operationWidths: [Int]

    private static let gap = 5
    private static let pieceGap = 3
    private static let hangingIndent = 2

    init(_ timeline: Timeline, width: Int, ascii: Bool) {
        let spell = { (text: String) in PlainText.spelled(text, ascii: ascii) }
        self.width = max(width, 24)
        self.ascii = ascii
        names = timeline.threadNames.map(spell)
        rows = timeline.rows.map { row in
            var row = row
            row.operation = spell(row.operation)
            row.buffer = spell(row.buffer)
            row.notes = row.notes.map(spell)
            return row
        }
        margin = max(3, String(rows.count).count + 1) + 2
        let rows = rows
        operationWidths = names.indices.map { column in
            rows.filter { $0.column == column && $0.isExecution && !$0.buffer.isEmpty }
                .map { columns(of: $0.operation) }.max() ?? 0
        }
        offsets = Self.offsets(rows, names, operationWidths, margin: margin, width: self.width)
        lines = header() + self.rows.flatMap(lines(of:))
    }

    /// The columns' beginnings: as wide as they like where that fits, closer where it does not.
    private static func offsets(_ rows: [Timeline.Row], _ names: [String], _ operationWidths: [Int], margin: Int,
                                width: Int) -> [Int]? {
        let natural = names.indices.map { column in
            rows.filter { $0.column == column }.map { row in
                let operation = columns(of: row.operation)
                guard !row.buffer.isEmpty else { return operation }
                return (row.isExecution ? operationWidths[column] : operation) + pieceGap + columns(of: row.buffer)
            }.reduce(columns(of: names[column]), max)
        }
        guard let lastOperation = natural.last else { return [] }
        // Notes run on to the right; those of the last column have nothing but the page's edge there.
        let notes = rows.filter { $0.column == names.count - 1 }.flatMap(\.notes).map { columns(of: $0) }
        let (page, last) = (width - margin, notes.reduce(lastOperation, max))
        // What would take most of the page is broken: there is no sense in pressing all others together for it.
        let reserved = max(min(last, page / 2), lastOperation <= page * 3 / 5 ? lastOperation : 0)
        let least = names.dropLast().map { columns(of: $0) + 2 }
        var steps = natural.dropLast().map { $0 + gap }
        let room = page - max(columns(of: names.last ?? ""), reserved)
        guard least.reduce(0, +) <= room else { return nil }
        // The widest gives way first.
        while steps.reduce(0, +) > room, let widest = steps.indices.filter({ steps[$0] > least[$0] })
            .max(by: { steps[$0] - least[$0] < steps[$1] - least[$1] }) {
            steps[widest] -= 1
        }
        let offsets = steps.reduce(into: [margin]) { $0.append($0[$0.count - 1] + $1) }
        return rows.allSatisfy { canStand($0.operation, in: width - offsets[$0.column]) } ? offsets : nil
    }

    /// Whether so much room is enough for an operation, broken between words if need be.
    private static func canStand(_ operation: String, in room: Int) -> Bool {
        columns(of: operation) <= room
            || operation.split(separator: " ").allSatisfy { columns(of: $0) <= room - hangingIndent }
    }

    private func header() -> [[Span]] {
        guard let offsets else { return [] }
        var text = ""
        for (offset, name) in zip(offsets, names) { text = text.paddedRight(to: offset) + name }
        return [[Span(text, .heading)]]
    }

    /// A row: its pieces beside each other as far as they fit, the rest below.
    private func lines(of row: Timeline.Row) -> [[Span]] {
        let mark = row.number.map(String.init) ?? PlainText.spelled("✗", ascii: ascii)
        var line = [Span((mark.paddedLeft(to: margin - 2) + "  "), row.number == nil ? .bad : .faint)]
        var indent = offsets.map { $0[row.column] } ?? margin
        if offsets == nil {
            let nameWidth = min(names.map { columns(of: $0) }.max() ?? 0, 24)
            let name = names[row.column].truncated(to: nameWidth, ellipsis: ascii ? "." : "…")
            line.append(Span(name.paddedRight(to: nameWidth + 2), .heading))
            indent = margin + nameWidth + 2
        }
        var lines: [[Span]] = []
        for (index, piece) in pieces(of: row).enumerated() {
            let space = index == 0 ? max(0, indent - line.width) : Self.pieceGap
            let start = line.width + space
            if start + columns(of: piece.text) <= width {
                line += [Span(String(repeating: " ", count: space)), piece]
                continue
            }
            if index > 0 {
                lines.append(line)
                line = []
            }
            let broken = index == 0 && offsets != nil ? wrapped(piece, indent: indent, after: line.width)
                : self.broken(piece, indent: indent, after: line.width)
            lines += broken.dropLast().enumerated().map { $0.offset == 0 ? line + $0.element : $0.element }
            line = (broken.count == 1 ? line : []) + (broken.last ?? [])
        }
        return lines + [line]
    }

    /// An operation that does not fit on one line, in its thread's column.
    private func wrapped(_ piece: Span, indent: Int, after used: Int) -> [[Span]] {
        let texts = piece.text.wrapped(to: width - indent - Self.hangingIndent)
        return texts.enumerated().map { number, text in
            let space = number == 0 ? indent - used : indent + Self.hangingIndent
            return [Span(String(repeating: " ", count: max(0, space)), .plain), Span(text, piece.tone)]
        }
    }

    /// A piece that does not fit where it belongs: moved to the left, or broken between words.
    private func broken(_ piece: Span, indent: Int, after used: Int) -> [[Span]] {
        let length = columns(of: piece.text)
        let leftmost = max(margin, used)
        if leftmost + length <= width {
            let start = max(leftmost, min(indent, width - length))
            return [[Span(String(repeating: " ", count: start - used)), piece]]
        }
        let start = min(max(leftmost, min(indent, width / 3)), width - 12)
        return piece.text.wrapped(to: width - start).enumerated().map { number, text in
            [Span(String(repeating: " ", count: number == 0 ? max(0, start - used) : start)), Span(text, piece.tone)]
        }
    }

    private func pieces(of row: Timeline.Row) -> [Span] {
        var operation = row.operation
        let aligned = operation.paddedRight(to: operationWidths[row.column])
        let start = offsets.map { $0[row.column] } ?? width
        if row.isExecution, !row.buffer.isEmpty,
           start + columns(of: aligned) + Self.pieceGap + columns(of: row.buffer) <= width {
            operation = aligned
        }
        var pieces = [Span(operation, row.isExecution ? .plain : .faint)]
        if !row.buffer.isEmpty { pieces.append(Span(row.buffer, .faint)) }
        pieces += row.notes.map { note in
            let isRemarkable = note.hasPrefix("stale") || note.hasPrefix("races") || row.number == nil
            return Span(note, isRemarkable ? .weak : .faint)
        }
        return pieces
    }
}
