import Foundation
import Litmus
import Reports

/// What the process has used up so far: the kernel's other threads sleep while a cell is executed, so that the
/// difference of two readings is the run's.
private struct ResourceUse {
    var wall = ContinuousClock.now
    /// In seconds.
    var user = 0.0
    var system = 0.0
    var voluntarySwitches = 0
    var involuntarySwitches = 0

    /// - Returns: nil where the system does not say.
    static func now() -> ResourceUse? {
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return nil }
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
        return ResourceUse(user: seconds(usage.ru_utime), system: seconds(usage.ru_stime),
                           voluntarySwitches: Int(usage.ru_nvcsw), involuntarySwitches: Int(usage.ru_nivcsw))
    }
}

extension CellExecution {
    /// Times the threads' bodies on real threads, for a second where nothing else is said.
    mutating func bench(_ program: Program, _ settings: Settings) throws {
        var settings = settings
        if settings.run.seconds == nil, settings.run.iterations == Settings().run.iterations {
            settings.run.seconds = 1
            settings.run.iterations = .max
        }
        let before = ResourceUse.now()
        let histogram = try histogram(of: program, settings)
        let after = ResourceUse.now()
        let report = Report(program: program, histogram: histogram)
        var lines = ["\(report.benchHeadline)"]
        if let before, let after { lines += Self.lines(from: before, to: after, histogram.seconds) }
        lines += [histogram.placement].compactMap { $0 } + histogram.warnings.map { "warning: \($0)" }
        show(MimeBundle(text: lines.joined(separator: "\n"), ascii: settings.ascii))
        if !histogram.isClean { try answer(report, settings) }
        if control.mustEnd {
            throw CellFailure(control.isCancelled ? .interrupted : .limitReached,
                              "the run was ended early: \(report.summary)", hitLimit: true)
        }
    }

    private static func lines(from before: ResourceUse, to after: ResourceUse, _ seconds: Double) -> [String] {
        let (user, system) = (after.user - before.user, after.system - before.system)
        let wall = max(seconds, 1e-9)
        return [
            "CPU time \(NumberText.duration(user + system)) (user \(NumberText.duration(user)), "
                + "system \(NumberText.duration(system))) in \(NumberText.duration(wall)) of wall time",
            "  \(NumberText.significant((user + system) / wall)) processors busy on average",
            NumberText.counted(after.voluntarySwitches - before.voluntarySwitches, "voluntary context switch", "es")
                + ", \(NumberText.grouped(after.involuntarySwitches - before.involuntarySwitches)) involuntary",
        ]
    }
}

extension Report {
    /// "store_buffering on 2 threads: 862,000 iterations a second, 1.16 µs each (1,000,000 in 1.16 s)"
    fileprivate var benchHeadline: String {
        guard let histogram, histogram.seconds > 0, histogram.iterations > 0 else {
            return "\(program.name): no iteration came to its end"
        }
        let rate = Double(histogram.iterations) / histogram.seconds
        let threads = NumberText.counted(program.threads.count, histogram.threads == .os ? "thread" : "green thread")
        return "\(program.name) on \(threads)\n  \(NumberText.significant(rate)) iterations a second, "
            + "\(NumberText.duration(1 / rate)) each (\(NumberText.grouped(histogram.iterations)) in "
            + "\(NumberText.duration(histogram.seconds)))"
    }
}

extension NumberText {
    /// `1 switch`, `2 switches`.
    fileprivate static func counted(_ number: Int, _ noun: String, _ plural: String) -> String {
        "\(grouped(number)) \(noun)\(number == 1 ? "" : plural)"
    }
}
