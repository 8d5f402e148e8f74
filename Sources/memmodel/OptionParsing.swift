import ArgumentParser
import AtomicsCore
import Kernel
import Litmus
import ModelChecker

/// Reads options' values as the directives do, and says what was expected where it cannot.
enum OptionParsing {
    static func quantity(_ text: String) throws -> Int {
        try read(text, OptionValue.quantity, "a positive number such as 1000, 10k or 1M")
    }

    /// - Returns: seconds.
    static func time(_ text: String) throws -> Double {
        try read(text, OptionValue.seconds, "a time such as 10, 10s, 500ms or 2min")
    }

    static func models(_ text: String) throws -> [ModelName] {
        let known = ModelName.allCases.map(\.rawValue).joined(separator: ", ")
        return try read(text, OptionValue.models, "\(known), several of them with commas, or all")
    }

    static func affinity(_ text: String) throws -> Affinity {
        try read(text, OptionValue.affinity, "none, spread, compact or processors' numbers such as 0,1")
    }

    private static func read<Value>(_ text: String, _ reader: (String) -> Value?, _ expected: String) throws -> Value {
        guard let value = reader(text) else { throw ValidationError("expected \(expected), found '\(text)'") }
        return value
    }
}
