import Litmus

/// A thread's body, compiled for the explorer: flat steps, and a register file with room for what loops must remember.
struct ThreadCode {
    var steps: [Step] = []
    /// For each step, the number of the program's instruction that it came from.
    var instruction: [Int] = []
    var loops: [LoopCode] = []
    /// The register that counts the thread's events with side effects.
    var effectRegister = 0
    /// How many registers there are in all, the hidden ones included.
    var registerCount = 0
    var startsBySpawn = false
    var replicaID: (register: Register, value: Int64)?

    /// A loop's steps: those that lead back to its head, wherever they stand.
    func body(of loop: Int) -> [Int] {
        guard let head = steps.firstIndex(where: { $0.operation == .loopHead && Int($0.target) == loop }) else { return [] }
        var predecessors: [[Int]] = Array(repeating: [], count: steps.count)
        for (number, step) in steps.enumerated() {
            for next in step.successors(of: number) { predecessors[next].append(number) }
        }
        var body: Set<Int> = [head]
        var open = predecessors[head].filter { steps[$0].operation != .loopEnter || Int(steps[$0].target) != loop }
        while let step = open.popLast() { if body.insert(step).inserted { open += predecessors[step] } }
        return body.sorted()
    }

    /// A loop's hidden registers. They live in the register file, so that a thread's snapshot holds them too.
    struct LoopCode {
        /// The registers that are live at the loop's head, and where their values at the last head are kept.
        var live: [Int] = []
        var shadow: [Int] = []
        /// How often the head has been passed since the loop was entered.
        var iterations = 0
        /// The number of effects, and of events, at the last head.
        var effectsAtHead = 0
        var eventsAtHead = 0
        /// How many idle iterations there have been that were no reason to block.
        var roundsInVain = 0
        /// Whether an iteration accesses what another thread may access, one of them by writing, one by a plain access.
        var mayRace = false
        var isCounted = false
        /// Whether its head evaluates a condition.
        var isConditional = true
    }
}

/// A program, compiled for the explorer: its threads and, last, `finally`.
struct ProgramCode {
    var threads: [ThreadCode]
    /// The index of `finally` in `threads`, or nil.
    var finally: Int?
    /// For each location, whether some access to it is plain, and so could race.
    var mayRace: [Bool]
    var hasFences = false
    var hasReleaseStores = false
    var hasSequentiallyConsistent = false
    var symmetry: SymmetricThreads?
    /// Where rwlocks are more than one location each.
    let readerSlots: ReaderSlots?
    let spawnClaims: SpawnClaims
    /// What each location holds at first, hidden ones included.
    let startValues: [Int64]
    /// `Program.tracked`, which takes a look at every property.
    let tracked: [Observable]

    /// - Parameter splitsExchanges: makes two events of an `xchg`, the write and then the read, which need not be
    ///   neighbours in modification order: what herd7's x86 model takes it to be (its `po` does not relate the events
    ///   of one instruction, and its atomicity forbids only writes that come between). No processor does that.
    init(_ program: Program, splitsExchanges: Bool = false, usesSymmetry: Bool = false) {
        tracked = program.tracked
        finally = program.finally == nil ? nil : program.threads.count
        readerSlots = ReaderSlots(program)
        spawnClaims = SpawnClaims(program, from: readerSlots?.total ?? program.locations.count)
        let hidden = (readerSlots?.total ?? program.locations.count) - program.locations.count + spawnClaims.count
        startValues = program.locations.map(\.startValue) + Array(repeating: 0, count: hidden)
        mayRace = Array(repeating: false, count: startValues.count)
        threads = []
        for (number, body) in program.bodies.enumerated() {
            var liveAtEnd: Set<Register> = []
            for case .register(thread: number, let register) in tracked { liveAtEnd.insert(register) }
            var compiler = ThreadCompiler(body, number, of: program, liveAtEnd: liveAtEnd,
                                          splitsExchanges: splitsExchanges, readerSlots, spawnClaims)
            threads.append(compiler.compile())
        }
        for step in threads.lazy.flatMap(\.steps) { note(step) }
        markLoopsThatMayRace()
        if usesSymmetry { symmetry = SymmetricThreads(program, threads) }
    }

    /// Whether the exploration will take longer than it takes to start a thread, as far as the length of the text tells.
    var isLikelyLarge: Bool {
        threads.contains { !$0.loops.isEmpty }
            || threads.reduce(0) { $0 + $1.steps.count { $0.operation.isAccess } } >= Self.accessesOfLargePrograms
    }

    private static let accessesOfLargePrograms = 12

    /// The program's location that a location of the code is, or is a part of.
    /// What belongs to no location of the program (`SpawnClaims`) stays as it is.
    func declared(_ location: Int32) -> Int {
        if spawnClaims.contains(Int(location)) { return Int(location) }
        return readerSlots?.declared(Int(location)) ?? Int(location)
    }

    private mutating func markLoopsThatMayRace() {
        guard mayRace.contains(true) else { return }
        for number in threads.indices {
            for loop in threads[number].loops.indices {
                let body = threads[number].body(of: loop).map { threads[number].steps[$0] }
                threads[number].loops[loop].mayRace = body.contains { mayRace($0, of: number) }
            }
        }
    }

    /// Whether the thread's step accesses what another one may access, one of them by writing, one by a plain access.
    private func mayRace(_ step: Step, of thread: Int) -> Bool {
        guard step.operation.isAccess, step.locations.contains(where: { $0 >= 0 && mayRace[Int($0)] }) else {
            return false
        }
        return threads.indices.contains { other in
            other != thread && threads[other].steps.contains {
                $0.operation.isAccess && ($0.operation != .load || step.operation != .load)
                    && step.locations.overlaps($0.locations)
            }
        }
    }

    private mutating func note(_ step: Step) {
        switch step.operation {
        case .load, .store, .modify, .compareExchange:
            if step.order == .plain {
                for location in step.locations { mayRace[Int(location)] = true }
            }
            if step.operation == .store, step.order.releases { hasReleaseStores = true }
            if step.operation != .load, step.operation != .store, step.order.releases { hasReleaseStores = true }
        case .fence: hasFences = true
        default: break
        }
        if step.order == .seqCst || step.failureOrder == .seqCst { hasSequentiallyConsistent = true }
    }
}

/// Compiles one body.
struct ThreadCompiler {
    private let body: Thread
    /// Counts in `Program.bodies`.
    private let number: Int
    private let program: Program
    private let liveAtEnd: Set<Register>
    private let splitsExchanges: Bool
    private let readerSlots: ReaderSlots?
    private let spawnClaims: SpawnClaims
    private var code = ThreadCode()
    /// For each instruction, the number of its first step; one more for the end.
    private var firstStep: [Int] = []

    init(_ body: Thread, _ number: Int, of program: Program, liveAtEnd: Set<Register>, splitsExchanges: Bool,
         _ readerSlots: ReaderSlots?, _ spawnClaims: SpawnClaims) {
        self.splitsExchanges = splitsExchanges
        self.readerSlots = readerSlots
        self.spawnClaims = spawnClaims
        self.body = body
        self.number = number
        self.program = program
        self.liveAtEnd = liveAtEnd
    }

    mutating func compile() -> ThreadCode {
        code.startsBySpawn = body.startsBySpawn
        code.replicaID = body.replicaID
        code.effectRegister = body.registers.count
        code.registerCount = body.registers.count + 1
        layOutLoops()
        for (label, instruction) in body.instructions.enumerated() {
            firstStep.append(code.steps.count)
            for step in steps(for: instruction) {
                code.steps.append(step)
                code.instruction.append(label)
            }
        }
        firstStep.append(code.steps.count)
        code.steps.append(Step(.halt))
        code.instruction.append(body.instructions.count)
        for index in code.steps.indices where [.jump, .branch].contains(code.steps[index].operation) {
            code.steps[index].target = Int32(firstStep[Int(code.steps[index].target)])
        }
        markBlockingReads()
        return code
    }

    /// A read may block where it waits for an object, where it is in a loop that may turn out to spin, or where an
    /// `assume` can follow.
    private mutating func markBlockingReads() {
        let assumes = code.steps.lastIndex { $0.operation == .assume } ?? -1
        var isInLoop = Array(repeating: false, count: code.steps.count)
        for loop in code.loops.indices where !code.loops[loop].isCounted {
            for inside in code.body(of: loop) { isInLoop[inside] = true }
        }
        for index in code.steps.indices {
            let operation = code.steps[index].operation
            let waits = [.lock, .readLock, .writeLock, .acquirePermit, .awaitGeneration].contains(operation)
            let reads = operation.isLocked || operation == .load
            code.steps[index].mayBlock = waits || (reads && operation.isAccess && (isInLoop[index] || index < assumes))
        }
    }

    private mutating func layOutLoops() {
        code.loops = body.loops.map { loop in
            var layout = ThreadCode.LoopCode()
            layout.isCounted = loop.isCounted
            layout.isConditional = loop.isConditional
            layout.iterations = newRegister()
            layout.effectsAtHead = newRegister()
            layout.eventsAtHead = newRegister()
            layout.roundsInVain = newRegister()
            return layout
        }
        if body.loops.isEmpty { return }
        let liveness = Liveness(of: body, liveAtEnd: liveAtEnd)
        for (label, instruction) in body.instructions.enumerated() {
            guard case .loopHead(let loop) = instruction else { continue }
            code.loops[loop].live = liveness.before[label].sorted()
            code.loops[loop].shadow = code.loops[loop].live.map { _ in newRegister() }
        }
    }

    private mutating func newRegister() -> Int {
        code.registerCount += 1
        return code.registerCount - 1
    }

    private mutating func steps(for instruction: Instruction) -> [Step] {
        switch instruction {
        case .store(let address, let value, .seqCst) where splitsExchanges:
            exchange(address, value, .seqCst, to: nil)
        case .readModifyWrite(let to, .swap, let address, let value, let order) where splitsExchanges:
            exchange(address, value, order, to: to)
        case .load, .store, .readModifyWrite, .compareExchange, .fence: [access(instruction)]
        case .object(let operation, let address, _, let value, let results):
            object(operation, address, value: value, results: results)
        case .spawn(let thread): claim(thread) + [local(instruction)]
        default: [local(instruction)]
        }
    }

    /// Makes sure that the thread is the one that starts the other; where it is not, it fails.
    private mutating func claim(_ thread: Int) -> [Step] {
        guard let location = spawnClaims.location(of: thread) else { return [] }
        let isFirst = newRegister()
        var claim = Step(.tryLock)
        (claim.base, claim.order, claim.failureOrder, claim.to) = (Int32(location), .acquire, .relaxed, Int32(isFirst))
        var assertion = Step(.assert)
        assertion.a = Value(.register(isFirst))
        return [claim, assertion]
    }

    private func local(_ instruction: Instruction) -> Step {
        var step = Step(.nop)
        switch instruction {
        case .copy(let to, let a):
            step = Step(.copy)
            (step.to, step.a) = (Int32(to), Value(a))
        case .unary(let to, let unary, let a):
            step = Step(.unary)
            (step.to, step.a, step.unary) = (Int32(to), Value(a), unary)
        case .binary(let to, let binary, let a, let b):
            step = Step(.binary)
            (step.to, step.a, step.b, step.binary) = (Int32(to), Value(a), Value(b), binary)
        case .jump(let target):
            step = Step(.jump)
            step.target = Int32(target)
        case .branch(let condition, let target):
            step = Step(.branch)
            (step.a, step.target) = (Value(condition), Int32(target))
        case .loopEnter(let loop):
            step = Step(.loopEnter)
            step.target = Int32(loop)
        case .loopHead(let loop):
            step = Step(.loopHead)
            step.target = Int32(loop)
        case .assert(let condition, _):
            step = Step(.assert)
            step.a = Value(condition)
        case .assume(let condition):
            step = Step(.assume)
            step.a = Value(condition)
        case .halt: step = Step(.halt)
        case .panic: step = Step(.panic)
        case .spawn(let thread):
            step = Step(.spawn)
            step.target = Int32(thread)
        case .join(let thread):
            step = Step(.join)
            step.target = Int32(thread)
        default: break
        }
        return step
    }

    private func access(_ instruction: Instruction) -> Step {
        switch instruction {
        case .load(let to, let address, let order):
            var step = at(address, Step(.load))
            (step.to, step.order) = (Int32(to), order)
            return step
        case .store(let address, let value, let order):
            var step = at(address, Step(.store))
            (step.a, step.order) = (Value(value), order)
            return step
        case .readModifyWrite(let to, let modify, let address, let value, let order):
            var step = at(address, Step(.modify))
            (step.to, step.a, step.order) = (Int32(to ?? -1), Value(value), order)
            step.modify = modify
            return step
        case .compareExchange(let exchange):
            var step = at(exchange.address, Step(.compareExchange))
            (step.to, step.to2) = (Int32(exchange.ok ?? -1), Int32(exchange.seen ?? -1))
            (step.a, step.b) = (Value(exchange.expected), Value(exchange.desired))
            (step.order, step.failureOrder) = (exchange.success, exchange.failure)
            step.isWeak = exchange.isWeak
            return step
        case .fence(let order):
            var step = Step(.fence)
            step.order = order
            return step
        default: return Step(.nop)
        }
    }

    private func exchange(_ address: Address, _ value: Operand, _ order: MemoryOrder, to: Register?) -> [Step] {
        var write = at(address, Step(.exchangeWrite))
        (write.a, write.order) = (Value(value), order)
        var read = at(address, Step(.exchangeRead))
        (read.to, read.order) = (Int32(to ?? -1), order)
        return [write, read]
    }

    private func at(_ address: Address, _ step: Step) -> Step {
        var step = step
        (step.base, step.count) = (Int32(address.base), Int32(address.count))
        if let index = address.index {
            step.isIndexed = true
            step.index = Value(index)
        }
        return step
    }

    /// The steps for an operation on an object. Each is an access to the object's location: acquiring where it takes,
    /// releasing where it gives.
    private func object(_ operation: ObjectOperation, _ address: Address, value: Operand?, results: [Register]) -> [Step] {
        func one(_ operation: Step.Operation, _ order: MemoryOrder, at place: Address? = nil) -> Step {
            var step = at(place ?? address, Step(operation))
            (step.order, step.failureOrder) = (order, .relaxed)
            step.to = Int32(results.first ?? -1)
            return step
        }
        switch operation {
        case .lock: return [one(.lock, .acquire)]
        case .tryLock: return [one(.tryLock, .acquire)]
        case .unlock: return [one(.unlock, .release)]
        case .readLock: return [one(.readLock, .acquire, at: readerSlots?.ofReader(number, address))]
        case .tryReadLock: return [one(.tryReadLock, .acquire)]
        case .writeLock: return writersPlaces(address).map { one(.writeLock, .acquire, at: $0) }
        case .tryWriteLock: return [one(.tryWriteLock, .acquire)]
        case .unlockRead: return [one(.unlockShared, .release, at: readerSlots?.ofReader(number, address))]
        case .unlockWrite: return writersPlaces(address).map { one(.unlockShared, .release, at: $0) }
        case .unlockEither:
            let reads = body.instructions.contains { $0.takesReadLock }
            let places = reads ? [readerSlots?.ofReader(number, address) ?? address] : writersPlaces(address)
            return places.map { one(.unlockShared, .release, at: $0) }
        case .acquire: return [one(.acquirePermit, .acquire)]
        case .tryAcquire: return [one(.tryAcquirePermit, .acquire)]
        // It synchronises with those that acquire after it, and with no other release (C++20, [thread.sema.cnt]).
        case .release: return [one(.releasePermit, .release)]
        case .barrierWait:
            guard case .barrier(let parties) = program.locations[address.base].kind else { return [] }
            var steps = [one(.arrive, .acqRel), one(.awaitGeneration, .acquire)]
            for index in steps.indices { steps[index].parameter = Int64(parties) }
            return steps
        case .wait, .notifyOne, .notifyAll, .send, .trySend, .receive, .tryReceive:
            return []
        }
    }

    /// Where a writer takes an rwlock and gives it back.
    private func writersPlaces(_ address: Address) -> [Address] { readerSlots?.ofWriters(address) ?? [address] }
}

extension Instruction {
    fileprivate var takesReadLock: Bool {
        if case .object(.readLock, _, _, _, _) = self { true } else { false }
    }
}
