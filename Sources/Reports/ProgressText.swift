import ModelChecker

/// What is said of an exploration while it goes on.
public enum ProgressText {
    /// - Parameter seconds: how long it has gone on.
    /// - Returns: "store_buffering under rc11: 1,234,567 executions in 3 s, about 12% of 10,300,000 ± 200,000"
    public static func line(_ name: String, _ control: ExplorationControl, seconds: Int) -> String {
        let executions = NumberText.counted(control.executions, "execution")
        var text = "\(name): \(executions) in \(NumberText.grouped(seconds)) s"
        if let progress = control.progress, let estimate = control.estimate {
            let percent = progress < 0.01 ? NumberText.significant(100 * progress) : "\(Int((100 * progress).rounded()))"
            text += ", about \(percent)% of \(rounded(estimate.executions)) "
                + "± \(rounded(estimate.standardError))"
        }
        return text
    }

    /// Two digits and zeros: an estimate promises no more.
    private static func rounded(_ number: Double) -> String {
        guard number.isFinite, number < 1e15 else { return "\(number)" }
        var unit = 1.0
        while number / unit >= 100 { unit *= 10 }
        return NumberText.grouped(Int((number / unit).rounded() * unit))
    }
}
