extension TypesReport {
    /// One JSON object a line: a type each, then a diagnostic each.
    public func json() -> [String] {
        types.map(\.json) + diagnostics.map { diagnostic in
            object([
                ("severity", quoted(diagnostic.severity.rawValue)), ("message", quoted(diagnostic.message)),
                ("line", "\(diagnostic.line)"), ("column", "\(diagnostic.column)"), ("length", "\(diagnostic.length)"),
                ("help", diagnostic.help.map(quoted) ?? "null"),
            ])
        }
    }
}

extension TypeVerdict {
    fileprivate var json: String {
        object([
            ("type", quoted(name)), ("expansion", expansion.map(quoted) ?? "null"), ("line", "\(line)"),
            ("send", send.json), ("sync", sync.json), ("claims", list(claims.map(\.rawValue))),
            ("holds", brokenClaims.isEmpty ? "true" : "false"),
        ])
    }
}

extension TraitVerdict {
    fileprivate var json: String {
        object([
            ("status", quoted(status.rawValue)), ("conditions", list(conditions)), ("path", list(path)),
            ("reason", quoted(reason)), ("help", help.map(quoted) ?? "null"),
        ])
    }
}

private func object(_ members: [(String, String)]) -> String {
    "{" + members.map { "\(quoted($0.0)):\($0.1)" }.joined(separator: ",") + "}"
}

private func list(_ strings: [String]) -> String { "[" + strings.map(quoted).joined(separator: ",") + "]" }

/// A JSON string (RFC 8259).
private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case _ where scalar.value < 0x20:
            let digits = String(scalar.value, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}
