import ArgumentParser

/// A number as people write large ones: `1000`, `1_000_000`, `10k`, `1M`, `2G`.
struct Quantity {
    static let suffixes: [Character: Int] = ["k": 1_000, "K": 1_000, "m": 1_000_000, "M": 1_000_000,
                                             "g": 1_000_000_000, "G": 1_000_000_000]

    /// - Throws: `ValidationError` where it is no positive whole number.
    static func positive(_ text: String) throws -> Int {
        guard let value = value(text), value > 0 else {
            throw ValidationError("expected a positive number such as 1000, 10k or 1M, found '\(text)'")
        }
        return value
    }

    private static func value(_ text: String) -> Int? {
        var digits = text.filter { $0 != "_" }
        var factor = 1
        if let last = digits.last, let suffix = suffixes[last] {
            factor = suffix
            digits.removeLast()
        }
        guard let number = Int(digits) else { return nil }
        let (product, overflows) = number.multipliedReportingOverflow(by: factor)
        return overflows ? nil : product
    }
}

/// A time as people write it: `10` and `10s` are seconds, and there are `500ms` and `2m`.
struct TimeSpan {
    /// - Returns: seconds.
    /// - Throws: `ValidationError` where it is no positive time.
    static func seconds(_ text: String) throws -> Double {
        let units = [("ms", 0.001), ("s", 1), ("m", 60), ("min", 60), ("h", 3600)]
        let number = text.prefix { $0.isNumber || $0 == "." }
        let unit = text.dropFirst(number.count)
        let factor = unit.isEmpty ? 1 : units.first { $0.0 == unit }?.1
        guard let factor, let value = Double(number), value > 0, value * factor < 1e9 else {
            throw ValidationError("expected a time such as 10, 10s, 500ms or 2m, found '\(text)'")
        }
        return value * factor
    }
}
