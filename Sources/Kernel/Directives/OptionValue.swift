import AtomicsCore
import Litmus
import ModelChecker

/// Reads the values of options, of directives and on the command line. Each function gives nil for what it does not
/// take.
public enum OptionValue {
    private static let factors: [Character: Int] = ["k": 1_000, "m": 1_000_000, "g": 1_000_000_000]

    /// A positive number as people write large ones: `1000`, `1_000_000`, `10k`, `1M`, `2G`.
    public static func quantity(_ text: String) -> Int? {
        var digits = text.filter { $0 != "_" }
        var factor = 1
        if let last = digits.last?.lowercased().first, let known = factors[last] {
            factor = known
            digits.removeLast()
        }
        guard digits.allSatisfy(\.isASCII), let number = Int(digits), number > 0 else { return nil }
        let (product, overflows) = number.multipliedReportingOverflow(by: factor)
        return overflows ? nil : product
    }

    /// A time in seconds: `10` and `10s`, `500ms`, `2min`, `1h`.
    public static func seconds(_ text: String) -> Double? {
        let units = ["": 1, "s": 1, "ms": 0.001, "m": 60, "min": 60, "h": 3600]
        let number = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
        guard let factor = units[text.dropFirst(number.count).lowercased()], let value = Double(number),
              value > 0, value * factor < 1e9 else { return nil }
        return value * factor
    }

    /// Several with commas, each once, in the order given; `all` is each of them.
    public static func models(_ text: String) -> [ModelName]? {
        var models: [ModelName] = []
        for word in text.lowercased().split(separator: ",", omittingEmptySubsequences: false) {
            let named = word == "all" ? ModelName.allCases : ModelName(rawValue: String(word)).map { [$0] }
            guard let named else { return nil }
            models += named.filter { !models.contains($0) }
        }
        return models
    }

    public static func affinity(_ text: String) -> Affinity? {
        switch text.lowercased() {
        case "none": return Affinity.none
        case "spread": return .spread
        case "compact": return .compact
        default: break
        }
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        let processors = numbers.compactMap { $0 }.filter { $0 >= 0 }
        return processors.count == numbers.count && !processors.isEmpty ? .processors(processors) : nil
    }

    static func text(_ affinity: Affinity) -> String {
        switch affinity {
        case .none: "none"
        case .spread: "spread"
        case .compact: "compact"
        case .processors(let numbers): numbers.map(String.init).joined(separator: ",")
        }
    }

    /// A number of seconds as the options take it: `2s`, `500ms`.
    static func text(seconds: Double) -> String {
        let milliseconds = Int((seconds * 1000).rounded())
        return milliseconds % 1000 == 0 ? "\(milliseconds / 1000)s" : "\(milliseconds)ms"
    }

    static func isOn(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "on", "true", "yes", "1": true
        case "off", "false", "no", "0": false
        default: nil
        }
    }
}
