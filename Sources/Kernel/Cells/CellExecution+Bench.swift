import AtomicsCore
import Litmus
import Reports

extension CellExecution {
    /// Times the bodies of programs under contention, one program after the other, and lays them side by side in one
    /// table and one chart.
    mutating func bench(_ programs: [Program], _ settings: Settings) throws {
        flush()
        var options = BenchOptions()
        options.affinity = settings.run.affinity
        if let seconds = settings.run.seconds { options.seconds = seconds }
        var series: [BenchSeries] = []
        var failure: CellFailure?
        for program in programs where failure == nil && !control.mustEnd {
            do {
                series.append(try timed(program, options))
            } catch {
                failure = error
            }
        }
        showBench(series.filter { !$0.results.isEmpty }, settings)
        try endIfAsked("the timing")
        if let failure { throw failure }
    }

    private func timed(_ program: Program, _ options: BenchOptions) throws(CellFailure) -> BenchSeries {
        let control = control
        do {
            return try AtomicsCore.bench(program, options, isCancelled: { control.mustEnd })
        } catch {
            let finding = (error as? RunError)?.finding
            throw CellFailure(finding.map { ErrorName(.finding($0)) } ?? .runError, "\(program.name): \(error)")
        }
    }

    private mutating func showBench(_ series: [BenchSeries], _ settings: Settings) {
        guard !series.isEmpty else { return }
        let report = BenchReport(series)
        show(MimeBundle(report, settings))
        show(MimeBundle(chartOf: report, settings))
    }

    /// `%machine`: the topology, and what can be measured of it.
    mutating func describeMachine(_ settings: Settings) throws {
        flush()
        let control = control
        let measured: MachineMeasurements
        do {
            measured = try MachineMeasurements.measured(isCancelled: { control.mustEnd })
        } catch {
            // The topology is known all the same.
            show(MimeBundle(text: MachineReport().text(ascii: settings.ascii)))
            throw CellFailure(.runError, "communication cannot be measured here: \(error)")
        }
        show(MimeBundle(text: MachineReport(measurements: measured).text(ascii: settings.ascii)))
        try endIfAsked("the measurements")
    }

    /// - Throws: `CellFailure` after an interrupt, and after the time limit.
    private func endIfAsked(_ work: String) throws(CellFailure) {
        guard control.mustEnd else { return }
        throw CellFailure(control.isCancelled ? .interrupted : .limitReached,
                          "\(control.reason) ended \(work) before all was done", hitLimit: true)
    }
}
