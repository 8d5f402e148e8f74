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
    /// When it all began, by `MonotonicClock.seconds`.
    private let start = MonotonicClock.seconds()

    /// How many bytes the instances of a batch may take, and their logs, and how many instances it may have, at most.
    private static let (largestBatch, batchBytes, logBytes) = (16384, 4 << 20, 64 << 20)
    /// The code of each worker makes all locations fresh, in several ways, and counts whole outcomes. Where that is
    /// more than this, in words for all workers together, generating it takes too long, and bodies are interpreted: so
    /// many threads take turns, whatever runs them.
    private static let mostCompiled = 1 << 14

    /// - Parameter interpreting: does without generated code, even where there could be some.
    init(_ program: Program, _ options: RunOptions, interpreting: Bool = false) throws {
        self.program = program
        self.options = options
        placement = try Placement(options.affinity, threads: program.threads.map(\.name), on: .ofThisMachine)
        let layout = InstanceLayout(program)
        let sources = TrackedSources(program, layout: layout)
        let logWidths = sources.logged.map(\.count)
        let logStride = LogLayout(widths: logWidths, capacity: 1).size
        let capacity = max(min(Self.batchBytes / layout.stride, Self.logBytes / logStride, Self.largestBatch,
                               options.iterations), 1)
        memory = RunMemory(program, layout: layout, capacity: capacity, logWidths: logWidths)
        control = RunControl(workers: max(program.threads.count, 1), processors: placement.processorCount)
        let preparations = Preparation.candidates(workers: control.workers)
        let seed = options.seed ?? UInt64.random(in: 0 ... .max)
        tuner = Tuner(tactics: Tactic.candidates(preparations: preparations, control: control),
                      program: program, seed: seed)
        let words = control.workers * (control.workers + program.locations.count + sources.sources.count)
        let compiled = interpreting || words > Self.mostCompiled ? nil : CompiledEngine(
            program, memory: memory, control: control, sources: sources, preparations: preparations, seed: seed)
        engine = compiled ?? InterpretingEngine(program, memory: memory, control: control, sources: sources)
    }

    /// Blocks until the run has ended.
    func run(isCancelled: @escaping @Sendable () -> Bool) throws -> Histogram {
        let shift = Shift(
            control: control, engine: engine, separation: placement.separation(on: .ofThisMachine),
            planner: RoundPlanner(iterations: options.iterations, capacity: memory.capacity,
                                  deadline: options.seconds.map { start + $0 }, tuner: tuner))
        var watch = Watch(control: control, start: start, seconds: options.seconds, isCancelled: isCancelled)
        var crew = Crew(control)
        try crew.start(at: { .init(placement.processors?[$0]) }, while: { started in
            watch.look(started: started)
            return !watch.isEnding
        }, shift.work)
        crew.wait(every: Watch.interval) { watch.look(started: control.workers) }
        return histogram(of: crew, watch.warnings)
    }

    private func histogram(of crew: Crew, _ warnings: [String]) -> Histogram {
        let results = engine.results()
        var histogram = Histogram()
        histogram.iterations = results.iterations
        histogram.seconds = MonotonicClock.seconds() - start
        histogram.outcomes = results.outcomes.map { OutcomeTally(values: $0.key, count: $0.value) }
            .sorted { $0.values.lexicographicallyPrecedes($1.values) }
        histogram.discarded = results.discarded
        histogram.failures = results.failures.failures(of: program)
        histogram.warnings = placement.warnings + warnings
        histogram.describe(results.stuck.sorted { $0.body < $1.body }, in: program)
        histogram.placement = placement.description
        if let warning = emptinessWarning(histogram, crew) { histogram.warnings.append(warning) }
        return histogram
    }

    /// Why nothing has been counted, where the program is not to blame.
    private func emptinessWarning(_ histogram: Histogram, _ crew: Crew) -> String? {
        guard histogram.iterations == 0, histogram.isClean else { return nil }
        let warning = crew.isComplete ? "the run was ended before the first iteration had come to its end"
            : "the run was ended when \(crew.count) of its \(control.workers) threads had been started"
        return control.workers > Crew.fewThreads ? "\(warning); give it more time, \(Crew.advice)" : warning
    }
}
