import Litmus
import ModelChecker

extension Report {
    /// The report for text/html in Jupyter: a fragment that stands by itself, with inline styles that suit light and
    /// dark themes, and no scripts. The same content as `text(_:)`; with `graph`, the most telling execution is drawn
    /// too.
    public func html(timelines: TextStyle.Timelines = .weak, graph: Bool = false) -> String {
        HTMLReport(ReportContent(of: self, timelines: timelines), program: program, graph: graph ? svg() : "").text
    }
}

private struct HTMLReport {
    let content: ReportContent
    let program: Program
    let graph: String

    /// Colours with half their weight on either background; text itself keeps the theme's colour.
    private static let rule = "1px solid rgba(128,128,128,0.35)"
    private static let numberCell = "text-align:right;padding:2px 10px;border:none;border-bottom:\(rule);"
        + "font-variant-numeric:tabular-nums;font-family:monospace"

    init(_ content: ReportContent, program: Program, graph: String) {
        self.content = content
        self.program = program
        self.graph = graph
    }

    var text: String {
        let parts = [
            htmlElement("div", style: "font-weight:bold;margin-bottom:6px", htmlEscaped(content.headline)),
            table,
            statements(content.properties),
            statements(content.findings),
            content.sections.enumerated().map { section($0.element, isOpen: $0.offset < 3) }.joined(separator: "\n"),
            graph,
            notes,
        ]
        return htmlElement("div", style: "line-height:1.4", parts.filter { !$0.isEmpty }.joined(separator: "\n"))
    }

    private var table: String {
        guard !content.table.rows.isEmpty else {
            return htmlElement("div", style: "opacity:0.75", htmlEscaped(content.table.reasonForNone))
        }
        let titles = (content.table.valueTitles + content.table.figureTitles)
            .map { htmlElement("th", style: Self.numberCell + ";font-weight:bold", htmlEscaped($0)) }
        let head = htmlElement("tr", (titles + [htmlElement("th", style: "border:none", "")]).joined())
        let rows = content.table.rows.map(row)
        var table = htmlElement("table", style: "border-collapse:collapse;margin:0 0 8px 0",
                                htmlElement("thead", head) + "\n" + htmlElement("tbody", rows.joined(separator: "\n")))
        if content.table.omitted > 0 {
            table += htmlElement("div", style: "opacity:0.75",
                                 "… and \(NumberText.counted(content.table.omitted, "more outcome"))")
        }
        return table
    }

    private func row(_ row: OutcomeTable.Row) -> String {
        let cells = (row.values + row.figures).map { htmlElement("td", style: Self.numberCell, htmlEscaped($0)) }
        let marks = row.marks.map { mark in
            htmlElement("span", style: style(ofMark: mark), htmlEscaped(mark))
        }.joined(separator: " ")
        let cell = htmlElement("td", style: "text-align:left;border:none;border-bottom:\(Self.rule)", marks)
        let background = switch row.tone {
        case .bad: "background:rgba(220,50,47,0.14)"
        case .weak: "background:rgba(203,130,0,0.14)"
        default: "background:transparent"
        }
        return htmlElement("tr", style: background, cells.joined() + cell)
    }

    private func style(ofMark mark: String) -> String {
        let tint = mark.hasPrefix("✗") ? "220,50,47" : mark == "weak" ? "203,130,0" : "128,128,128"
        return "border-radius:3px;padding:0 5px;background:rgba(\(tint),0.25);white-space:nowrap"
    }

    private func statements(_ statements: [ReportContent.Statement]) -> String {
        statements.map { statement in
            let mark = htmlElement("b", style: "color:\(statement.mark.color)", statement.mark.rawValue)
            let details = statement.details.map {
                htmlElement("div", style: "margin-left:1.6em;opacity:0.85", htmlEscaped($0))
            }
            return htmlElement("div", style: "margin:2px 0",
                               "\(mark) \(htmlEscaped(statement.text))\(details.joined())")
        }.joined(separator: "\n")
    }

    private func section(_ section: TimelineSection, isOpen: Bool) -> String {
        let layout = TimelineLayout(Timeline(of: section.witness, in: program), width: 110, ascii: false)
        let lines = layout.lines.map { line in
            line.map { span in
                span.tone.style.map { htmlElement("span", style: $0, htmlEscaped(span.text)) } ?? htmlEscaped(span.text)
            }.joined()
        }
        let title = timelineTitle(section.witness, of: program, isWeak: section.isWeak, title: section.title)
        let explanation = section.explanation.map { htmlElement("div", style: "margin-left:1em", htmlEscaped($0)) }
        let body = htmlElement(
            "pre", style: "margin:4px 0;padding:6px;overflow-x:auto;white-space:pre;line-height:1.3;background:rgba(128,128,128,0.08)",
            lines.joined(separator: "\n")) + explanation.joined()
        return "<details\(isOpen ? " open=\"\"" : "") style=\"margin:8px 0\">"
            + htmlElement("summary", style: "cursor:pointer", htmlEscaped(title)) + body + "</details>"
    }

    private var notes: String {
        var notes = content.notes
        if content.omittedTimelines > 0 {
            notes.append("\(NumberText.counted(content.omittedTimelines, "more timeline")): --timeline all shows them")
        }
        return notes.map { htmlElement("div", style: "opacity:0.75;font-size:90%", htmlEscaped($0)) }
            .joined(separator: "\n")
    }
}

extension ReportContent.Statement.Mark {
    fileprivate var color: String {
        switch self {
        case .good: "#2e9e57"
        case .bad: "#dc322f"
        case .open, .none: "#b58900"
        }
    }
}

extension Tone {
    /// The style of a piece of a timeline; nil for the page's own.
    fileprivate var style: String? {
        switch self {
        case .plain: nil
        case .heading: "font-weight:bold"
        case .good: "color:#2e9e57"
        case .bad: "color:#dc322f"
        case .weak: "color:#c78100"
        case .faint: "opacity:0.65"
        }
    }
}
