import Litmus

/// Visits every consistent execution graph of a program once: the algorithm of Kokologiannakis, Marmanis,
/// Gladstein, Vafeiadis, *Truly Stateless, Optimal Dynamic Partial Order Reduction* (POPL 2022), Algorithm 1.
///
/// One graph grows and shrinks in place. An event is added, everything that can follow is visited, and the event is
/// taken back; a new write also revisits reads that were added before it (`Explorer+Revisits`). Memory is linear in the
/// size of the program's largest execution.
struct Explorer<Model: MemoryModel>: ~Copyable {
    let code: FlatCode
    let unroll: Int
    let needsHappensBefore: Bool
    var graph: ExecutionGraph
    var model: Model
    /// Lists of events whose users are further up in the recursion.
    var scratch: Scratch
    var saved: SavedStates
    var recorder: Recorder
    var limits: Limits
    /// Which share of the whole exploration the graph's extensions are estimated to be, and how much is done.
    var share: Double
    /// How deep the recursion is: one level for each event, more after revisits.
    private var depth = 0
    /// Where other workers, or files, take over parts of the exploration.
    var frontier = Frontier()
    var pool: TaskPool?
    /// Set while the exploration's size is being estimated.
    var probe: Probe?

    init(_ request: ExplorationRequest) {
        let code = request.code
        let graph = ExecutionGraph(threadCount: code.bodyCount, finally: code.finally, registerCount: code.registerCount,
                                   initialValues: code.source.startValues)
        self.init(request, graph, Recorder(request, model: Model.name), Limits(request))
        for thread in 0..<code.bodyCount { start(thread) }
    }

    private init(_ request: ExplorationRequest, _ graph: consuming ExecutionGraph, _ recorder: consuming Recorder,
                 _ limits: consuming Limits) {
        code = request.code
        unroll = request.options.unroll
        needsHappensBefore = Model.usesHappensBefore || request.code.hasPlainAccesses
        model = Model(threadCount: graph.threadCount, chunks: graph.chunks)
        self.graph = graph
        scratch = Scratch()
        saved = SavedStates()
        self.recorder = recorder
        self.limits = limits
        share = 1
    }

    /// Runs a thread up to its first event.
    mutating func start(_ thread: Int) {
        let registers = graph.registers(thread: thread, row: 0)
        let body = code.bodies[thread]
        if body.idRegister >= 0 { registers[body.idRegister] = body.idValue }
        settle(thread, row: 0, from: 0)
    }

    /// Executes the thread's local steps after its event `row - 1`.
    /// - Returns: its position: the step of its next event, or a `ThreadStatus`.
    @discardableResult
    @inline(__always)
    mutating func settle(_ thread: Int, row: Int, from step: Int32) -> Int32 {
        let local = LocalExecution(body: code.bodies[thread], registers: graph.registers(thread: thread, row: row),
                                   eventCount: row, unroll: unroll)
        var (position, stop) = local.run(from: step)
        if position == ThreadStatus.paused { (position, stop) = resume(local, from: stop) }
        graph.positions[graph.row(thread, row)] = position
        graph.stops[graph.row(thread, row)] = stop
        return position
    }

    /// Goes on with a thread that has been at its local steps for long, unless a limit is met.
    private mutating func resume(_ local: LocalExecution, from step: Int32) -> (position: Int32, stop: Int32) {
        var (position, stop) = (ThreadStatus.paused, step)
        while position == ThreadStatus.paused {
            if limits.poll(executions: recorder.executions, blocked: recorder.blocked) { return (ThreadStatus.dropped, stop) }
            (position, stop) = local.run(from: stop)
        }
        return (position, stop)
    }

    /// Visits all executions that extend the graph.
    mutating func visit() {
        if limits.shouldStop(executions: recorder.executions, blocked: recorder.blocked) || recorder.isSatisfied { return }
        let thread = nextThread()
        if handOver(isLeaf: thread < 0) { return }
        let done = limits.progress
        depth += 1
        if thread < 0 {
            recorder.recordLeaf(&graph)
        } else if hasRoom(for: thread) {
            let visits = limits.visits
            extend(thread)
            noteSize(since: visits)
        }
        depth -= 1
        limits.progress = done + share
    }

    /// Makes room for another event of the thread; where there can be none, the exploration ends.
    @inline(__always)
    mutating func hasRoom(for thread: Int) -> Bool {
        if depth > Capacity.depth {
            limits.stop(because: .capacity("\(Capacity.depth) events in one execution"))
            return false
        }
        if graph.isFull(thread), !graph.grow() {
            limits.stop(because: .capacity("\(Capacity.eventsPerThread) events in one thread"))
            return false
        }
        return true
    }

    /// Adds the thread's next event in every consistent way, and visits what follows.
    private mutating func extend(_ thread: Int) {
        let step = code.bodies[thread].steps + Int(graph.position(thread))
        switch step.pointee.operation {
        case .store, .unlock, .exchangeWrite: visitWrite(thread, step)
        case .spawn where graph.hasStarted(Int(step.pointee.target), code): fail(thread)
        case .fence, .spawn, .join: visitOther(thread)
        default: visitRead(thread, step)
        }
    }

    /// The first thread that can go on, or a negative number. `finally` waits for all others. A thread whose next read
    /// would block it comes last: when others have gone on, it may find what it waits for, and an exploration in which
    /// it stays blocked need not be begun. (TruSt leaves the choice of the next thread free.)
    private mutating func nextThread() -> Int {
        var blocking = -1
        for thread in 0..<code.bodyCount where canGoOn(thread) {
            prepareStart(thread)
            if wouldBlock(thread) {
                if blocking < 0 { blocking = thread }
            } else if !isHeldBack(thread) {
                return thread
            }
        }
        return blocking
    }

    /// Whether a thread that would not wait at its first event has to, as the one that it follows waits there since
    /// before the way was free (`SymmetricThreads`): in what comes of this graph the two have changed places. The other
    /// threads go on, for the revisits that they bring.
    @inline(__always)
    private func isHeldBack(_ thread: Int) -> Bool {
        let leader = code.bodies[thread].follows
        return leader >= 0 && graph.lengths[thread] == 0
            && graph.pointer(EventID(thread: leader, index: 0)).pointee.kind == .read
    }

    @inline(__always)
    func canGoOn(_ thread: Int) -> Bool {
        let position = graph.position(thread)
        guard position >= 0 else { return false }
        if !graph.hasStarted(thread, code) { return false }
        let leader = code.bodies[thread].follows
        if leader >= 0, graph.lengths[thread] == 0, graph.lengths[leader] == 0 { return false }
        let step = code.bodies[thread].steps + Int(position)
        guard step.pointee.operation == .join else { return true }
        let other = Int(step.pointee.target)
        return graph.hasStarted(other, code) && graph.hasEnded(other, code)
    }

    /// Whether nothing can be added to the graph.
    mutating func isAtEnd() -> Bool { nextThread() < 0 }

    /// The location that a step accesses; its index was found to be in range when the thread came to the step.
    @inline(__always)
    func location(of step: UnsafeMutablePointer<Step>, _ registers: UnsafeMutablePointer<Int64>) -> Int32 {
        step.pointee.isIndexed ? step.pointee.base + Int32(step.pointee.index.read(registers)) : step.pointee.base
    }

    // MARK: Adding events

    /// Makes a record and a state for a thread's next event, both copied from what is there now. The thread does not
    /// have it yet: `commit` adds it.
    @inline(__always)
    mutating func begin(_ thread: Int, _ event: Event) -> EventID {
        let row = Int(graph.lengths[thread])
        let id = EventID(thread: thread, index: row)
        graph.pointer(id).initialize(to: event)
        graph.copyRegisters(thread: thread, fromRow: row)
        advance(.causal, thread, row)
        if needsHappensBefore {
            advance(.happensBefore, thread, row)
            graph.clock(.message, thread: thread, row: row + 1).clear()
            if code.hasFences {
                graph.clock(.pending, thread: thread, row: row + 1).assign(graph.clock(.pending, thread: thread, row: row))
                graph.clock(.released, thread: thread, row: row + 1)
                    .assign(graph.clock(.released, thread: thread, row: row))
            }
        }
        return id
    }

    @inline(__always)
    private func advance(_ kind: ExecutionGraph.Clock, _ thread: Int, _ row: Int) {
        let clock = graph.clock(kind, thread: thread, row: row + 1)
        clock.assign(graph.clock(kind, thread: thread, row: row))
        clock[thread] = row + 1
    }

    /// `finally` comes after everything that the threads did: to be known before its first event looks for what it may
    /// read.
    @inline(__always)
    mutating func prepareStart(_ thread: Int) {
        if thread == code.finally, graph.lengths[thread] == 0 { startFinally() }
    }

    private mutating func startFinally() {
        for kind in [ExecutionGraph.Clock.causal, .happensBefore] {
            let start = graph.clock(kind, thread: code.finally, row: 0)
            start.clear()
            start[graph.threadCount] = graph.locationCount
            for thread in 0..<code.finally where graph.hasStarted(thread, code) { start.join(graph.clock(kind, now: thread)) }
        }
    }

    @inline(__always)
    mutating func commit(_ id: EventID) {
        graph.lengths[id.thread] += 1
        graph.eventCount += 1
        graph.nextStamp += 1
        let event = graph.pointer(id)
        if event.pointee.order == .seqCst { graph.seqCstEvents += 1 }
        if event.pointee.races { graph.racingEvents += 1 }
    }

    @inline(__always)
    mutating func withdraw(_ id: EventID) {
        let event = graph.pointer(id)
        graph.lengths[id.thread] -= 1
        graph.eventCount -= 1
        graph.nextStamp -= 1
        if event.pointee.order == .seqCst { graph.seqCstEvents -= 1 }
        if event.pointee.races { graph.racingEvents -= 1 }
        graph.knownCycle.forget(from: event.pointee.stamp)
    }

    /// The effects of rf on the reader's clocks: (po ∪ rf)⁺ grows, and with sw happens-before.
    @inline(__always)
    mutating func receive(_ id: EventID, from source: EventID, _ order: MemoryOrder) {
        graph.clock(.causal, of: id).join(graph.clock(.causal, of: source))
        guard needsHappensBefore, order.isAtomic, source.thread < graph.threadCount else { return }
        let message = graph.clock(.message, of: source)
        if order.acquires { graph.clock(.happensBefore, of: id).join(message) }
        if code.hasFences, !graph.pointer(id).pointee.isObject { graph.clock(.pending, of: id).join(message) }
    }

    /// What the write's acquiring readers learn: the heads of the release sequences that it is in.
    @inline(__always)
    mutating func send(_ id: EventID, _ order: MemoryOrder) {
        guard needsHappensBefore, order.isAtomic else { return }
        let message = graph.clock(.message, of: id)
        if order.releases {
            message.join(graph.clock(.happensBefore, of: id))
        } else {
            if code.hasFences, !graph.pointer(id).pointee.isObject { message.join(graph.clock(.released, of: id)) }
            if code.hasReleaseStores { joinOwnRelease(id, message) }
        }
        let event = graph.pointer(id)
        if event.pointee.kind == .update, event.pointee.readsFrom.thread < graph.threadCount {
            message.join(graph.clock(.message, of: event.pointee.readsFrom))
        }
    }

    /// rs = [W] ; sb|loc? ; …: a release store heads the thread's later stores to the location too.
    private func joinOwnRelease(_ id: EventID, _ message: VectorClock) {
        let location = graph.pointer(id).pointee.location
        for index in (0..<id.index).reversed() {
            let earlier = EventID(thread: id.thread, index: index)
            let event = graph.pointer(earlier)
            guard event.pointee.kind.writes, event.pointee.location == location, event.pointee.order.releases else {
                continue
            }
            message.join(graph.clock(.happensBefore, of: earlier))
            return
        }
    }

    // MARK: Fences, spawn and join

    private mutating func visitOther(_ thread: Int) {
        let id = makeOther(thread)
        commit(id)
        visit()
        withdraw(id)
        let event = graph.pointer(id)
        if event.pointee.kind == .spawn { graph.spawnedBy[Int(event.pointee.location)] = .none }
    }

    mutating func makeOther(_ thread: Int) -> EventID {
        let position = graph.position(thread)
        let step = code.bodies[thread].steps + Int(position)
        let kind: Event.Kind = switch step.pointee.operation {
        case .spawn: .spawn
        case .join: .join
        default: .fence
        }
        let other = Int(step.pointee.target)
        let id = begin(thread, Event(kind, step.pointee.order, step: position,
                                     location: kind == .fence ? -1 : Int32(other), stamp: graph.nextStamp))
        switch kind {
        case .fence: synchronise(id, step.pointee.order)
        case .join:
            graph.clock(.causal, of: id).join(graph.clock(.causal, now: other))
            graph.clock(.happensBefore, of: id).join(graph.clock(.happensBefore, now: other))
        default:
            startSpawned(other, by: id)
            graph.registers(thread: thread, row: id.index + 1)[code.bodies[thread].effectRegister] += 1
        }
        settle(thread, row: id.index + 1, from: position + 1)
        return id
    }

    private mutating func synchronise(_ fence: EventID, _ order: MemoryOrder) {
        guard needsHappensBefore else { return }
        if order.acquires { graph.clock(.happensBefore, of: fence).join(graph.clock(.pending, of: fence)) }
        if order.releases { graph.clock(.released, of: fence).assign(graph.clock(.happensBefore, of: fence)) }
    }

    mutating func startSpawned(_ thread: Int, by spawn: EventID) {
        graph.spawnedBy[thread] = spawn
        for kind in [ExecutionGraph.Clock.causal, .happensBefore] {
            graph.clock(kind, thread: thread, row: 0).assign(graph.clock(kind, of: spawn))
        }
    }

    // MARK: Writes

    private mutating func visitWrite(_ thread: Int, _ step: UnsafeMutablePointer<Step>) {
        if step.pointee.operation == .unlock, !holdsLock(thread, location(of: step, graph.registers(now: thread))) {
            return fail(thread)
        }
        let id = makeWrite(thread)
        commit(id)
        let revisits = pushRevisits(from: id)
        let places = pushPlaces(of: id)
        let before = share
        let turn = divide(scratch.count - revisits)
        for index in places..<scratch.count where turn.includes(index - revisits) {
            graph.linkWrite(id, after: scratch[index])
            if model.allows(graph, id) { visit() }
            graph.unlinkWrite(id)
            graph.knownCycle.forget(from: graph.pointer(id).pointee.stamp)
        }
        scratch.truncate(to: places)
        for index in revisits..<places where turn.includes(index - revisits) { revisit(scratch[index], from: id) }
        scratch.truncate(to: revisits)
        share = before
        withdraw(id)
    }

    mutating func makeWrite(_ thread: Int) -> EventID {
        let position = graph.position(thread)
        let step = code.bodies[thread].steps + Int(position)
        let registers = graph.registers(now: thread)
        var event = Event(.write, step.pointee.order, step: position, location: location(of: step, registers),
                          stamp: graph.nextStamp)
        event.valueWritten = step.pointee.operation == .unlock ? 0 : step.pointee.a.read(registers)
        event.isHalf = step.pointee.operation == .exchangeWrite
        event.isObject = step.pointee.operation.isObject
        let id = begin(thread, event)
        send(id, step.pointee.order)
        graph.pointer(id).pointee.races = races(id)
        graph.registers(thread: thread, row: id.index + 1)[code.bodies[thread].effectRegister] += 1
        settle(thread, row: id.index + 1, from: position + 1)
        return id
    }

    /// Pushes the writes after which coherence and atomicity let a write stand, the last in modification order first.
    /// - Returns: where they begin in `scratch`.
    @inline(__always)
    mutating func pushPlaces(of id: EventID) -> Int {
        let first = scratch.count
        model.prepare(graph, thread: id.thread, row: id.index, writes: true)
        var write = graph.moLast[Int(graph.pointer(id).pointee.location)]
        while true {
            if !graph.isConsumed(write) { scratch.push(write) }
            if model.precedes(graph, write) { return first }
            write = graph.pointer(write).pointee.moPrevious
        }
    }

    /// Ends a thread by an error at its next event, and visits what follows.
    mutating func fail(_ thread: Int) {
        let row = graph.row(thread, Int(graph.lengths[thread]))
        let position = graph.positions[row]
        markFailed(thread)
        visit()
        graph.positions[row] = position
    }

    mutating func markFailed(_ thread: Int) {
        let row = graph.row(thread, Int(graph.lengths[thread]))
        (graph.positions[row], graph.stops[row]) = (ThreadStatus.failed, graph.positions[row])
    }
}
