import AtomicsCore

/// Programs that were timed under contention, side by side: as a table, and as a chart.
public struct BenchReport: Sendable {
    /// In the order of the table.
    public let series: [BenchSeries]

    public init(_ series: [BenchSeries]) {
        self.series = series
    }

    /// What the columns mean, and what limits the meaning of the numbers, each once.
    private var notes: [String] {
        var notes = [
            "ops/s: bodies run to the end, by all threads; CPU/wall: processors kept busy",
            "waits/s, preempted/s: voluntary and involuntary context switches a second",
            "fairness: 1 where all threads did the same, 1/n where one of n did everything",
        ]
        for warning in series.flatMap(\.results).flatMap(\.warnings).map({ "warning: \($0)" })
        where !notes.contains(warning) {
            notes.append(warning)
        }
        return notes
    }

    /// The table as text, and what its columns mean.
    public func text(_ style: TextStyle = TextStyle()) -> String {
        let table = benchTable(series).split(separator: "\n").map { PlainText.spelled(String($0), ascii: style.ascii) }
        let notes = notes.flatMap { PlainText.spelled($0, ascii: style.ascii).wrapped(to: style.width) }
        return (table + [""] + notes).map { $0 + "\n" }.joined()
    }

    /// The same for text/html: a fragment that stands by itself.
    public func html() -> String {
        let rows = benchRows(series).enumerated().map { number, row in
            htmlElement("tr", row.enumerated().map { column, text in
                htmlElement(number == 0 ? "th" : "td",
                            style: "text-align:\(column == 0 ? "left" : "right");padding:2px 10px", htmlEscaped(text))
            }.joined())
        }
        return htmlElement("div", style: "line-height:1.4", htmlElement("table", rows.joined(separator: "\n"))
            + notes.map { htmlElement("div", style: "opacity:0.7", htmlEscaped($0)) }.joined(separator: "\n"))
    }

    /// The chart as text: a bar of operations a second for each program and number of threads, on a logarithmic scale,
    /// and what that scale is.
    public func chartText(_ style: TextStyle = TextStyle()) -> String {
        let scale = BenchScale(series)
        guard series.contains(where: { !$0.results.isEmpty }) else { return "" }
        let legend = "threads, and operations a second; bars are logarithmic, from 10^\(scale.decades.lowerBound)/s "
            + "to 10^\(scale.decades.upperBound)/s"
        let rows = benchRows(series).dropFirst().map { [String($0[0].prefix(22))] + $0.dropFirst() }
        let names = rows.map(\.[0].count).max() ?? 0
        let room = max(style.width - names - 18, 10)
        return zip(rows, series.flatMap(\.results)).map { row, result in
            let bar = Int((scale.place(of: result.operationsPerSecond) * Double(room)).rounded())
            return PlainText.spelled(row[0] + String(repeating: " ", count: names - row[0].count), ascii: style.ascii)
                + String(repeating: " ", count: max(4 - row[1].count, 1)) + row[1] + "  "
                + String(repeating: style.ascii ? "#" : "█", count: bar) + " " + row[2] + "/s\n"
        }.joined() + "\n" + legend.wrapped(to: style.width).map { $0 + "\n" }.joined()
    }

    /// The chart as a Vega-Lite 5 specification (application/vnd.vegalite.v5+json).
    public func vegaLite() -> String { benchChart(series) }
}
