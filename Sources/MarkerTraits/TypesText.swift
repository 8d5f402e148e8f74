extension TypesReport {
    /// The report for terminals and for text/plain: a table, then each type's reasons, then what is wrong with the
    /// text. At most `width` columns wide where lines can be broken; with `ascii`, ASCII only.
    public func text(ascii: Bool = false, width: Int = 80) -> String {
        var paragraphs: [String] = []
        if !types.isEmpty { paragraphs.append(table(width: width)) }
        paragraphs += types.map { $0.text(width: width) }
        paragraphs += diagnostics.map { $0.rendered(in: source) }
        if paragraphs.isEmpty { paragraphs = ["nothing to say: no struct, enum, union, type or static"] }
        let text = paragraphs.joined(separator: "\n\n") + "\n"
        return ascii ? text.inASCII : text.withVisibleControls
    }

    /// One diagnostic with the line that it is about, as compilers show it; no line break at the end.
    public func text(of diagnostic: TypesDiagnostic, fileName: String? = nil, ascii: Bool = false) -> String {
        let text = diagnostic.rendered(in: source, fileName: fileName)
        return ascii ? text.inASCII : text.withVisibleControls
    }

    private func table(width: Int) -> String {
        let rows = [["type", "Send", "Sync"]] + types.map { [$0.name, $0.send.summary, $0.sync.summary] }
        let nameWidth = min(rows.map { $0[0].count }.max() ?? 0, max(16, width * 2 / 5))
        let sendWidth = rows.map { $0[1].count }.max() ?? 0
        return rows.map { row in
            // A long name pushes its answers to the right: cutting it would make it another type's.
            let line = "  " + row[0].padded(to: nameWidth) + "  " + row[1].padded(to: sendWidth) + "  " + row[2]
            return line
        }.joined(separator: "\n")
    }
}

extension TypeVerdict {
    /// `Shared<T> (line 3)`, and a block for each trait.
    func text(width: Int) -> String {
        let heading = name + (expansion.map { " = \($0)" } ?? "") + " (line \(line))"
        var lines = heading.folded(width, indent: "  ", first: "")
        for verdict in verdicts { lines += verdict.lines(width: width) }
        if !brokenClaims.isEmpty {
            let traits = brokenClaims.map(\.rawValue).joined(separator: " and ")
            lines += "✗ it should be \(traits): \(claimReason ?? "the text says so")".folded(width, indent: "      ",
                                                                                          first: "  ")
        }
        return lines.joined(separator: "\n")
    }
}

extension TraitVerdict {
    /// A word or two for a table.
    var summary: String {
        switch status {
        case .yes: "yes"
        case .conditional: "if \(conditions.joined(separator: ", "))"
        case .no: "no"
        case .unknown: "?"
        }
    }

    var mark: String {
        switch status {
        case .yes, .conditional: "✓"
        case .no: "✗"
        case .unknown: "?"
        }
    }

    /// "Send if T: Send: all its fields are"
    var sentence: String {
        switch status {
        case .yes: "\(trait.rawValue): \(reason)"
        case .conditional: "\(trait.rawValue) \(summary): \(reason)"
        case .no: "not \(trait.rawValue): \(path.isEmpty ? reason : "")"
        case .unknown: "\(trait.rawValue) is open: \(reason)"
        }
    }

    func lines(width: Int) -> [String] {
        var lines = "\(mark) \(sentence)".folded(width, indent: "      ", first: "  ")
        if status == .no, !path.isEmpty {
            lines[lines.count - 1] = lines[lines.count - 1].trimmedAtEnd
            for step in path + [reason] { lines += step.folded(width, indent: "        ", first: "      ") }
        }
        if let help { lines += "help: \(help)".folded(width, indent: "        ", first: "      ") }
        return lines
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

    fileprivate var trimmedAtEnd: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }

    /// In lines of at most `width` characters, broken at spaces.
    fileprivate func folded(_ width: Int, indent: String, first: String) -> [String] {
        var lines: [String] = []
        var line = first
        var isEmpty = true
        for word in split(separator: " ") {
            if !isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = indent
                isEmpty = true
            }
            line += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        return lines + [line]
    }

    /// What has no ASCII spelling is written as Rust writes it in a string: `\u{e9}`.
    fileprivate var inASCII: String {
        let spellings: [Unicode.Scalar: String] = ["✓": "[ok]", "✗": "[x]", "…": "...", "–": "-", "→": "->"]
        var text = ""
        for scalar in withVisibleControls.unicodeScalars {
            if scalar.isASCII { text.unicodeScalars.append(scalar) } else {
                text += spellings[scalar] ?? "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
        return text
    }

    /// A text must not send escape sequences to the terminal that shows its lines.
    fileprivate var withVisibleControls: String {
        var text = ""
        for scalar in unicodeScalars {
            let isSpace = scalar == "\n" || scalar == "\t"
            if !isSpace, scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) {
                text += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
