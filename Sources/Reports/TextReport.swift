import Litmus
import ModelChecker

extension Report {
    /// The report for terminals and for text/plain: what was explored and run, the table of outcomes, the properties,
    /// the errors with the lines they are about, timelines, and notes on what limits the result.
    ///
    /// It ends with a line break. It holds no times of a mere check, so that equal results are equal texts.
    public func text(_ style: TextStyle = TextStyle()) -> String {
        TextReport(ReportContent(of: self, timelines: style.timelines), program: program, style: style).text
    }
}

/// Writes a report's content in lines.
private struct TextReport {
    let content: ReportContent
    let program: Program
    let style: TextStyle

    init(_ content: ReportContent, program: Program, style: TextStyle) {
        self.content = content
        self.program = program
        self.style = style
    }

    var text: String {
        var paragraphs: [[[Span]]] = [paragraph(content.headline, .heading), tableLines]
        paragraphs.append(content.properties.flatMap(lines(of:)))
        paragraphs.append(content.findings.flatMap(lines(of:)))
        let body = paragraphs.filter { !$0.isEmpty }.map(rendered) + content.sections.map(text(of:)) + [rendered(notes)]
        return body.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private var tableLines: [[Span]] {
        var lines = TextTable(content.table, width: style.width, ascii: style.ascii).lines
        if content.table.omitted > 0 {
            let advice = style.place == .terminal ? "all of which --format json and --format herd list"
                : "which the cell's data hold as JSON; to observe fewer values makes fewer outcomes"
            lines += paragraph("… and \(NumberText.counted(content.table.omitted, "more outcome")), \(advice)", .faint,
                               indent: 2)
        }
        if content.table.rows.isEmpty {
            lines = paragraph(content.table.reasonForNone, .faint, indent: 2)
        }
        return lines
    }

    private var notes: [[Span]] {
        var notes = content.notes
        if content.omittedTimelines > 0 {
            notes.append("\(NumberText.counted(content.omittedTimelines, "more timeline")): --timeline all shows them")
        }
        return notes.flatMap { note in
            paragraph(note, note.hasPrefix("warning") || note.contains("PARTIAL") ? .weak : .faint, hanging: 2)
        }
    }

    private func lines(of statement: ReportContent.Statement) -> [[Span]] {
        let mark = statement.mark == .none ? "" : spelled(statement.mark.rawValue) + " "
        var lines = paragraph(statement.text, .plain, hanging: columns(of: mark), reserving: columns(of: mark))
        lines[0].insert(Span(mark, statement.mark.tone), at: 0)
        for detail in statement.details { lines += paragraph(detail, .plain, indent: 4, hanging: 2) }
        return lines
    }

    private func text(of section: TimelineSection) -> String {
        var style = style
        style.timelines = .none
        let timeline = timeline(section.witness, of: program, style: style, isWeak: section.isWeak,
                                title: section.title)
        let explanation = section.explanation.flatMap { paragraph($0, .plain, indent: 2, hanging: 2) }
        return timeline + (explanation.isEmpty ? "" : "\n\n" + rendered(explanation))
    }

    /// A text in as many lines as it takes, those after the first further in.
    private func paragraph(_ text: String, _ tone: Tone, indent: Int = 0, hanging: Int = 2,
                           reserving: Int = 0) -> [[Span]] {
        let room = style.width - indent - max(hanging, reserving)
        return spelled(text).wrapped(to: max(20, room)).enumerated().map { number, line in
            [Span(String(repeating: " ", count: indent + (number == 0 ? 0 : hanging))), Span(line, tone)]
        }
    }

    private func rendered(_ lines: [[Span]]) -> String {
        lines.map { $0.rendered(color: style.color) }.joined(separator: "\n")
    }

    private func spelled(_ text: String) -> String { PlainText.spelled(text, ascii: style.ascii) }
}

extension ReportContent.Statement.Mark {
    fileprivate var tone: Tone {
        switch self {
        case .good: .good
        case .bad: .bad
        case .open: .weak
        case .none: .plain
        }
    }
}
