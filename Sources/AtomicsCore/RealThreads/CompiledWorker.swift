import Glibc
import Litmus

/// One thread of a compiled run.
///
/// `@unchecked Sendable` is sound: until the run's end, when the threads have been joined, only the worker's own
/// thread touches it and its block.
final class CompiledWorker: @unchecked Sendable {
    private let number: Int
    private let program: Program
    private let memory: RunMemory
    private let control: RunControl
    private let block: WorkerBlock
    private let blockLayout: BlockLayout
    private let code: ExecutableMemory
    let table: OutcomeTable
    private let objects: SystemObjects
    private let held: UnsafeMutablePointer<Int64>
    /// The instance that `held` is about, and the rounds and batches before.
    private var heldFor = (instance: Int64(0), batches: Int64(0), rounds: 0)
    private var rounds = 0
    private var failures = FailureLog()
    private var stuck: StuckPosition?
    private var random: SplitMix
    /// Whether threads that wait for long let others run: not where it is timed what waiting costs.
    private let waitsPolitely: Bool
    /// What `runTimed` took.
    private(set) var times = ThreadTimes()

    /// What the worker's code does when it is called.
    enum Task {
        /// A round: batches of fresh instances, which are counted.
        case rounds([Preparation])
        /// The body on the one instance again and again, until the run is to end.
        case repeatBody
    }

    /// - Returns: nil where the system does not let a program execute code of its own making.
    init?(_ number: Int, _ program: Program, memory: RunMemory, control: RunControl, sources: TrackedSources,
          seed: UInt64, task: Task) {
        self.number = number
        self.program = program
        self.memory = memory
        self.control = control
        var registers = [program.threads.count: program.finally?.registers.count ?? 0]
        if number < program.threads.count { registers[number] = program.threads[number].registers.count }
        blockLayout = BlockLayout(outcomeWidth: sources.sources.count, registers: registers)
        var compiler = RoundCompiler<NativeAssembler>(
            program: program, worker: number, control: control, memory: memory, sources: sources, block: blockLayout)
        let bytes: [UInt8]
        switch task {
        case .rounds(let preparations): (bytes, waitsPolitely) = (compiler.compileRound(preparations), true)
        case .repeatBody: (bytes, waitsPolitely) = (compiler.compileRepetition(), false)
        }
        guard let code = ExecutableMemory(bytes) else { return nil }
        self.code = code
        block = WorkerBlock(address: RunMemory.pages(blockLayout.size))
        table = OutcomeTable(header: block.words(at: WorkerBlock.Field.tableSlots.rawValue * 8),
                             width: sources.sources.count)
        let locations = max(program.locations.count, 1)
        held = .allocate(capacity: locations)
        held.initialize(repeating: 0, count: locations)
        objects = SystemObjects(kinds: memory.layout.kinds, offsets: memory.layout.offsets, held: held)
        random = SplitMix(seed)
        fillBlock(seed)
        // A round's code needs the barrier's words. That of a repetition looks at the first word only, whether to go
        // on: it is to end where a body ends, while what waits in a body asks for `stop`.
        let control = if case .repeatBody = task { control.ending } else { control.stop }
        block[.control] = Int64(Int(bitPattern: control.pointer))
    }

    deinit {
        table.deallocate()
        held.deallocate()
        block.address.deallocate()
    }

    private func fillBlock(_ seed: UInt64) {
        block[.callBack] = Int64(Int(bitPattern: unsafeBitCast(callBack, to: UnsafeRawPointer.self)))
        block[.worker] = Int64(Int(bitPattern: Unmanaged.passUnretained(self).toOpaque()))
        block[.instances] = Int64(Int(bitPattern: memory.instances))
        block[.log] = Int64(Int(bitPattern: memory.logRows))
        block[.random] = Int64(bitPattern: seed)
        block[.yieldIn] = 1
    }

    func run(_ round: Round) -> Bool {
        let first = round.batchSize * number / control.workers
        let last = round.batchSize * (number + 1) / control.workers
        let (stride, row) = (Int64(memory.layout.stride), Int64(memory.log.rowBytes))
        block[.instancesEnd] = block[.instances] + Int64(round.batchSize) * stride
        block[.share] = block[.instances] + Int64(first) * stride
        block[.shareEnd] = block[.instances] + Int64(last) * stride
        block[.shareLog] = block[.log] + Int64(first) * row
        rounds += 1
        block[.batches] = Int64(round.batches)
        block[.preparation] = Int64(round.preparation)
        block[.pace] = round.pace
        block[.jitterMask] = round.jitterMask
        block[.bodyTicks] = 0
        return code.function(at: 0)(block.address) != 0
    }

    /// Runs the body again and again until the run is to end.
    func runTimed() {
        // The others start when the last one does: what comes before is nobody's time.
        guard control.meet() else { return }
        let start = ThreadTimes.now()
        _ = code.function(at: 0)(block.address)
        times = start.untilNow(operations: Int(block[.operations]))
    }

    /// How often the body has been repeated; may be asked by other threads while it is.
    var operationsSoFar: Int {
        Int(SharedWord(block.address + WorkerBlock.Field.operations.rawValue * 8).load(.relaxed))
    }

    /// How long the last round took by the processor's clock, and how much of that the body.
    var ticks: (body: Int64, round: Int64) { (block[.bodyTicks], block[.roundEnd] &- block[.roundStart]) }

    func add(to results: inout EngineResults) {
        for tally in table.tallies() { results.outcomes[tally.values, default: 0] += tally.count }
        results.discarded += Int(block[.discarded])
        results.failed += Int(block[.failed])
        results.failures.merge(failures)
        if let stuck { results.stuck.append(stuck) }
    }

    /// After how many accesses to let others run: sometimes in the middle of an instance, sometimes after many.
    private func nextYield() -> Int64 {
        let scale = UInt64(1) << (4 + random.next() >> 61)
        return Int64(random.next() % scale) + 1
    }

    // MARK: What the code asks for

    func answer() -> Int64 {
        switch CallBackRequest(rawValue: block[.request]) {
        case .poll: return poll(SitePlan.position(block[.site])).rawValue
        case .barrier: return (control.sleep(while: block[.epoch]) ? PollAnswer.goOn : .leaveRound).rawValue
        case .wake: control.wake()
        case .yield: sched_yield()
        case .yieldInTurn:
            block[.yieldIn] = nextYield()
            sched_yield()
        case .failAssertion: fail(.assertion)
        case .failBounds: fail(.bounds)
        case .failArithmetic: fail(.arithmetic)
        case .object: return performOnObject().rawValue
        case .count: table.add(block.words(at: blockLayout.key))
        case nil: break
        }
        return PollAnswer.goOn.rawValue
    }

    private var instance: UnsafeMutableRawPointer {
        memory.instances + Int(block[.instance] - block[.instances])
    }

    private var patience: Patience {
        Patience(stop: control.stop, status: memory.layout.status.map { [instance] in SharedWord(instance + $0) })
    }

    private func poll(_ position: StuckPosition) -> PollAnswer {
        if control.stop.load(.relaxed) != 0 {
            stuck = position
            return .leaveRound
        }
        if waitsPolitely { sched_yield() }
        return patience.isOver && control.stop.load(.relaxed) == 0 ? .leaveInstance : .goOn
    }

    private func fail(_ cause: FailureCause) {
        let position = SitePlan.position(block[.site])
        let site = FailureSite(body: position.body, instruction: position.instruction ?? 0, cause: cause)
        failures.record(site, detail: block[.detail]) { state(of: position.body) }
        if let status = memory.layout.status {
            SharedWord(instance + status).store(Abandonment.byFailure, .relaxed)
        }
    }

    /// The body's named registers and the locations, as they are now.
    private func state(of body: Int) -> [NamedValue] {
        let registers = block.words(at: blockLayout.frames[body] ?? 0)
        return program.namedRegisters(of: body) { registers[$0] }
            + program.namedLocations { SharedWord(instance + memory.layout.offsets[$0]).load(.relaxed) }
    }

    private func performOnObject() -> PollAnswer {
        let position = SitePlan.position(block[.site])
        guard case .object(let operation, _, let mutex, _, _) =
                program.bodies[position.body].instructions[position.instruction ?? 0] else { return .goOn }
        if heldFor != (block[.instance], block[.batches], rounds) {
            heldFor = (block[.instance], block[.batches], rounds)
            held.update(repeating: 0, count: max(program.locations.count, 1))
        }
        let result = objects.perform(operation, on: Int(block[.result0]), with: mutex == nil ? nil : Int(block[.mutex]),
                                     value: block[.detail], in: instance, patience)
        switch result {
        case .done(let first, let second):
            (block[.result0], block[.result1]) = (first, second)
            return .goOn
        case .misuse:
            fail(.misuse)
            return .leaveInstance
        case .blocked, .stopped:
            guard control.stop.load(.relaxed) != 0 else { return .leaveInstance }
            stuck = position
            return .leaveRound
        }
    }
}

/// Generated code calls this; the block says what for.
private let callBack: @convention(c) (UnsafeMutableRawPointer) -> Int64 = { address in
    let block = WorkerBlock(address: address)
    // The worker is alive: it is the one that called the code.
    guard let worker = UnsafeRawPointer(bitPattern: Int(block[.worker])) else { return 0 }
    return Unmanaged<CompiledWorker>.fromOpaque(worker).takeUnretainedValue().answer()
}
