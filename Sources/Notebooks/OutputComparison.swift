import JupyterProtocol

/// Whether outputs say the same as those that a notebook holds.
///
/// Compared are the outputs' kinds, their plain text and the names of errors. Not compared are execution counts, times
/// and rates, runs of spaces, and the other MIME types, which show the same facts. Of cells that show what the hardware
/// does (`%%run`, `%%compare`, `%%bench`, `%machine`) nothing but the outputs' kinds and the names of errors is
/// compared: two runs never count alike.
enum OutputComparison {
    /// - Returns: the first difference, for people; nil where there is none.
    static func difference(between stored: Cell, and fresh: [JSON]) -> String? {
        let isMeasurement = showsHardware(stored.source)
        let (expected, actual) = (lines(of: stored.outputs, isMeasurement), lines(of: fresh, isMeasurement))
        guard let index = (0..<max(expected.count, actual.count)).first(where: { index in
            index >= expected.count || index >= actual.count || normalised(expected[index]) != normalised(actual[index])
        }) else { return nil }
        let before = index > 0 ? ["  \(actual[index - 1])"] : []
        return (before + [
            "- \(index < expected.count ? expected[index] : "(the stored output ends here)")",
            "+ \(index < actual.count ? actual[index] : "(the new output ends here)")",
        ]).joined(separator: "\n")
    }

    private static func showsHardware(_ source: String) -> Bool {
        let firstWord = source.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
        return ["%%run", "%%compare", "%%bench", "%run", "%compare", "%machine"].contains(firstWord)
    }

    private static func lines(of outputs: [JSON], _ isMeasurement: Bool) -> [String] {
        outputs.flatMap { output -> [String] in
            let kind = output["output_type"]?.string ?? "output without a type"
            switch kind {
            case "stream":
                let text = output["text"]?.string ?? ""
                return ["[\(output["name"]?.string ?? "stream")]"] + (isMeasurement ? [] : textLines(text))
            case "error":
                let value = output["evalue"]?.string ?? ""
                return ["[error \(output["ename"]?.string ?? "")]"] + (isMeasurement ? [] : textLines(value))
            default:
                let text = output["data"]?["text/plain"]?.string ?? ""
                return ["[\(kind)]"] + (isMeasurement ? [] : textLines(text))
            }
        }
    }

    private static func textLines(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map(String.init)
    }

    /// The line without what differs from run to run.
    static func normalised(_ line: String) -> String {
        let rate = /[0-9][0-9.,]*\s*[kMG]?\s*(\w+\s+)?(a|per) second/
        let time = /[0-9][0-9.,]*\s*(ns|µs|μs|us|ms|min|s|h)\b/
        return line.replacing(rate, with: "<rate>").replacing(time, with: "<time>")
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
