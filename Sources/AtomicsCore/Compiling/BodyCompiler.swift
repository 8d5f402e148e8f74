import Litmus

/// Compiles one body to code that runs it on the current instance.
///
/// The code falls through to its end label; an iteration that is abandoned jumps there too.
struct BodyCompiler<Assembler: MacroAssembler> {
    typealias Register = Assembler.Register

    let body: Int
    let thread: Thread
    let program: Program
    let layout: InstanceLayout
    let block: BlockLayout
    let allocation: RegisterAllocation<Register>
    /// Whether the thread lets others run now and then, before an access to memory.
    let yields: Bool
    /// Jumped to at the body's end, and when the run is to end at once.
    let end: CodeBuffer.Label
    let stopped: CodeBuffer.Label
    /// The labels of instructions that are jumped to.
    private var labels: [Label: CodeBuffer.Label] = [:]
    /// Code that is rarely run, kept out of the way until the body is complete.
    private var stubs: [(inout BodyCompiler, inout Assembler) -> Void] = []

    private var frame: Int { block.frames[body] ?? 0 }
    private var a: Register { Assembler.scratch.a }
    private var b: Register { Assembler.scratch.b }
    private var c: Register { Assembler.scratch.c }
    private var d: Register { Assembler.scratch.d }

    /// - Parameter logged: the registers whose final values are logged.
    init(body: Int, program: Program, layout: InstanceLayout, block: BlockLayout, logged: [Litmus.Register],
         end: CodeBuffer.Label, stopped: CodeBuffer.Label, yields: Bool = false) {
        self.body = body
        self.yields = yields
        self.program = program
        self.layout = layout
        self.block = block
        self.end = end
        self.stopped = stopped
        thread = program.bodies[body]
        allocation = RegisterAllocation(thread, logged: logged, available: Assembler.variables)
    }

    /// Gives the registers the values that they have when the thread starts.
    func initializeRegisters(_ code: inout Assembler) {
        for register in allocation.needingZero.sorted() { assign(register, .constant(0), &code) }
        if let (register, value) = thread.replicaID { assign(register, .constant(value), &code) }
    }

    mutating func compile(into code: inout Assembler) {
        for target in thread.instructions.compactMap(\.target) where labels[target] == nil {
            labels[target] = code.buffer.makeLabel()
        }
        for (number, instruction) in thread.instructions.enumerated() {
            if let label = labels[number] { code.buffer.place(label) }
            if needsPoll(number) { poll(at: number, &code) }
            if yields, !instruction.addresses.isEmpty { yield(&code) }
            compile(instruction, number, &code)
        }
        // A label may stand behind the last instruction.
        if let label = labels[thread.instructions.count] { code.buffer.place(label) }
    }

    /// The rare parts: to be placed where nothing falls into them.
    mutating func compileStubs(into code: inout Assembler) {
        while !stubs.isEmpty {
            let stub = stubs.removeFirst()
            stub(&self, &code)
        }
    }

    // MARK: Registers

    func field(_ field: WorkerBlock.Field) -> PrivateAddress<Register> {
        PrivateAddress(base: Assembler.roles.block, offset: field.rawValue * 8)
    }

    private func slot(_ register: Litmus.Register) -> PrivateAddress<Register> {
        PrivateAddress(base: Assembler.roles.block, offset: frame + register * 8)
    }

    /// The operand as it is, where it is in a register of the processor or constant; otherwise it is loaded.
    private func value(_ operand: Operand, in scratch: Register, _ code: inout Assembler) -> Value<Register> {
        switch operand {
        case .constant(let constant): return .constant(constant)
        case .register(let register):
            if let machine = allocation.machine[register] { return .register(machine) }
            code.load(scratch, slot(register))
            return .register(scratch)
        }
    }

    /// The operand in a register of the processor.
    private func register(_ operand: Operand, in scratch: Register, _ code: inout Assembler) -> Register {
        switch value(operand, in: scratch, &code) {
        case .register(let register): return register
        case .constant(let constant):
            code.move(scratch, constant)
            return scratch
        }
    }

    /// Where an instruction is to leave its result: the register's place, or `a`.
    private func target(_ register: Litmus.Register) -> Register { allocation.machine[register] ?? a }

    /// Brings a result from where the instruction left it to the register's frame slot, if it lives there.
    private func keep(_ register: Litmus.Register, _ code: inout Assembler) {
        if allocation.machine[register] == nil { code.store(slot(register), .register(a)) }
    }

    private func assign(_ register: Litmus.Register, _ value: Value<Register>, _ code: inout Assembler) {
        switch (allocation.machine[register], value) {
        case (let machine?, .constant(let constant)): code.move(machine, constant)
        case (let machine?, .register(let from)): code.move(machine, from)
        case (nil, _): code.store(slot(register), value)
        }
    }

    /// Writes the registers that a body logs into the current row.
    func log(_ registers: [Litmus.Register], plane: Int, _ code: inout Assembler) {
        for (column, register) in registers.enumerated() {
            let value = value(.register(register), in: a, &code)
            code.store(PrivateAddress(base: Assembler.roles.log, offset: plane + column * 8), value)
        }
    }

    // MARK: Instructions

    private mutating func compile(_ instruction: Instruction, _ number: Int, _ code: inout Assembler) {
        switch instruction {
        case .copy(let to, let operand): assign(to, value(operand, in: a, &code), &code)
        case .unary(let to, let operation, let operand):
            code.unary(operation, target(to), register(operand, in: a, &code))
            keep(to, &code)
        case .binary(let to, let operation, let first, let second):
            binary(to, operation, first, second, number, &code)
        case .jump(let label): jump(label, &code)
        case .branch(let condition, let label): branch(unless: condition, label, &code)
        case .loopEnter, .loopHead, .compilerFence: break
        case .halt: code.jump(end)
        case .load, .store, .readModifyWrite, .compareExchange: access(instruction, number, &code)
        case .fence(let order): code.fence(order)
        case .assert(let condition, _):
            let failure = failure(.failAssertion, number, &code)
            jump(unless: condition, failure, &code)
        case .assume(let condition): assume(condition, &code)
        case .panic: code.jump(failure(.failAssertion, number, &code))
        case .spawn(let thread): spawn(thread, &code)
        case .join(let thread): join(thread, number, &code)
        case .object(let operation, let address, let mutex, let value, let results):
            object(operation, address, mutex, value, results, number, &code)
        case .hint(.spinLoop): code.spinHint()
        case .hint(.yieldNow): call(.yield, &code)
        }
    }

    private mutating func binary(_ to: Litmus.Register, _ operation: BinaryOperator, _ first: Operand,
                                 _ second: Operand, _ number: Int, _ code: inout Assembler) {
        let divides = operation == .divide || operation == .remainder
        if divides, second == .constant(0) { return code.jump(failure(.failArithmetic, number, &code)) }
        let divisor = value(second, in: b, &code)
        if divides, case .register(let register) = divisor {
            code.branch(.equal, register, .constant(0), failure(.failArithmetic, number, &code))
        }
        code.binary(operation, target(to), register(first, in: a, &code), divisor)
        keep(to, &code)
    }

    private func jump(_ target: Label, _ code: inout Assembler) {
        if let label = labels[target] { code.jump(label) }
    }

    private func jump(unless condition: Operand, _ label: CodeBuffer.Label, _ code: inout Assembler) {
        switch condition {
        case .constant(0): code.jump(label)
        case .constant: break
        case .register: code.branch(.equal, register(condition, in: a, &code), .constant(0), label)
        }
    }

    private func branch(unless condition: Operand, _ target: Label, _ code: inout Assembler) {
        if let label = labels[target] { jump(unless: condition, label, &code) }
    }

    private func assume(_ condition: Operand, _ code: inout Assembler) {
        let holds = code.buffer.makeLabel()
        if case .constant(let value) = condition, value != 0 { return }
        if condition.register != nil {
            code.branch(.notEqual, register(condition, in: a, &code), .constant(0), holds)
        }
        if let status = layout.status {
            code.store(shared(status), .constant(Abandonment.byAssume), .relaxed)
        }
        code.jump(end)
        code.buffer.place(holds)
    }

    // MARK: Calls of Swift

    func call(_ request: CallBackRequest, _ code: inout Assembler) {
        code.store(field(.request), .constant(request.rawValue))
        code.callBack(field(.callBack), saving: field(.save))
    }

    /// A stub that reports the failure, with what is in `c` as its detail, and abandons the iteration.
    private mutating func failure(_ request: CallBackRequest, _ number: Int,
                                  _ code: inout Assembler) -> CodeBuffer.Label {
        let label = code.buffer.makeLabel()
        let site = SitePlan.number(body: body, instruction: number)
        stubs.append { compiler, code in
            code.buffer.place(label)
            code.store(compiler.field(.detail), .register(compiler.c))
            code.store(compiler.field(.site), .constant(site))
            code.store(compiler.field(.instance), .register(Assembler.roles.instance))
            compiler.spill(&code)
            compiler.call(request, &code)
            code.jump(compiler.end)
        }
        return label
    }

    /// Brings the registers to the frame, where Swift can read them.
    private func spill(_ code: inout Assembler) {
        for (register, machine) in allocation.machine.sorted(by: { $0.key < $1.key }) {
            code.store(slot(register), .register(machine))
        }
    }

    /// Whether a loop may come by here: at its head, or at any target of a backward jump.
    private func needsPoll(_ number: Int) -> Bool {
        if case .loopHead = thread.instructions[number] { return true }
        return labels[number] != nil && thread.instructions[number...].contains { $0.target == number }
    }

    /// Lets other threads run once in a number of times that is chosen anew each time.
    private mutating func yield(_ code: inout Assembler) {
        let (slow, back) = (code.buffer.makeLabel(), code.buffer.makeLabel())
        code.load(a, field(.yieldIn))
        code.add(a, -1)
        code.store(field(.yieldIn), .register(a))
        code.branch(.equal, a, .constant(0), slow)
        code.buffer.place(back)
        stubs.append { compiler, code in
            code.buffer.place(slow)
            compiler.call(.yieldInTurn, &code)
            code.jump(back)
        }
    }

    /// Every so often asks whether to go on.
    mutating func poll(at instruction: Int, _ code: inout Assembler) {
        let (slow, back) = (code.buffer.makeLabel(), code.buffer.makeLabel())
        let site = SitePlan.number(body: body, instruction: instruction)
        code.burnFuel(orJump: slow)
        code.buffer.place(back)
        stubs.append { compiler, code in
            code.buffer.place(slow)
            code.store(compiler.field(.site), .constant(site))
            code.store(compiler.field(.instance), .register(Assembler.roles.instance))
            compiler.call(.poll, &code)
            code.move(Assembler.roles.fuel, Fuel.amount)
            code.branch(.equal, compiler.a, .constant(PollAnswer.goOn.rawValue), back)
            code.branch(.equal, compiler.a, .constant(PollAnswer.leaveInstance.rawValue), compiler.end)
            code.jump(compiler.stopped)
        }
    }
}

/// How many steps of a loop there are between two polls: long against a poll, short against a person's patience.
enum Fuel {
    static let amount: Int64 = 4096
    /// The same at a barrier. It is long, about a millisecond: a thread that sleeps is taken for one that has little to
    /// do, and put onto the processor of the thread that wakes it.
    static let atBarrier: Int64 = 50_000
    /// The same where there are more threads than processors.
    static let atCrowdedBarrier: Int64 = 20
}

// MARK: - Accesses

extension BodyCompiler {
    func shared(_ offset: Int, index: Register? = nil) -> SharedAddress<Register> {
        SharedAddress(base: Assembler.roles.instance, index: index, offset: offset)
    }

    /// The location that an address names, its index in `c` where it has one; checks the index.
    private mutating func shared(_ address: Address, _ number: Int,
                                 _ code: inout Assembler) -> SharedAddress<Register> {
        guard let index = address.index else { return shared(layout.offsets[address.base]) }
        load(index, address, number, &code)
        let stride = address.count > 1 ? layout.offsets[address.base + 1] - layout.offsets[address.base] : 0
        code.scale(c, by: stride)
        return shared(layout.offsets[address.base], index: c)
    }

    /// Brings a checked index to `c`.
    private mutating func load(_ index: Operand, _ address: Address, _ number: Int, _ code: inout Assembler) {
        switch value(index, in: c, &code) {
        case .register(let register): code.move(c, register)
        case .constant(let constant): code.move(c, constant)
        }
        code.branch(.aboveOrEqual, c, .constant(Int64(address.count)), failure(.failBounds, number, &code))
    }

    private mutating func access(_ instruction: Instruction, _ number: Int, _ code: inout Assembler) {
        switch instruction {
        case .load(let to, let address, let order):
            code.load(target(to), shared(address, number, &code), order)
            keep(to, &code)
        case .store(let address, let operand, let order):
            let place = shared(address, number, &code)
            code.store(place, value(operand, in: d, &code), order)
        case .readModifyWrite(let to, let operation, let address, let operand, let order):
            let place = shared(address, number, &code)
            code.modify(to.map { target($0) }, operation, place, value(operand, in: d, &code), order)
            if let to { keep(to, &code) }
        case .compareExchange(let exchange): compareExchange(exchange, number, &code)
        default: break
        }
    }

    private mutating func compareExchange(_ exchange: CompareExchange, _ number: Int, _ code: inout Assembler) {
        let place = shared(exchange.address, number, &code)
        let desired = value(exchange.desired, in: d, &code)
        switch value(exchange.expected, in: a, &code) {
        case .register(let register): code.move(a, register)
        case .constant(let constant): code.move(a, constant)
        }
        code.compareExchange(place, desired: desired, success: exchange.success, failure: exchange.failure,
                             isWeak: exchange.isWeak)
        if let ok = exchange.ok { assign(ok, .register(b), &code) }
        if let seen = exchange.seen { assign(seen, .register(a), &code) }
    }

    // MARK: Threads and objects

    private func spawn(_ thread: Int, _ code: inout Assembler) {
        guard let flag = layout.spawnFlags[thread] else { return }
        code.modify(nil, .or, shared(flag), .constant(SpawnFlag.spawned), .acqRel)
    }

    private mutating func join(_ thread: Int, _ number: Int, _ code: inout Assembler) {
        guard let flag = layout.endFlags[thread] else { return }
        let (again, ended) = (code.buffer.makeLabel(), code.buffer.makeLabel())
        code.buffer.place(again)
        code.load(a, shared(flag), .acquire)
        code.branch(.notEqual, a, .constant(0), ended)
        code.spinHint()
        poll(at: number, &code)
        code.jump(again)
        code.buffer.place(ended)
    }

    /// Waits until the thread has been spawned, or skips the body once nobody can do so any more.
    mutating func awaitSpawn(_ skip: CodeBuffer.Label, _ code: inout Assembler) {
        guard thread.startsBySpawn else { return }
        guard let flag = layout.spawnFlags[body] else { return code.jump(skip) }
        let (again, spawned) = (code.buffer.makeLabel(), code.buffer.makeLabel())
        code.buffer.place(again)
        code.load(d, shared(flag), .acquire)
        code.binary(.bitAnd, a, d, .constant(SpawnFlag.spawned))
        code.branch(.notEqual, a, .constant(0), spawned)
        let spawners = Int64(SpawnFlag.spawners(of: body, in: program))
        code.branch(.greaterOrEqual, d, .constant(spawners * SpawnFlag.spawnerEnded), skip)
        code.spinHint()
        poll(at: SitePlan.awaitingSpawn, &code)
        code.jump(again)
        code.buffer.place(spawned)
    }

    /// Tells threads that this one might have spawned that it has ended.
    func markEnd(_ code: inout Assembler) {
        let spawned = Set(thread.instructions.compactMap { instruction -> Int? in
            if case .spawn(let thread) = instruction { thread } else { nil }
        })
        for thread in spawned.sorted() {
            guard let flag = layout.spawnFlags[thread] else { continue }
            code.modify(nil, .add, shared(flag), .constant(SpawnFlag.spawnerEnded), .acqRel)
        }
    }

    /// Tells threads that join this one that it has run.
    func markRun(_ code: inout Assembler) {
        if let flag = layout.endFlags[body] { code.store(shared(flag), .constant(1), .release) }
    }

    /// Swift does it, with the system's own objects.
    private mutating func object(_ operation: ObjectOperation, _ address: Address, _ mutex: Address?,
                                 _ operand: Operand?, _ results: [Litmus.Register], _ number: Int,
                                 _ code: inout Assembler) {
        storeNumber(of: address, field(.result0), number, &code)
        if let mutex { storeNumber(of: mutex, field(.mutex), number, &code) }
        if let operand { code.store(field(.detail), value(operand, in: a, &code)) }
        code.store(field(.site), .constant(SitePlan.number(body: body, instruction: number)))
        code.store(field(.instance), .register(Assembler.roles.instance))
        spill(&code)
        call(.object, &code)
        let proceed = code.buffer.makeLabel()
        code.branch(.equal, a, .constant(PollAnswer.goOn.rawValue), proceed)
        code.branch(.equal, a, .constant(PollAnswer.leaveInstance.rawValue), end)
        code.jump(stopped)
        code.buffer.place(proceed)
        for (result, from) in zip(results, [WorkerBlock.Field.result0, .result1]) {
            code.load(a, field(from))
            assign(result, .register(a), &code)
        }
    }

    /// Stores the number of the location that an address names.
    private mutating func storeNumber(of address: Address, _ to: PrivateAddress<Register>, _ number: Int,
                                 _ code: inout Assembler) {
        guard let index = address.index else { return code.store(to, .constant(Int64(address.base))) }
        load(index, address, number, &code)
        code.add(c, Int64(address.base))
        code.store(to, .register(c))
    }
}

extension MacroAssembler {
    /// Multiplies the register by a constant; destroys `a` and `b`.
    mutating func scale(_ register: Register, by factor: Int) {
        if factor > 0, factor & (factor - 1) == 0 {
            binary(.shiftLeft, Self.scratch.a, register, .constant(Int64(factor.trailingZeroBitCount)))
        } else {
            binary(.multiply, Self.scratch.a, register, .constant(Int64(factor)))
        }
        move(register, Self.scratch.a)
    }
}
