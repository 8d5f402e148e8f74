import Litmus
import Synchronization

/// A run of a program on the operating system's threads.
struct RealRun {
    private let program: Program
    private let options: RunOptions
    private let placement: Placement
    private let memory: RunMemory
    private let control: RunControl
    private let engine: any Engine

    /// How many bytes the instances of a batch may take: they are to stay in the processors' nearer caches.
    private static let batchBytes = 256 << 10

    init(_ program: Program, _ options: RunOptions) throws {
        self.program = program
        self.options = options
        placement = try Placement(options.affinity, threads: program.threads.map(\.name), on: .ofThisMachine)
        let layout = InstanceLayout(program)
        let sources = TrackedSources(program, layout: layout)
        let capacity = max(min(Self.batchBytes / layout.stride, 1024, options.iterations), 1)
        memory = RunMemory(program, layout: layout, capacity: capacity, logWidths: sources.logged.map(\.count))
        control = RunControl(workers: max(program.threads.count, 1))
        engine = InterpretingEngine(program, memory: memory, control: control, sources: sources)
    }

    /// Blocks until the run has ended.
    func run(isCancelled: @escaping @Sendable () -> Bool) throws -> Histogram {
        let start = MonotonicClock.seconds()
        let shift = Shift(
            control: control, engine: engine,
            planner: RoundPlanner(iterations: options.iterations, capacity: memory.capacity,
                                  deadline: options.seconds.map { start + $0 }))
        let gathering = Gathering(of: control.workers)
        var threads: [SystemThread] = []
        do {
            for worker in 0..<control.workers {
                threads.append(try SystemThread(on: placement.processors?[worker]) {
                    shift.work(worker)
                    gathering.arrive()
                })
            }
        } catch {
            control.stop.store(1, .seqCst)
            threads.forEach { $0.join() }
            throw error
        }
        var watch = Watch(control: control, start: start, seconds: options.seconds, isCancelled: isCancelled)
        while !gathering.wait(seconds: Watch.interval) { watch.look() }
        threads.forEach { $0.join() }
        return histogram(seconds: MonotonicClock.seconds() - start, watch.warnings)
    }

    private func histogram(seconds: Double, _ warnings: [String]) -> Histogram {
        let results = engine.results()
        var histogram = Histogram()
        histogram.iterations = results.iterations
        histogram.seconds = seconds
        histogram.outcomes = results.outcomes.map { OutcomeTally(values: $0.key, count: $0.value) }
            .sorted { $0.values.lexicographicallyPrecedes($1.values) }
        histogram.discarded = results.discarded
        histogram.failures = results.failures.failures(of: program)
        histogram.stuck = results.stuck.sorted { $0.body < $1.body }.map { $0.describe(in: program) }
        histogram.warnings = placement.warnings + warnings
        histogram.placement = placement.description
        return histogram
    }
}

extension Topology {
    /// Read once: it does not change while a program runs.
    static let ofThisMachine = TopologyReader.current()
}

/// What the workers of a run do together: one round after the other, until the planner has no more.
final class Shift: Sendable {
    private let control: RunControl
    private let engine: any Engine
    private let plan: Mutex<Plan>

    private struct Plan {
        var planner: RoundPlanner
        var round: Round?
    }

    init(control: RunControl, engine: any Engine, planner: RoundPlanner) {
        self.control = control
        self.engine = engine
        plan = Mutex(Plan(planner: planner))
    }

    /// A worker's whole life.
    func work(_ worker: Int) {
        while true {
            let goesOn = control.meet {
                plan.withLock { $0.round = $0.planner.next(isEnding: control.ending.load(.relaxed) != 0) }
            }
            guard goesOn, let round = plan.withLock({ $0.round }) else { return }
            guard engine.run(round, worker: worker) else { return }
        }
    }
}
