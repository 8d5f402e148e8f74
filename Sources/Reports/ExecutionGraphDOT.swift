import ModelChecker

extension Report {
    /// The witness's execution graph in Graphviz's language, threads as clusters beside each other; without a witness,
    /// the most telling one's. A report that has no execution to show gives a graph without nodes that says so.
    public func dot(_ witness: Witness? = nil) -> String {
        guard let graph = graph(witness) else {
            return "digraph \(quoted(program.name)) {\n  label=\(quoted("no execution to show"));\n}\n"
        }
        return graph.dot(name: program.name)
    }
}

extension ExecutionGraph {
    fileprivate func dot(name: String) -> String {
        var lines = ["digraph \(quoted(name)) {"]
        lines += [
            "  label=\(quoted(title)); labelloc=t; fontname=\"monospace\";",
            "  node [shape=box, style=rounded, fontname=\"monospace\"];",
            "  edge [fontname=\"monospace\", fontsize=11];",
        ]
        if hasInitialNode { lines.append("  init [label=\"initial values\", style=dashed];") }
        for (thread, threadName) in threadNames.enumerated() {
            lines.append("  subgraph cluster_\(thread) {")
            lines.append("    label=\(quoted(threadName)); style=dotted;")
            for (index, node) in nodes.enumerated() where node.thread == thread {
                lines.append("    e\(index) [label=\(quoted(node.label))];")
            }
            lines.append("  }")
        }
        lines += edges.map { edge in
            let color = color(ofRelation: edge.relation)
            // Only po says what is above what; the other edges would pull the columns apart.
            let constraint = edge.relation == "po" || edge.from == nil ? "" : ", constraint=false"
            return "  \(edge.from.map { "e\($0)" } ?? "init") -> e\(edge.to) "
                + "[label=\(quoted(edge.relation)), color=\"\(color)\", fontcolor=\"\(color)\"\(constraint)];"
        }
        return (lines + ["}"]).joined(separator: "\n") + "\n"
    }
}

/// A quoted identifier of Graphviz's language.
private func quoted(_ text: String) -> String {
    let spelled = PlainText.spelled(text, ascii: false)
    return "\"" + spelled.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
}
