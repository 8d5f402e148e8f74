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
    /// Steps, and turns of threads, since the last look at the clock.
    private var work = 0
    /// What an iteration takes before its first step and after its last one, in steps.
    private let workPerIteration: Int
    private let shouldStop: () -> Bool

    /// How an iteration ended.
    enum Ending: Equatable {
        case ended
        /// With the locations' values when the check failed.
        case failed(FailureSite, detail: Int64, locations: [Int64])
        case discarded
        /// Nobody can go on any more; the bodies that have not ended, and where they stand.
        case stuck([StuckPosition])
        /// The run is to end; the bodies that have not ended, and where they stand.
        case stopped([StuckPosition])
    }

    /// How much is done between two looks at the clock: some milliseconds' worth.
    private static let workPerLook = 1 << 16

    /// - Parameter shouldStop: asked every few milliseconds, in the middle of an iteration too.
    init(_ program: Program, seed: UInt64, shouldStop: @escaping () -> Bool) {
        self.program = program
        self.shouldStop = shouldStop
        random = SplitMix(seed)
        memory = GreenMemory(program, seed: random.next())
        bodies = GreenBodies(program)
        workPerIteration = program.bodies.count + program.locations.count
    }

    mutating func runIteration() -> Ending {
        memory.reset()
        bodies.restart()
        work += workPerIteration
        let ending = runToEnd(program.threads.indices)
        guard ending == .ended, program.finally != nil else { return ending }
        return runToEnd(program.threads.count..<program.threads.count + 1)
    }

    /// A register's value at the end of the iteration.
    func register(_ body: Int, _ register: Register) -> Int64 { bodies.threads[body].interpreter.frame[register] }

    func value(of location: Int) -> Int64 { memory.value(of: location) }

    /// Runs bodies, those that have started and those that they spawn, until none can go on. One whose check failed
    /// stays where it is, and the others go on: an `assume` of theirs may be false.
    private mutating func runToEnd(_ group: Range<Int>) -> Ending {
        var failure: Ending?
        // How often to switch: at every visible step, or at one in two, four or eight.
        let mask: UInt64 = (1 << (random.next() >> 62)) - 1
        runnable.removeAll(keepingCapacity: true)
        spinning.removeAll(keepingCapacity: true)
        runnable += group.filter { memory.hasStarted[$0] }
        while !runnable.isEmpty {
            let place = Int(random.next() % UInt64(runnable.count))
            let body = runnable[place]
            memory.current = body
            switch run(body, switchMask: mask) {
            case .next: break
            case .blocked: remove(place)
            case .ended, .stopped:
                memory.end(body)
                remove(place)
            case .failed(let cause, let detail):
                let site = FailureSite(body: body, instruction: bodies.threads[body].interpreter.next, cause: cause)
                failure = failure ?? .failed(site, detail: detail, locations: memory.values)
                work = 0
                remove(place)
            case .discarded: return .discarded
            }
            wake()
            if isToLook() {
                // The others may wait for the one that failed, in a loop that changes memory for ever.
                if let failure { return failure }
                if shouldStop() { return .stopped(unfinished(group)) }
            }
        }
        let unfinished = unfinished(group)
        return failure ?? (unfinished.isEmpty ? .ended : .stuck(unfinished))
    }

    /// Whether it is time to look at the clock.
    private mutating func isToLook() -> Bool {
        work += 1
        guard work >= Self.workPerLook else { return false }
        work = 0
        return true
    }

    /// Runs a body until it is another's turn: it waits, ends, fails, or chance has it so.
    private mutating func run(_ body: Int, switchMask: UInt64) -> StepResult {
        while true {
            let step = bodies.nextStep(body)
            if step.isLoopHead, bodies.spinsInVain(body, version: memory.version) {
                spinning.append(body)
                spinningVersion = memory.version
                return .blocked
            }
            let result = bodies.step(body, &memory)
            if result != .next { return result }
            work += 1
            if work >= Self.workPerLook { return .next }
            if bodies.nextStep(body).isVisible, random.next() >> 32 & switchMask == 0 { return .next }
        }
    }

    private mutating func remove(_ place: Int) {
        runnable[place] = runnable[runnable.count - 1]
        runnable.removeLast()
    }

    private mutating func wake() {
        if memory.hasWoken { memory.moveWoken(to: &runnable) }
        if !spinning.isEmpty, memory.version != spinningVersion {
            work += spinning.count
            runnable += spinning
            spinning.removeAll(keepingCapacity: true)
        }
    }

    /// The bodies that have started and not ended. A thread that nobody has spawned is not missed.
    private func unfinished(_ group: Range<Int>) -> [StuckPosition] {
        group.filter { memory.hasStarted[$0] && !memory.hasEnded[$0] }.map {
            StuckPosition(body: $0, instruction: bodies.threads[$0].interpreter.next)
        }
    }
}
