extension TypesReport {
    /// The report for text/html in Jupyter: a fragment with inline styles that suit light and dark themes; no scripts.
    public func html() -> String {
        var parts: [String] = []
        if !types.isEmpty { parts.append(table) }
        parts += diagnostics.map { diagnostic in
            "<pre style=\"margin:6px 0;padding:6px;background:rgba(220,50,47,0.12)\">"
                + "\(escaped(diagnostic.rendered(in: source)))</pre>"
        }
        if parts.isEmpty { parts = ["nothing to say: no struct, enum, union, type or static"] }
        return "<div style=\"line-height:1.4\">\(parts.joined(separator: "\n"))</div>"
    }

    private var table: String {
        let cell = "text-align:left;vertical-align:top;padding:3px 12px 3px 4px;border:none;"
            + "border-bottom:1px solid rgba(128,128,128,0.35)"
        let head = ["type", "Send", "Sync"].map { "<th style=\"\(cell)\">\($0)</th>" }.joined()
        let rows = types.map { type in
            let expansion = type.expansion.map {
                "<br/><span style=\"opacity:0.75\">= <code>\(escaped($0))</code></span>"
            }
            let name = "<code>\(escaped(type.name))</code>" + (expansion ?? "")
                + (type.brokenClaims.isEmpty ? "" : "<br/><b style=\"color:#dc322f\">should be "
                    + type.brokenClaims.map(\.rawValue).joined(separator: " and ")
                    + ": \(escaped(type.claimReason ?? "the text says so"))</b>")
            let cells = [name] + type.verdicts.map(\.html)
            return "<tr>" + cells.map { "<td style=\"\(cell)\">\($0)</td>" }.joined() + "</tr>"
        }
        return "<table style=\"border-collapse:collapse\"><thead><tr>\(head)</tr></thead>"
            + "<tbody>\(rows.joined(separator: "\n"))</tbody></table>"
    }
}

extension TraitVerdict {
    fileprivate var html: String {
        let color = switch status {
        case .yes: "#2e9e57"
        case .conditional, .unknown: "#c78100"
        case .no: "#dc322f"
        }
        let answer = "<b style=\"color:\(color)\">\(mark) \(escaped(summary))</b>"
        let steps = (status == .no ? path + [reason] : [reason]) + (help.map { ["help: \($0)"] } ?? [])
        return answer + steps.map { "<div style=\"opacity:0.85;font-size:90%\">\(escaped($0))</div>" }.joined()
    }
}

private func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        case "'": result += "&#39;"
        case _ where scalar.value < 0x20 && scalar != "\n" && scalar != "\t":
            result += "\\u{\(String(scalar.value, radix: 16))}"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}
