import JupyterProtocol

/// Texts that nbformat's files hold as a list of lines, so that a change of one line is a change of one line.
enum MultilineText {
    /// The text as nbformat writes it. Lines end where Python's `str.splitlines` ends them.
    static func split(_ text: String) -> JSON {
        var lines: [JSON] = []
        var line = String.UnicodeScalarView()
        var iterator = text.unicodeScalars.makeIterator()
        var next = iterator.next()
        while let scalar = next {
            line.append(scalar)
            next = iterator.next()
            if lineBreaks.contains(scalar), !(scalar == "\r" && next == "\n") {
                lines.append(.string(String(line)))
                line = String.UnicodeScalarView()
            }
        }
        if !line.isEmpty { lines.append(.string(String(line))) }
        return .array(lines)
    }

    /// The text that a string or a list of strings stands for; nil for anything else.
    static func joined(_ json: JSON) -> String? {
        switch json {
        case .string(let text): return text
        case .array(let lines):
            let strings = lines.compactMap(\.string)
            return strings.count == lines.count ? strings.joined() : nil
        default: return nil
        }
    }

    private static let lineBreaks: Set<Unicode.Scalar> = [
        "\n", "\r", "\u{B}", "\u{C}", "\u{1C}", "\u{1D}", "\u{1E}", "\u{85}", "\u{2028}", "\u{2029}",
    ]
}

/// How the two forms of texts are found in a cell: in its source, its attachments and its outputs.
extension Cell {
    /// The cell with whole texts, of one from a file.
    static func rejoined(_ json: JSON) -> JSON {
        mapTexts(of: json) { mime, value in
            if let mime, isJSON(mime) { return value }
            return MultilineText.joined(value).map { .string($0) } ?? value
        }
    }

    /// The cell with texts as lists of lines, for a file.
    static func split(_ json: JSON) -> JSON {
        mapTexts(of: json) { mime, value in
            let isText = mime.map { $0.hasPrefix("text/") || ["application/javascript", "image/svg+xml"].contains($0) }
            guard isText ?? true, let text = value.string else { return value }
            return MultilineText.split(text)
        }
    }

    /// - Parameter map: gets the MIME type where the text has one.
    private static func mapTexts(of json: JSON, _ map: (_ mime: String?, JSON) -> JSON) -> JSON {
        func mapBundle(_ bundle: JSON) -> JSON {
            guard let members = bundle.object else { return bundle }
            return .object(Dictionary(uniqueKeysWithValues: members.map { ($0, map($0, $1)) }))
        }
        var result = json
        result["source"] = json["source"].map { map(nil, $0) }
        if let attachments = json["attachments"]?.object {
            result["attachments"] = .object(attachments.mapValues(mapBundle))
        }
        if let outputs = json["outputs"]?.array {
            result["outputs"] = .array(outputs.map { output in
                var output = output
                switch output["output_type"]?.string {
                case "execute_result", "display_data": output["data"] = output["data"].map(mapBundle)
                case "stream": output["text"] = output["text"].map { map(nil, $0) }
                default: break
                }
                return output
            })
        }
        return result
    }

    private static func isJSON(_ mime: String) -> Bool {
        mime == "application/json" || (mime.hasPrefix("application/") && mime.hasSuffix("+json"))
    }
}
