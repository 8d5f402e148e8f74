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
                           reason: thread.instructions[instruction].waitingReason(in: program))
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
