import Language
import Litmus
import ModelChecker
import Reports
import Testing

/// What is said of a text's program under a model.
func report(on text: String, _ model: ModelName = .rc11) throws -> Report {
    let parsed = parse(text)
    let program = try #require(parsed.hasErrors ? nil : parsed.program, "\(parsed.diagnostics)\n\(text)")
    return Report(program: program, explorations: [explore(program, CheckOptions(model: model))])
}

extension Report {
    /// The rows of the timeline of the execution with these values.
    func rows(of values: [Int64], width: Int = 120) throws -> [String] {
        try Array(lines(of: values, width: width).dropFirst())
    }

    func rows(of witness: Witness, width: Int = 120) -> [String] {
        Array(lines(of: witness, width: width).dropFirst())
    }

    /// The rows and, before them, the threads' names.
    func lines(of values: [Int64], width: Int) throws -> [String] {
        let outcome = try #require(explorations[0].outcomes.first { $0.outcome.values == values })
        return lines(of: try #require(outcome.witness), width: width)
    }

    private func lines(of witness: Witness, width: Int) -> [String] {
        let text = timeline(witness, of: program, style: TextStyle(width: width), title: "t")
        return text.split(separator: "\n").map(String.init).drop { !$0.isEmpty && !$0.hasPrefix("  ") }.map { $0 }
    }
}
