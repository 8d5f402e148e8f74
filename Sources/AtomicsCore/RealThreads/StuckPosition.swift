import Litmus

/// Where a worker stood when it was made to stop in the middle of an instance.
struct StuckPosition: Sendable, Hashable {
    /// Counts in `Program.bodies`.
    var body: Int
    /// The instruction, or nil for a thread that no `spawn` has started yet.
    var instruction: Int?

    func describe(in program: Program) -> StuckThread {
        let thread = program.bodies[body]
        guard let instruction else {
            return StuckThread(thread: thread.name, line: 0, reason: "waits to be spawned")
        }
        let line = thread.origins.indices.contains(instruction) ? thread.origins[instruction].line : 0
        return StuckThread(thread: thread.name, line: line,
                           reason: self.instruction(in: program)?.waitingReason(in: program) ?? "spins")
    }

    /// Nil at the body's end, and where the thread has not been spawned.
    private func instruction(in program: Program) -> Instruction? {
        let instructions = program.bodies[body].instructions
        guard let instruction, instructions.indices.contains(instruction) else { return nil }
        return instructions[instruction]
    }

    /// Whether the thread waits for others rather than doing something.
    func waits(in program: Program) -> Bool {
        switch instruction(in: program) {
        case .object, .join: true
        default: false
        }
    }

    /// Whether the thread is in a loop that need not end by itself, as a `for` does.
    func isInEndlessLoop(in program: Program) -> Bool {
        guard let instruction else { return false }
        let thread = program.bodies[body]
        return thread.loopRanges.contains { range in
            guard range.contains(instruction) else { return false }
            guard case .loopHead(let loop) = thread.instructions[range.lowerBound],
                  thread.loops.indices.contains(loop) else { return true }
            return !thread.loops[loop].isCounted
        }
    }
}

extension Thread {
    /// The instructions that can be repeated: from the target of each jump that leads back to the jump itself.
    var loopRanges: [ClosedRange<Int>] {
        instructions.enumerated().compactMap { number, instruction in
            instruction.target.flatMap { $0 <= number ? $0...number : nil }
        }
    }
}

extension Histogram {
    /// So many threads that are stuck are described; the rest are counted.
    private static let mostDescribed = 16

    /// Takes note of where threads were stuck.
    mutating func describe(_ stuck: [StuckPosition], in program: Program) {
        self.stuck = stuck.prefix(Self.mostDescribed).map { $0.describe(in: program) }
        let rest = stuck.count - self.stuck.count
        if rest > 0 { warnings.append("\(rest) more \(rest == 1 ? "thread" : "threads") did not end") }
    }
}

extension Instruction {
    /// What a thread does that stands at this instruction for long.
    func waitingReason(in program: Program) -> String {
        switch self {
        case .join(let thread): return "waits for the end of \(program.threads[thread].name)"
        case .object(let operation, let address, _, _, _):
            let name = address.index == nil ? program.locations[address.base].name : program.arrayName(address)
            switch operation {
            case .lock: return "waits for the mutex \(name)"
            case .readLock: return "waits to read under the rwlock \(name)"
            case .writeLock: return "waits to write under the rwlock \(name)"
            case .wait: return "waits for the condition variable \(name)"
            case .barrierWait: return "waits at the barrier \(name)"
            case .acquire: return "waits for the semaphore \(name)"
            case .send: return "waits to send on the channel \(name)"
            case .receive: return "waits to receive from the channel \(name)"
            default: return "is at \(name)"
            }
        default: return "spins"
        }
    }
}
