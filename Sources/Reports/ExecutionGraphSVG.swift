import ModelChecker

extension Report {
    /// The witness's execution graph as an SVG element that stands by itself: threads as columns, time downwards,
    /// edges named; without a witness, the most telling one's. Empty where the report has no execution to show.
    public func svg(_ witness: Witness? = nil) -> String {
        graph(witness).map { ExecutionGraphSVG($0).text } ?? ""
    }
}

/// Places a graph's nodes and draws its edges. Text takes the page's own colour, so that it can be read on white and on
/// black.
private struct ExecutionGraphSVG {
    let graph: ExecutionGraph
    /// By column: the left edge and the width of its nodes.
    private let columnFrames: [(left: Int, width: Int)]
    private let width: Int
    private let height: Int

    private static let characterWidth = 7.3
    private static let rowHeight = 46
    private static let nodeHeight = 26
    /// Between columns there is room for curved edges and their names.
    private static let gap = 84
    private static let top = 64
    /// Beside the first and the last column there is room for edges from the initial values.
    private static let side = 64

    init(_ graph: ExecutionGraph) {
        self.graph = graph
        var left = Self.side
        columnFrames = graph.threadNames.enumerated().map { thread, name in
            let labels = graph.nodes.filter { $0.thread == thread }.map(\.label) + [name]
            let longest = labels.map { columns(of: $0) }.max() ?? 1
            let width = Int(Double(longest) * Self.characterWidth) + 18
            defer { left += width + Self.gap }
            return (left, width)
        }
        let rows = (graph.nodes.map(\.row).max() ?? 0) + 1
        width = max(left - Self.gap + Self.side, Int(Double(columns(of: graph.title)) * Self.characterWidth) + 16)
        height = Self.top + rows * Self.rowHeight
    }

    var text: String {
        var parts = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(width) \(height)\" width=\"\(width)\" "
                + "height=\"\(height)\" role=\"img\" font-family=\"monospace\" font-size=\"12\" fill=\"currentColor\" "
                + "style=\"max-width:100%;height:auto\">",
            "<title>\(htmlEscaped(graph.title))</title>",
            label(graph.title, x: 8, y: 18, anchor: "start", more: " font-weight=\"bold\""),
        ]
        for (thread, name) in graph.threadNames.enumerated() {
            let frame = columnFrames[thread]
            parts.append(label(name, x: frame.left + frame.width / 2, y: 44, more: " font-weight=\"bold\""))
        }
        parts += graph.edges.enumerated().map { edge($0.element, number: $0.offset) }
        parts += graph.nodes.map(node)
        return (parts + ["</svg>"]).joined(separator: "\n")
    }

    private func frame(of node: ExecutionGraph.Node) -> (x: Int, y: Int, width: Int) {
        let frame = columnFrames[node.thread]
        return (frame.left, Self.top + node.row * Self.rowHeight, frame.width)
    }

    private func node(_ node: ExecutionGraph.Node) -> String {
        let frame = frame(of: node)
        return "<rect x=\"\(frame.x)\" y=\"\(frame.y)\" width=\"\(frame.width)\" height=\"\(Self.nodeHeight)\" "
            + "rx=\"5\" fill=\"#8a8a8a\" fill-opacity=\"0.12\" stroke=\"#8a8a8a\"/>"
            + label(node.label, x: frame.x + frame.width / 2, y: frame.y + 17)
    }

    private func edge(_ edge: ExecutionGraph.Edge, number: Int) -> String {
        let color = color(ofRelation: edge.relation)
        let (path, middle) = route(edge, number: number)
        let name = edge.from == nil ? "\(edge.relation) init" : edge.relation
        return "<path d=\"\(path.curve)\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"1.4\"/>"
            + "<path d=\"\(arrowhead(at: path.tip, from: path.control))\" fill=\"\(color)\"/>"
            + label(name, x: middle.x, y: middle.y, more: " fill=\"\(color)\" font-size=\"11\"")
    }

    private typealias Point = (x: Int, y: Int)

    /// From outside for initial values; straight down between neighbours of a thread; in a bow beside the column within
    /// a thread; from side to side between threads. Names of edges that may cross stand at different places.
    private func route(_ edge: ExecutionGraph.Edge, number: Int)
        -> (path: (curve: String, tip: Point, control: Point), label: Point) {
        let node = graph.nodes[edge.to]
        let target = frame(of: node)
        let half = Self.nodeHeight / 2
        guard let from = edge.from else {
            let side = node.thread == 0 ? -1 : 1
            let tip: Point = (side < 0 ? target.x : target.x + target.width, target.y + half)
            return (curve((tip.x + side * 30, tip.y), tip, bend: 0), (tip.x + side * 24, tip.y - 6))
        }
        let source = frame(of: graph.nodes[from])
        guard graph.nodes[from].thread == node.thread else {
            let goesRight = source.x < target.x
            let start: Point = (goesRight ? source.x + source.width : source.x, source.y + half)
            let tip: Point = (goesRight ? target.x : target.x + target.width, target.y + half)
            let part = 30 + 13 * (number % 4)
            let lift = (tip.y > start.y) == goesRight ? (8, -6) : (-8, -6)
            return (curve(start, tip, bend: 0), (start.x + (tip.x - start.x) * part / 100 + lift.0,
                                                 start.y + (tip.y - start.y) * part / 100 + lift.1))
        }
        if edge.relation == "po" {
            let start: Point = (source.x + source.width / 2, source.y + Self.nodeHeight)
            let tip: Point = (start.x, target.y)
            return (curve(start, tip, bend: 0), (start.x + 12, (start.y + tip.y) / 2 + 4))
        }
        let start: Point = (source.x, source.y + half)
        let tip: Point = (target.x, target.y + half)
        let bend = -28 - 6 * (number % 3)
        return (curve(start, tip, bend: bend), (start.x + bend * 3 / 4 - 4, (start.y + tip.y) / 2))
    }

    private func curve(_ start: Point, _ tip: Point, bend: Int) -> (curve: String, tip: Point, control: Point) {
        guard bend != 0 else { return ("M\(start.x) \(start.y)L\(tip.x) \(tip.y)", tip, start) }
        let control: Point = (tip.x + bend, tip.y)
        return ("M\(start.x) \(start.y)C\(start.x + bend) \(start.y) \(control.x) \(control.y) \(tip.x) \(tip.y)",
                tip, control)
    }

    /// A triangle whose tip is the edge's end, turned along its last stretch.
    private func arrowhead(at tip: Point, from control: Point) -> String {
        let (dx, dy) = (Double(tip.x - control.x), Double(tip.y - control.y))
        let length = max(1, (dx * dx + dy * dy).squareRoot())
        let (ux, uy) = (dx / length, dy / length)
        func point(_ back: Double, _ side: Double) -> String {
            let x = Double(tip.x) - back * ux - side * uy
            let y = Double(tip.y) - back * uy + side * ux
            return "\((x * 10).rounded() / 10) \((y * 10).rounded() / 10)"
        }
        return "M\(point(0, 0))L\(point(8, 3.5))L\(point(8, -3.5))Z"
    }

    private func label(_ text: String, x: Int, y: Int, anchor: String = "middle", more: String = "") -> String {
        "<text x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(anchor)\"\(more)>\(htmlEscaped(text))</text>"
    }
}
