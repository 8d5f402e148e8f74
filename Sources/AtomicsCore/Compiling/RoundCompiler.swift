import Litmus

/// Compiles what a worker does in a round: `compileRound` gives a function that runs all its batches.
///
/// A batch: the instances are made fresh, a barrier, the worker's body runs on all of them in turn, a barrier,
/// `finally` runs on the worker's share of the instances and their outcomes are counted.
struct RoundCompiler<Assembler: MacroAssembler> {
    typealias Register = Assembler.Register

    let program: Program
    let worker: Int
    let workers: Int
    let isCrowded: Bool
    let layout: InstanceLayout
    let log: LogLayout
    let sources: TrackedSources
    let block: BlockLayout

    var code = Assembler()
    /// Where the round ends, before its time.
    private var stopped: CodeBuffer.Label
    /// Code that is rarely run.
    private var stubs: [(inout Assembler) -> Void] = []

    private var a: Register { Assembler.scratch.a }
    private var b: Register { Assembler.scratch.b }
    private var c: Register { Assembler.scratch.c }
    private var d: Register { Assembler.scratch.d }
    private var instance: Register { Assembler.roles.instance }
    private var row: Register { Assembler.roles.log }

    init(program: Program, worker: Int, control: RunControl, memory: RunMemory, sources: TrackedSources,
         block: BlockLayout) {
        self.program = program
        self.worker = worker
        workers = control.workers
        isCrowded = control.isCrowded
        layout = memory.layout
        log = memory.log
        self.sources = sources
        self.block = block
        stopped = code.buffer.makeLabel()
    }

    /// The code; the function starts at its start. The block says which of the preparations is used.
    mutating func compileRound(_ preparations: [Preparation]) -> [UInt8] {
        let batch = code.buffer.makeLabel()
        code.enter()
        code.move(Assembler.roles.fuel, Fuel.amount)
        noteTime(.roundStart)
        code.buffer.place(batch)
        enter(.running)
        prepare(preparations)
        barrier()
        // Whoever slept at the first barrier starts late; at the second all are awake, and start together.
        barrier()
        runBody()
        enter(.hasRun)
        barrier()
        enter(.counting)
        settleFailures()
        countShare()
        // Where counting reads what preparing makes fresh, all must have counted before anybody prepares.
        if sources.readMemory || layout.status != nil || program.finally != nil { barrier() }
        load(a, .batches)
        code.add(a, -1)
        store(.batches, a)
        code.branch(.notEqual, a, .constant(0), batch)
        noteTime(.roundEnd)
        return finish()
    }

    /// The code of a function that repeats the worker's body on the first instance until the run is to end.
    mutating func compileRepetition() -> [UInt8] {
        let again = code.buffer.makeLabel()
        code.enter()
        code.move(Assembler.roles.fuel, Fuel.amount)
        load(instance, .instances)
        load(row, .log)
        code.buffer.place(again)
        // What a body costs is what the program says, and the system's scheduler.
        body(worker, yields: false)
        increment(field(.operations))
        load(d, .control)
        code.load(a, SharedAddress(base: d, offset: RunControl.Field.stop), .relaxed)
        code.branch(.equal, a, .constant(0), again)
        return finish()
    }

    private mutating func finish() -> [UInt8] {
        code.leave(returning: 1)
        code.buffer.place(stopped)
        code.leave(returning: 0)
        for stub in stubs { stub(&code) }
        return code.buffer.linked()
    }

    // MARK: The worker's block

    func field(_ field: WorkerBlock.Field) -> PrivateAddress<Register> {
        PrivateAddress(base: Assembler.roles.block, offset: field.rawValue * 8)
    }

    private mutating func load(_ to: Register, _ from: WorkerBlock.Field) { code.load(to, field(from)) }

    private mutating func store(_ to: WorkerBlock.Field, _ from: Register) { code.store(field(to), .register(from)) }

    private mutating func enter(_ phase: BatchPhase) { code.store(field(.phase), .constant(phase.rawValue)) }

    private mutating func noteTime(_ field: WorkerBlock.Field) {
        code.readClock(a)
        store(field, a)
    }

    /// Adds 1 to a field.
    private mutating func increment(_ place: PrivateAddress<Register>) {
        code.load(a, place)
        code.add(a, 1)
        code.store(place, .register(a))
    }

    private mutating func call(_ request: CallBackRequest) {
        code.store(field(.request), .constant(request.rawValue))
        code.callBack(field(.callBack), saving: field(.save))
    }

    // MARK: Barriers

    /// Waits for all workers. Nothing in registers but the roles survives.
    mutating func barrier() {
        guard workers > 1 else { return }
        let (wait, again, open) = (code.buffer.makeLabel(), code.buffer.makeLabel(), code.buffer.makeLabel())
        let (slow, wake) = (code.buffer.makeLabel(), code.buffer.makeLabel())
        let stopped = stopped
        load(d, .control)
        let arrivals = SharedAddress(base: d, offset: RunControl.Field.arrivals)
        let epoch = SharedAddress(base: d, offset: RunControl.Field.epoch)
        let sleepers = SharedAddress(base: d, offset: RunControl.Field.sleepers)
        code.load(c, epoch, .acquire)
        store(.epoch, c)
        code.modify(a, .add, arrivals, .constant(1), .acqRel)
        code.branch(.notEqual, a, .constant(Int64(workers - 1)), wait)
        code.store(arrivals, .constant(0), .relaxed)
        code.modify(nil, .add, epoch, .constant(1), .seqCst)
        code.load(a, sleepers, .seqCst)
        code.branch(.notEqual, a, .constant(0), wake)
        code.jump(open)
        code.buffer.place(wait)
        code.move(Assembler.roles.fuel, isCrowded ? Fuel.atCrowdedBarrier : Fuel.atBarrier)
        code.buffer.place(again)
        code.spinHint()
        code.burnFuel(orJump: slow)
        load(d, .control)
        code.load(c, epoch, .acquire)
        load(a, .epoch)
        code.branch(.equal, a, .register(c), again)
        code.buffer.place(open)
        code.move(Assembler.roles.fuel, Fuel.amount)
        let (callSlow, callWake) = (callStub(.barrier), callStub(.wake))
        stubs.append { code in
            code.buffer.place(wake)
            callWake(&code)
            code.jump(open)
            code.buffer.place(slow)
            callSlow(&code)
            code.branch(.equal, Assembler.scratch.a, .constant(PollAnswer.goOn.rawValue), open)
            code.jump(stopped)
        }
    }

    private func callStub(_ request: CallBackRequest) -> (inout Assembler) -> Void {
        let (requestField, function, area) = (field(.request), field(.callBack), field(.save))
        return { code in
            code.store(requestField, .constant(request.rawValue))
            code.callBack(function, saving: area)
        }
    }

    // MARK: Running

    private mutating func runBody() {
        guard worker < program.threads.count else { return }
        let next = code.buffer.makeLabel()
        delayStart()
        noteTime(.bodyStart)
        load(instance, .instances)
        load(row, .log)
        code.buffer.place(next)
        pace()
        body(worker, yields: isCrowded)
        code.add(instance, Int64(layout.stride))
        code.add(row, Int64(log.rowBytes))
        load(a, .instancesEnd)
        code.branch(.notEqual, instance, .register(a), next)
        code.readClock(a)
        load(b, .bodyStart)
        code.binary(.subtract, a, a, .register(b))
        load(b, .bodyTicks)
        code.binary(.add, a, a, .register(b))
        store(.bodyTicks, a)
        // Says to the watch that the worker gets on.
        load(d, .control)
        let progress = SharedAddress(base: d, offset: RunControl.Field.progress + worker * InstanceLayout.line)
        code.load(c, progress, .relaxed)
        code.add(c, 1)
        code.store(progress, .register(c), .relaxed)
    }

    /// A body on the current instance, its registers logged in the current row.
    ///
    /// - Parameter yields: whether it lets others run in the middle, where there are more threads than processors.
    private mutating func body(_ number: Int, yields: Bool) {
        let (end, skip) = (code.buffer.makeLabel(), code.buffer.makeLabel())
        var compiler = BodyCompiler<Assembler>(
            body: number, program: program, layout: layout, block: block, logged: sources.logged[number],
            end: end, stopped: stopped, yields: yields)
        compiler.initializeRegisters(&code)
        compiler.awaitSpawn(skip, &code)
        compiler.compile(into: &code)
        code.buffer.place(end)
        compiler.markRun(&code)
        code.buffer.place(skip)
        compiler.markEnd(&code)
        compiler.log(sources.logged[number], plane: log.planes[number], &code)
        stubs.append { code in compiler.compileStubs(into: &code) }
    }

    /// Waits for a random time below `jitterMask` ticks, and sets the time at which the first instance is to start.
    private mutating func delayStart() {
        let (wait, begin) = (code.buffer.makeLabel(), code.buffer.makeLabel())
        code.readClock(a)
        store(.nextStart, a)
        load(a, .jitterMask)
        code.branch(.equal, a, .constant(0), begin)
        // Knuth's linear congruential generator; its upper bits are good enough for a delay.
        load(a, .random)
        code.binary(.multiply, a, a, .constant(6_364_136_223_846_793_005))
        code.add(a, 1_442_695_040_888_963_407)
        store(.random, a)
        code.shiftRightLogical(a, by: 33)
        load(b, .jitterMask)
        code.binary(.bitAnd, a, a, .register(b))
        load(b, .nextStart)
        code.binary(.add, a, a, .register(b))
        store(.nextStart, a)
        code.buffer.place(wait)
        code.readClock(a)
        load(b, .nextStart)
        code.branch(.less, a, .register(b), wait)
        code.buffer.place(begin)
    }

    /// Waits until the next instance is to start.
    private mutating func pace() {
        let (wait, begin) = (code.buffer.makeLabel(), code.buffer.makeLabel())
        load(a, .pace)
        code.branch(.equal, a, .constant(0), begin)
        code.buffer.place(wait)
        code.readClock(a)
        load(b, .nextStart)
        code.branch(.less, a, .register(b), wait)
        load(a, .pace)
        code.binary(.add, a, a, .register(b))
        store(.nextStart, a)
        code.buffer.place(begin)
    }

    // MARK: Counting

    /// Runs `finally` on each instance of the share and counts its outcome.
    private mutating func countShare() {
        let (next, done, counted) = (code.buffer.makeLabel(), code.buffer.makeLabel(), code.buffer.makeLabel())
        load(instance, .share)
        load(row, .shareLog)
        code.buffer.place(next)
        load(a, .shareEnd)
        code.branch(.equal, instance, .register(a), done)
        if let status = layout.status {
            let abandoned = code.buffer.makeLabel()
            skipIfAbandoned(status, abandoned)
            if program.finally != nil {
                body(program.threads.count, yields: false)
                skipIfAbandoned(status, abandoned)
            }
            countAbandoned(abandoned, status, counted)
        } else if program.finally != nil {
            body(program.threads.count, yields: false)
        }
        countOutcome(counted)
        code.buffer.place(counted)
        code.add(instance, Int64(layout.stride))
        code.add(row, Int64(log.rowBytes))
        code.jump(next)
        code.buffer.place(done)
    }

    /// Which failures count is known when all bodies have run.
    private mutating func settleFailures() {
        guard layout.status != nil else { return }
        let (settle, settled) = (code.buffer.makeLabel(), code.buffer.makeLabel())
        load(a, .unsettled)
        code.branch(.notEqual, a, .constant(0), settle)
        code.buffer.place(settled)
        let callSettle = callStub(.settle)
        stubs.append { code in
            code.buffer.place(settle)
            callSettle(&code)
            code.jump(settled)
        }
    }

    private mutating func skipIfAbandoned(_ status: Int, _ abandoned: CodeBuffer.Label) {
        code.load(a, SharedAddress(base: instance, offset: status), .relaxed)
        code.branch(.notEqual, a, .constant(0), abandoned)
    }

    private mutating func countAbandoned(_ abandoned: CodeBuffer.Label, _ status: Int, _ counted: CodeBuffer.Label) {
        let (failed, discarded) = (field(.failed), field(.discarded))
        let isFailure = code.buffer.makeLabel()
        stubs.append { code in
            let a = Assembler.scratch.a
            func count(_ place: PrivateAddress<Register>) {
                code.load(a, place)
                code.add(a, 1)
                code.store(place, .register(a))
                code.jump(counted)
            }
            code.buffer.place(abandoned)
            code.branch(.less, a, .constant(Abandonment.byAssume), isFailure)
            count(discarded)
            code.buffer.place(isFailure)
            count(failed)
        }
    }

    /// Looks the outcome up in the table, as `OutcomeTable.add` does, and leaves new ones to Swift.
    private mutating func countOutcome(_ counted: CodeBuffer.Label) {
        let (probe, next, new) = (code.buffer.makeLabel(), code.buffer.makeLabel(), code.buffer.makeLabel())
        let width = sources.sources.count
        gatherKey()
        // `d` holds the number of the slot.
        code.move(c, d)
        code.shiftRightLogical(c, by: 32)
        code.binary(.bitXor, d, d, .register(c))
        code.buffer.place(probe)
        load(b, .tableMask)
        code.binary(.bitAnd, d, d, .register(b))
        code.move(c, d)
        code.scale(c, by: (width + 1) * 8)
        load(b, .tableSlots)
        code.binary(.add, c, c, .register(b))
        code.load(a, PrivateAddress(base: c, offset: 0))
        code.branch(.equal, a, .constant(0), new)
        for place in 0..<width {
            code.load(a, PrivateAddress(base: c, offset: 8 + place * 8))
            code.load(b, key(place))
            code.branch(.notEqual, a, .register(b), next)
        }
        increment(PrivateAddress(base: c, offset: 0))
        code.jump(counted)
        code.buffer.place(next)
        code.add(d, 1)
        code.jump(probe)
        let callNew = callStub(.count)
        stubs.append { code in
            code.buffer.place(new)
            callNew(&code)
            code.jump(counted)
        }
    }

    private func key(_ place: Int) -> PrivateAddress<Register> {
        PrivateAddress(base: Assembler.roles.block, offset: block.key + place * 8)
    }

    /// Brings the outcome's values to the key area, and their hash to `d`.
    private mutating func gatherKey() {
        code.move(d, 0)
        for (place, source) in sources.sources.enumerated() {
            switch source {
            case .log(let body, let column):
                code.load(a, PrivateAddress(base: row, offset: log.planes[body] + column * 8))
            case .memory(let offset): code.load(a, SharedAddress(base: instance, offset: offset), .relaxed)
            }
            code.store(key(place), .register(a))
            code.binary(.multiply, a, a, .constant(OutcomeTable.factor(place)))
            code.binary(.add, d, d, .register(a))
        }
    }
}
