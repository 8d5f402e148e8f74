/// Numbers as reports write them. No locale: a report is the same text everywhere.
public enum NumberText {
    /// `525630` as `525,630`.
    public static func grouped(_ number: Int) -> String {
        var digits = String(number.magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        groups.insert(digits, at: 0)
        return (number < 0 ? "-" : "") + groups.joined(separator: ",")
    }

    /// `1 execution`, `2 executions`.
    public static func counted(_ number: Int, _ noun: String) -> String {
        "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    /// A number from 0 up with so many digits after the point, rounded to nearest.
    static func fixed(_ number: Double, digits: Int) -> String {
        guard number.isFinite, number.magnitude < 1e15 else { return "\(number)" }
        var scale = 1
        for _ in 0..<digits { scale *= 10 }
        let scaled = Int((number.magnitude * Double(scale)).rounded())
        let sign = number < 0 && scaled != 0 ? "-" : ""
        guard digits > 0 else { return sign + grouped(scaled) }
        let fraction = String(scaled % scale)
        return sign + grouped(scaled / scale) + "." + String(repeating: "0", count: digits - fraction.count) + fraction
    }

    /// Three significant digits, with as many after the point as that takes: `0.000300`, `4.25`, `51.2`, `1,234`.
    public static func significant(_ number: Double) -> String {
        guard number.isFinite, number != 0 else { return number == 0 ? "0" : "\(number)" }
        var digits = 2
        var bound = 10.0
        while number.magnitude >= bound, digits > 0 { digits -= 1; bound *= 10 }
        bound = 1.0
        while number.magnitude < bound, digits < 15 { digits += 1; bound /= 10 }
        return fixed(number, digits: digits)
    }

    /// A part of a whole in percent, with three significant digits: `0.0552%`, `50.0%`, `100%`.
    static func share(_ part: Int, of whole: Int) -> String {
        guard whole > 0 else { return "–" }
        return significant(100 * Double(part) / Double(whole)) + "%"
    }

    /// Seconds, in the unit that suits them: `0.40 ms`, `1.25 s`, `2 min 5 s`.
    public static func duration(_ seconds: Double) -> String {
        if seconds < 0.000_999_5 { return trimmed(significant(seconds * 1e6)) + " µs" }
        if seconds < 0.999_5 { return trimmed(significant(seconds * 1000)) + " ms" }
        if seconds < 120 { return significant(seconds) + " s" }
        let whole = Int(seconds.rounded())
        return "\(grouped(whole / 60)) min \(whole % 60) s"
    }

    /// Without zeros at the end of a fraction.
    static func trimmed(_ text: String) -> String {
        guard text.contains(".") else { return text }
        var text = text
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }
}
