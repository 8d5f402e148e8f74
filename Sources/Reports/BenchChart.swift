import AtomicsCore
import Foundation

/// The logarithmic scale of operations a second, since a lock whose holder is suspended is slower by orders of
/// magnitude: whole decades around all that was measured.
struct BenchScale: Sendable {
    /// Powers of ten.
    let decades: ClosedRange<Int>

    init(_ series: [BenchSeries]) {
        let logarithms = series.flatMap(\.results).map(\.operationsPerSecond).filter { $0 > 0 }.map(log10)
        let low = Int((logarithms.min() ?? 0).rounded(.down))
        decades = low...max(Int((logarithms.max() ?? 0).rounded(.up)), low + 1)
    }

    /// From 0, at the lowest decade, to 1.
    func place(of rate: Double) -> Double {
        guard rate > 0 else { return 0 }
        return (log10(rate) - Double(decades.lowerBound)) / Double(decades.count - 1)
    }
}

extension BenchReport {
    /// The chart as an SVG element that stands by itself: operations a second by the number of threads, a line a
    /// program. Text takes the page's own colour.
    public func svg() -> String { BenchChartSVG(series).text }
}

private struct BenchChartSVG {
    private let series: [BenchSeries]
    private let scale: BenchScale
    private let threads: [Int]

    private static let plot = (left: 64.0, top: 16.0, width: 400.0, height: 240.0)
    /// Colours that differ in lightness too, on white as on black.
    private static let colors = ["#4c78a8", "#f58518", "#54a24b", "#e45756", "#b279a2", "#9d755d", "#72b7b2", "#eeca3b"]

    init(_ series: [BenchSeries]) {
        self.series = series
        scale = BenchScale(series)
        threads = Set(series.flatMap(\.results).map(\.threads.count)).sorted()
    }

    var text: String {
        let names = series.map(\.name.count).max() ?? 0
        let width = Int(Self.plot.left + Self.plot.width) + 48 + names * 8
        let height = max(300, 40 + series.count * 20)
        let parts = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(width) \(height)\" width=\"\(width)\" "
                + "height=\"\(height)\" role=\"img\" font-family=\"sans-serif\" font-size=\"12\" "
                + "fill=\"currentColor\"><title>Operations a second by the number of threads</title>",
        ] + axes + series.enumerated().map { line($0.element, number: $0.offset) } + ["</svg>"]
        return parts.joined(separator: "\n")
    }

    private func x(_ count: Int) -> Double {
        let step = Self.plot.width / Double(max(threads.count, 1))
        return Self.plot.left + (Double(threads.firstIndex(of: count) ?? 0) + 0.5) * step
    }

    private func y(_ rate: Double) -> Double { Self.plot.top + (1 - scale.place(of: rate)) * Self.plot.height }

    private var axes: [String] {
        let bottom = Self.plot.top + Self.plot.height
        return scale.decades.map { decade in
            let height = y(pow(10, Double(decade)))
            return "<path d=\"M\(Self.plot.left) \(height)h\(Self.plot.width)\" stroke=\"currentColor\" "
                + "stroke-opacity=\"0.25\"/>" + label("10^\(decade)/s", x: Self.plot.left - 6, y: height + 4, "end")
        } + threads.map { label("\($0)", x: x($0), y: bottom + 18, "middle") }
            + [label("threads", x: Self.plot.left + Self.plot.width / 2, y: bottom + 36, "middle")]
    }

    private func line(_ entry: BenchSeries, number: Int) -> String {
        let color = Self.colors[number % Self.colors.count]
        let points = entry.results.map { "\(x($0.threads.count)),\(y($0.operationsPerSecond))" }
        let left = Self.plot.left + Self.plot.width + 16
        let top = Self.plot.top + 12 + Double(number) * 20
        return "<polyline points=\"\(points.joined(separator: " "))\" fill=\"none\" stroke=\"\(color)\" "
            + "stroke-width=\"2\"/>" + entry.results.map { result in
                "<circle cx=\"\(x(result.threads.count))\" cy=\"\(y(result.operationsPerSecond))\" r=\"3\" "
                    + "fill=\"\(color)\"/>"
            }.joined() + "<rect x=\"\(left)\" y=\"\(top - 9)\" width=\"10\" height=\"10\" fill=\"\(color)\"/>"
            + label(entry.name, x: left + 16, y: top, "start")
    }

    private func label(_ text: String, x: Double, y: Double, _ anchor: String) -> String {
        "<text x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(anchor)\">\(htmlEscaped(text))</text>"
    }
}
