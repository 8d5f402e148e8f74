import Litmus

/// What green iterations have shown so far.
final class GreenTally {
    private let program: Program
    private let tracked: [Observable]
    private let header: UnsafeMutablePointer<Int64>
    private let key: UnsafeMutablePointer<Int64>
    private let table: OutcomeTable
    private var failures = FailureLog()
    private var stuck: [StuckPosition] = []
    private var histogram = Histogram()

    var iterations: Int { histogram.iterations }

    init(_ program: Program) {
        self.program = program
        tracked = program.tracked
        header = .allocate(capacity: OutcomeTable.Field.count)
        key = .allocate(capacity: max(tracked.count, 1))
        table = OutcomeTable(header: header, width: tracked.count)
    }

    deinit {
        table.deallocate()
        header.deallocate()
        key.deallocate()
    }

    func note(_ ending: GreenScheduler.Ending, _ scheduler: GreenScheduler) {
        if case .stopped(let positions) = ending {
            noteEnd(positions)
            return
        }
        histogram.iterations += 1
        switch ending {
        case .ended:
            for (place, observable) in tracked.enumerated() {
                key[place] = switch observable {
                case .location(let location): scheduler.value(of: location)
                case .register(let body, let register): scheduler.register(body, register)
                }
            }
            table.add(key)
        case .discarded: histogram.discarded += 1
        case .failed(let site, let detail, let locations):
            failures.record(site, detail: detail) {
                program.namedRegisters(of: site.body) { scheduler.register(site.body, $0) }
                    + program.namedLocations { locations[$0] }
            }
        case .stuck(let positions):
            histogram.stuckIterations += 1
            if stuck.isEmpty { stuck = positions }
        case .stopped: break
        }
    }

    /// The run was ended in the middle of an iteration. Who has not had enough turns yet is not stuck; who spins, while
    /// all others wait, seems to be.
    private func noteEnd(_ positions: [StuckPosition]) {
        let spinning = positions.filter { $0.isInEndlessLoop(in: program) }
        if !spinning.isEmpty { stuck = positions.filter { $0.waits(in: program) } + spinning }
        stuck.sort { $0.body < $1.body }
        histogram.warnings.append("the run was ended in the middle of an iteration, which is not counted: "
            + "\(positions.count) of \(program.bodies.count) threads had not come to their end")
    }

    func histogram(seconds: Double) -> Histogram {
        var histogram = histogram
        histogram.threads = .green
        histogram.seconds = seconds
        histogram.outcomes = table.tallies().sorted { $0.values.lexicographicallyPrecedes($1.values) }
        histogram.failures = failures.failures(of: program)
        histogram.describe(stuck, in: program)
        return histogram
    }
}
