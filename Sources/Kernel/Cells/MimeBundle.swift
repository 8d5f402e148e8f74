import JupyterProtocol
import MarkerTraits
import Reports

/// One answer in the forms that front ends choose from.
struct MimeBundle: Sendable, Hashable {
    var data: JSON
    var metadata: JSON = [:]

    init(text: String, ascii: Bool = false) {
        data = ["text/plain": .string(Self.trimmed(ascii ? text.replacing("µ", with: "u") : text))]
    }

    /// A report as text, as HTML, and for programs. The last under a name of our own: JupyterLab would show
    /// `application/json` as a tree of members, in place of the table.
    init(_ report: Report, _ settings: Settings) {
        self.init(text: report.text(settings.style))
        data["text/html"] = .string(report.html(timelines: settings.timelines, graph: settings.graph))
        if let json = Self.parsed(report.json()) { data["application/vnd.memmodel+json"] = json }
    }

    init(_ report: TypesReport, _ settings: Settings) {
        self.init(text: report.text(ascii: settings.ascii))
        data["text/html"] = .string(report.html())
    }

    /// The table of programs that were timed.
    init(_ report: BenchReport, _ settings: Settings) {
        self.init(text: report.text(settings.style))
        data["text/html"] = .string(report.html())
    }

    /// Its chart: Vega-Lite where the front end draws that, SVG or text elsewhere.
    init(chartOf report: BenchReport, _ settings: Settings) {
        self.init(text: report.chartText(settings.style))
        data["image/svg+xml"] = .string(report.svg())
        if let chart = try? JSON(parsing: report.vegaLite()) { data["application/vnd.vegalite.v5+json"] = chart }
    }

    var text: String { data["text/plain"]?.string ?? "" }

    /// One object as it is, several as an array.
    private static func parsed(_ lines: [String]) -> JSON? {
        let objects = lines.compactMap { try? JSON(parsing: $0) }
        guard objects.count == lines.count, let first = objects.first else { return nil }
        return objects.count == 1 ? first : .array(objects)
    }

    private static func trimmed(_ text: String) -> String {
        var text = text
        while text.last?.isNewline ?? false { text.removeLast() }
        return text
    }
}
