import CLinuxThreads
import Glibc
import LinuxThreads
import Litmus

/// Times the bodies of a program under contention: all threads share one instance, and each repeats its body as fast
/// as it can. What a body leaves behind the next one finds, so a lock has to be released again.
///
/// Blocks until all numbers of threads have been timed; `isCancelled` ends it with those that have been.
///
/// - Throws: `RunError` where the program cannot be timed, or where nobody gets through its body.
public func bench(_ program: Program, _ options: BenchOptions = BenchOptions(),
                  isCancelled: @escaping @Sendable () -> Bool = { false }) throws -> BenchSeries {
    guard !program.threads.isEmpty else { throw RunError("there is no thread to time; add one: thread T[4] { … }") }
    let spawns = program.threads.contains { thread in
        thread.startsBySpawn || thread.instructions.contains {
            switch $0 {
            case .spawn, .join: true
            default: false
            }
        }
    }
    if spawns { throw RunError("spawn and join cannot be timed: each body is repeated by a thread that runs already") }
    let counts = options.threadCounts ?? Array(1...program.threads.count)
    if let wrong = counts.first(where: { !(1...program.threads.count).contains($0) }) {
        throw RunError("the program has \(program.threads.count) threads, so \(wrong) of them cannot be timed")
    }
    var results: [BenchResult] = []
    for count in counts where !isCancelled() {
        results.append(try BenchRun(program, threads: count, options).run(isCancelled: isCancelled))
    }
    return BenchSeries(name: program.name, results: results)
}

/// The timing of one number of threads.
struct BenchRun {
    private let program: Program
    private let options: BenchOptions
    private let placement: Placement
    private let control: RunControl
    private let workers: [CompiledWorker]

    /// - Parameter threads: how many of the program's threads, the first ones, take part.
    init(_ whole: Program, threads: Int, _ options: BenchOptions) throws {
        var part = whole
        part.threads = Array(whole.threads.prefix(threads))
        part.finally = nil
        part.properties = []
        part.observed = []
        let program = part
        self.program = program
        self.options = options
        placement = try Placement(options.affinity, threads: program.threads.map(\.name), on: .ofThisMachine)
        let layout = InstanceLayout(program)
        let sources = TrackedSources(program, layout: layout)
        let memory = RunMemory(program, layout: layout, capacity: 1, logWidths: sources.logged.map(\.count))
        memory.initialize(0, of: program)
        let control = RunControl(workers: threads, processors: placement.processorCount)
        self.control = control
        workers = try (0..<threads).map { number in
            guard ProcessorFeatures.hasCodeGenerator,
                  let worker = CompiledWorker(number, program, memory: memory, control: control, sources: sources,
                                              seed: UInt64(number), task: .repeatBody) else {
                throw RunError("no machine code can be generated here, and interpreted bodies are not worth timing")
            }
            return worker
        }
    }

    func run(isCancelled: @escaping @Sendable () -> Bool) throws -> BenchResult {
        let separation = placement.separation(on: .ofThisMachine)
        var crew = Crew(control)
        try crew.start(at: { .init(placement.processors?[$0] ?? separation?.processors[$0]) },
                       while: { _ in !isCancelled() }) { [workers] in workers[$0].runTimed() }
        var watch = BenchWatch(control: control, seconds: options.seconds, isCancelled: isCancelled)
        crew.wait(every: Watch.interval) { watch.look(workers.map(\.operationsSoFar)) }
        return try result(late: watch.late)
    }

    /// - Parameter late: the workers because of which the timing was given up.
    private func result(late: [Int]) throws -> BenchResult {
        var failures = EngineResults()
        for worker in workers { worker.add(to: &failures) }
        if let failure = failures.failures.failures(of: program).first {
            throw RunError("\(failure.thread)'s body fails when it is repeated"
                + (failure.line > 0 ? " (line \(failure.line))" : "") + ": \(failure.message)")
        }
        let times = workers.map(\.times)
        let start = times.map(\.start).max() ?? 0
        let end = times.map(\.end).max() ?? 0
        let shares = zip(program.threads, times).map { thread, times in
            BenchResult.ThreadShare(
                thread: thread.name, operations: times.operations, cpuSeconds: times.cpuSeconds,
                voluntarySwitches: times.voluntarySwitches, involuntarySwitches: times.involuntarySwitches)
        }
        let result = BenchResult(threads: shares, wallSeconds: Double(end - start) * 1e-9,
                                 warnings: placement.warnings)
        let isStuck = !late.isEmpty && Set(failures.stuck.map(\.body)).isSuperset(of: late)
        if isStuck || result.operations == 0 { throw error(stuck: failures.stuck, after: result.operations) }
        return result
    }

    private func error(stuck positions: [StuckPosition], after operations: Int) -> RunError {
        let stuck = positions.sorted { $0.body < $1.body }.map { $0.describe(in: program) }
        let who = stuck.count == workers.count ? "nobody" : "not everybody"
        let message = operations == 0 ? "nobody came to the end of a body"
            : "after \(operations) bodies \(who) came to the end of another"
        let places = stuck.map { "\($0.thread) \($0.reason)\($0.line > 0 ? " in line \($0.line)" : "")" }
        let isDeadlock = positions.contains { $0.waits(in: program) }
        return RunError(([message] + (stuck.isEmpty ? [] : [places.joined(separator: ", ")])).joined(separator: ": "),
                        finding: stuck.isEmpty ? nil : isDeadlock ? .deadlock : .livelock)
    }
}

/// What a thread knows about the time it has used.
struct ThreadTimes: Sendable {
    var operations = 0
    /// In nanoseconds, by `MonotonicClock`.
    var start: Int64 = 0
    var end: Int64 = 0
    var cpuSeconds = 0.0
    var voluntarySwitches = 0
    var involuntarySwitches = 0

    /// What the calling thread has used so far.
    static func now() -> ThreadTimes {
        var usage = rusage()
        getrusage(__rusage_who_t(memmodel_rusage_thread), &usage)
        var cpu = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &cpu)
        let time = MonotonicClock.nanoseconds()
        return ThreadTimes(start: time, end: time, cpuSeconds: Double(cpu.tv_sec) + Double(cpu.tv_nsec) * 1e-9,
                           voluntarySwitches: usage.ru_nvcsw, involuntarySwitches: usage.ru_nivcsw)
    }

    /// What has been used since, until now.
    func untilNow(operations: Int) -> ThreadTimes {
        let now = Self.now()
        return ThreadTimes(operations: operations, start: start, end: now.end,
                           cpuSeconds: now.cpuSeconds - cpuSeconds,
                           voluntarySwitches: now.voluntarySwitches - voluntarySwitches,
                           involuntarySwitches: now.involuntarySwitches - involuntarySwitches)
    }
}
