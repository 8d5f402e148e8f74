import Litmus

/// Runs bodies as machine code that is generated for the run.
final class CompiledEngine: Engine {
    private let workers: [CompiledWorker]
    private let memory: RunMemory

    /// - Returns: nil where there is no code generator for the processor, or the system does not let a program execute
    ///   code of its own making, or the program does what generated code does not notice to be wrong.
    init?(_ program: Program, memory: RunMemory, control: RunControl, sources: TrackedSources,
          preparations: [Preparation], seed: UInt64) {
        guard ProcessorFeatures.hasCodeGenerator, !program.maySpawnTwice else { return nil }
        var workers: [CompiledWorker] = []
        for number in 0..<control.workers {
            guard let worker = CompiledWorker(number, program, memory: memory, control: control, sources: sources,
                                              seed: seed &+ UInt64(number), task: .rounds(preparations)) else {
                return nil
            }
            workers.append(worker)
        }
        self.workers = workers
        self.memory = memory
    }

    func run(_ round: Round, worker: Int) -> Bool { workers[worker].run(round) }

    var timing: RoundTiming {
        let ticks = workers.map(\.ticks)
        return RoundTiming(bodyShare: ticks.map { Double($0.body) / Double(max($0.round, 1)) }.max() ?? 1,
                           ticks: ticks.map(\.round).max() ?? 0)
    }

    func outcomesSoFar() -> [[Int64]: Int]? {
        guard workers.allSatisfy({ $0.table.count <= 64 }) else { return nil }
        return workers.reduce(into: [:]) { outcomes, worker in
            for tally in worker.table.tallies() { outcomes[tally.values, default: 0] += tally.count }
        }
    }

    func results() -> EngineResults {
        var results = EngineResults()
        for worker in workers { worker.add(to: &results) }
        results.add(interrupted: workers.map(\.lastBatch), memory: memory)
        return results
    }
}

extension Program {
    /// Whether there is a thread that might be spawned when it has been started already, as far as one can see without
    /// running the program: by two instructions, or by one in a loop.
    fileprivate var maySpawnTwice: Bool {
        var spawned: Set<Int> = []
        return bodies.contains { body in
            let loops = body.loopRanges
            return body.instructions.enumerated().contains { number, instruction in
                guard case .spawn(let thread) = instruction else { return false }
                return !spawned.insert(thread).inserted || loops.contains { $0.contains(number) }
            }
        }
    }
}
