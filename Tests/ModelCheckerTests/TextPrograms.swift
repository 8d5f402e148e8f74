import Language
import Litmus
import ModelChecker
import Testing

/// The program that a text means; fails the test where the text means none.
func program(_ text: String) throws -> Program {
    let parsed = parse(text)
    return try #require(parsed.hasErrors ? nil : parsed.program, "\(parsed.diagnostics)\n\(text)")
}

/// Explores a text under a model.
func explore(_ text: String, _ model: ModelName = .rc11,
             _ adjust: (inout CheckOptions) -> Void = { _ in }) throws -> Exploration {
    var options = CheckOptions(model: model)
    adjust(&options)
    return ModelChecker.explore(try program(text), options)
}

extension Exploration {
    var outcomeValues: Set<[Int64]> { Set(outcomes.map(\.outcome.values)) }

    /// The errors' kinds, in the order of the text.
    var errorKinds: [FindingKind] { errors.map(\.kind) }
}
