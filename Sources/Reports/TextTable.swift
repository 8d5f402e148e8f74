/// Lays an outcome table out for a terminal.
///
/// Where the columns do not fit beside each other, an outcome's values stand behind its figures, in as many lines as
/// they take.
struct TextTable {
    private(set) var lines: [[Span]] = []

    private let table: OutcomeTable
    private let width: Int
    private let ascii: Bool

    private static let indent = "  "
    private static let gap = "  "

    init(_ table: OutcomeTable, width: Int, ascii: Bool) {
        self.table = table
        self.width = width
        self.ascii = ascii
        guard !table.rows.isEmpty else { return }
        let titles = table.valueTitles + table.figureTitles
        let cells = table.rows.map { $0.values + $0.figures }
        let widths = columnWidths(titles, cells)
        let marks = table.rows.map { columns(of: marksText($0)) }.max() ?? 0
        let total = widths.reduce(0) { $0 + $1 + Self.gap.count } + marks + Self.indent.count
        lines = total <= width ? sideBySide(titles, cells, widths) : folded()
    }

    private func columnWidths(_ titles: [String], _ cells: [[String]]) -> [Int] {
        titles.indices.map { column in
            ([titles] + cells).map { columns(of: spelled($0[column])) }.max() ?? 0
        }
    }

    private func sideBySide(_ titles: [String], _ cells: [[String]], _ widths: [Int]) -> [[Span]] {
        let header = [Span(Self.indent), Span(aligned(titles, widths), .heading)]
        return [header] + zip(table.rows, cells).map { row, cells in
            [Span(Self.indent), Span(aligned(cells, widths), row.tone), Span(Self.gap + marksText(row), row.tone)]
        }
    }

    private func folded() -> [[Span]] {
        let figures = table.rows.map(\.figures)
        let widths = columnWidths(table.figureTitles, figures)
        let behind = Self.indent.count + widths.reduce(0) { $0 + $1 + Self.gap.count }
        let header = [Span(Self.indent), Span(aligned(table.figureTitles, widths) + Self.gap + "outcome", .heading)]
        return [header] + table.rows.flatMap { row -> [[Span]] in
            let values = zip(table.valueTitles, row.values).map { spelled("\($0) = \($1)") }.joined(separator: ", ")
            let marks = row.marks.isEmpty ? "" : "   " + marksText(row)
            return (values + marks).wrapped(to: max(20, width - behind)).enumerated().map { number, text in
                let head = number == 0 ? aligned(row.figures, widths) + Self.gap
                    : String(repeating: " ", count: behind - Self.indent.count)
                return [Span(Self.indent), Span(head + text, row.tone)]
            }
        }
    }

    private func aligned(_ cells: [String], _ widths: [Int]) -> String {
        zip(cells, widths).map { spelled($0).paddedLeft(to: $1) }.joined(separator: Self.gap)
    }

    private func marksText(_ row: OutcomeTable.Row) -> String { spelled(row.marks.joined(separator: ", ")) }

    private func spelled(_ text: String) -> String { PlainText.spelled(text, ascii: ascii) }
}
