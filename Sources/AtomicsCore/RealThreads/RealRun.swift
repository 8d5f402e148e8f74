import LinuxThreads
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
    private let tuner: Tuner

    /// How many bytes the instances of a batch may take, and how many instances it may have, at most.
    private static let (largestBatch, batchBytes) = (16384, 4 << 20)

    /// - Parameter interpreting: does without generated code, even where there could be some.
    init(_ program: Program, _ options: RunOptions, interpreting: Bool = false) throws {
        self.program = program
        self.options = options
        placement = try Placement(options.affinity, threads: program.threads.map(\.name), on: .ofThisMachine)
        let layout = InstanceLayout(program)
        let sources = TrackedSources(program, layout: layout)
        let capacity = max(min(Self.batchBytes / layout.stride, Self.largestBatch, options.iterations), 1)
        memory = RunMemory(program, layout: layout, capacity: capacity, logWidths: sources.logged.map(\.count))
        control = RunControl(workers: max(program.threads.count, 1), processors: placement.processorCount)
        let preparations = Preparation.candidates(workers: control.workers)
        let seed = options.seed ?? UInt64.random(in: 0 ... .max)
        tuner = Tuner(tactics: Tactic.candidates(preparations: preparations, control: control),
                      program: program, seed: seed)
        let compiled = interpreting ? nil : CompiledEngine(
            program, memory: memory, control: control, sources: sources, preparations: preparations, seed: seed)
        engine = compiled ?? InterpretingEngine(program, memory: memory, control: control, sources: sources)
    }

    /// Blocks until the run has ended.
    func run(isCancelled: @escaping @Sendable () -> Bool) throws -> Histogram {
        let start = MonotonicClock.seconds()
        let shift = Shift(
            control: control, engine: engine, separation: placement.separation(on: .ofThisMachine),
            planner: RoundPlanner(iterations: options.iterations, capacity: memory.capacity,
                                  deadline: options.seconds.map { start + $0 }, tuner: tuner))
        let gathering = Gathering(of: control.workers)
        var threads: [SystemThread] = []
        do {
            for worker in 0..<control.workers {
                threads.append(try SystemThread(.init(placement.processors?[worker])) {
                    shift.work(worker)
                    gathering.arrive()
                })
            }
        } catch {
            control.stop.store(1, .seqCst)
            threads.forEach { $0.join() }
            throw RunError("\(error)")
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
        histogram.warnings = placement.warnings + warnings
        histogram.describe(results.stuck.sorted { $0.body < $1.body }, in: program)
        histogram.placement = placement.description
        return histogram
    }
}
