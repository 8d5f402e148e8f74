import Litmus

/// Runs one iteration after the other: at each visible step it may switch to another thread, at random.
struct GreenScheduler {
    private var memory: GreenMemory
    private let bodies: GreenBodies
    private let program: Program
    private var random: SplitMix
    /// Threads that can go on.
    private var runnable: [Int] = []
    /// Threads that spin until memory changes, and memory's version when they last looked.
    private var spinning: [Int] = []
    private var spinningVersion = 0
    private let shouldStop: () -> Bool

    /// How an iteration ended.
    enum Ending: Equatable {
        case ended
        /// With the locations' values when the check failed.
        case failed(FailureSite, detail: Int64, locations: [Int64])
        case discarded
        /// Nobody can go on any more; the bodies that have not ended, and where they stand.
        case stuck([StuckPosition])
        /// The run is to end.
        case stopped([StuckPosition])
    }

    /// How many steps are executed between two looks at the clock.
    private static let stepsPerLook = 1 << 16

    init(_ program: Program, seed: UInt64, shouldStop: @escaping () -> Bool) {
        self.program = program
        self.shouldStop = shouldStop
        memory = GreenMemory(program)
        bodies = GreenBodies(program)
        random = SplitMix(seed)
    }

    mutating func runIteration() -> Ending {
        memory.reset()
        bodies.restart()
        spinning.removeAll(keepingCapacity: true)
        runnable.removeAll(keepingCapacity: true)
        for thread in program.threads.indices where memory.hasStarted[thread] { runnable.append(thread) }
        let ending = runToEnd()
        guard ending == .ended, program.finally != nil else { return ending }
        runnable = [program.threads.count]
        return runToEnd()
    }

    /// A register's value at the end of the iteration.
    func register(_ body: Int, _ register: Register) -> Int64 { bodies.threads[body].interpreter.frame[register] }

    func value(of location: Int) -> Int64 { memory.value(of: location) }

    /// A thread whose check failed stays where it is, and the others go on: an `assume` of theirs may be false.
    private mutating func runToEnd() -> Ending {
        var failure: Ending?
        // How often to switch: at every visible step, or at one in two, four or eight.
        let mask: UInt64 = (1 << (random.next() >> 62)) - 1
        var steps = 0
        while !runnable.isEmpty {
            let place = Int(random.next() % UInt64(runnable.count))
            let body = runnable[place]
            memory.current = body
            switch run(body, switchMask: mask, &steps) {
            case .next: if steps >= Self.stepsPerLook {
                // They may also wait for the one that failed, by a loop that changes memory for ever.
                if let failure { return failure }
                steps = 0
                if shouldStop() { return .stopped(unfinished()) }
            }
            case .blocked: remove(place)
            case .ended, .stopped:
                memory.end(body)
                remove(place)
            case .failed(let cause, let detail):
                let site = FailureSite(body: body, instruction: bodies.threads[body].interpreter.next, cause: cause)
                failure = failure ?? .failed(site, detail: detail, locations: memory.values)
                steps = 0
                remove(place)
            case .discarded: return .discarded
            }
            wake()
        }
        let unfinished = unfinished()
        return failure ?? (unfinished.isEmpty ? .ended : .stuck(unfinished))
    }

    /// Runs a body until it is another's turn: it waits, ends, fails, or chance has it so.
    private mutating func run(_ body: Int, switchMask: UInt64, _ steps: inout Int) -> StepResult {
        while true {
            let step = bodies.nextStep(body)
            if step.isLoopHead, bodies.spinsInVain(body, version: memory.version) {
                spinning.append(body)
                spinningVersion = memory.version
                return .blocked
            }
            let result = bodies.step(body, &memory)
            if result != .next { return result }
            steps += 1
            if steps >= Self.stepsPerLook { return .next }
            if bodies.nextStep(body).isVisible, random.next() >> 32 & switchMask == 0 { return .next }
        }
    }

    private mutating func remove(_ place: Int) {
        runnable[place] = runnable[runnable.count - 1]
        runnable.removeLast()
    }

    private mutating func wake() {
        if !memory.woken.isEmpty { runnable += memory.takeWoken() }
        if !spinning.isEmpty, memory.version != spinningVersion {
            runnable += spinning
            spinning.removeAll(keepingCapacity: true)
        }
    }

    /// The bodies that have started and not ended. A thread that nobody has spawned is not missed.
    private func unfinished() -> [StuckPosition] {
        program.threads.indices.filter { memory.hasStarted[$0] && !memory.hasEnded[$0] }.map {
            StuckPosition(body: $0, instruction: bodies.threads[$0].interpreter.next)
        }
    }
}
