import AtomicsCore
import Litmus
import ModelChecker

extension Report {
    /// What the figures of a run mean, and what limits their meaning.
    func machineNotes(_ histogram: Histogram) -> [String] {
        var notes = rateNotes(histogram) + [unseenNote(histogram)].compactMap { $0 }
        if histogram.discarded > 0 {
            notes.append("\(NumberText.counted(histogram.discarded, "iteration")) dropped by assume")
        }
        if let placement = histogram.placement { notes.append(placement) }
        if histogram.threads == .green {
            notes.append("green threads take turns on one thread of the system: they show interleavings, "
                + "never the effects of store buffers")
        }
        if let cost = histogram.startCost {
            notes.append("a green thread starts and ends in \(NumberText.duration(cost.green * 1e-9)), "
                + "a thread of the system in \(NumberText.duration(cost.os * 1e-9))")
        }
        return notes + histogram.warnings.map { "warning: \($0)" }
    }

    /// How many of the outcomes that are looked for there were a second: the weak ones where a model tells which these
    /// are, those that `exists` asks for otherwise.
    private func rateNotes(_ histogram: Histogram) -> [String] {
        guard histogram.seconds > 0, histogram.iterations > 0 else { return [] }
        func rate(_ count: Int) -> String { NumberText.significant(Double(count) / histogram.seconds) + " a second" }
        if mode == .compare {
            let weak = reportedOutcomes.filter(\.isWeak)
            let seen = weak.reduce(0) { $0 + ($1.count ?? 0) }
            return weak.isEmpty ? [] : ["weak outcomes on this machine: \(rate(seen))"]
        }
        return machineVerdicts.filter { $0.property.kind == .exists && $0.satisfying > 0 }.map {
            "\(program.text(of: $0.property)): \(rate($0.satisfying))"
        }
    }

    /// "Not seen" is not "impossible".
    private func unseenNote(_ histogram: Histogram) -> String? {
        guard histogram.concluded > 0 else { return nil }
        let bound = NumberText.upperBound(unseenIn: histogram.concluded)
        if mode == .run { return "not in the table is not impossible: an outcome's \(bound)" }
        return reportedOutcomes.contains { $0.count == 0 } ? "not seen is not impossible: an outcome's \(bound)" : nil
    }
}
