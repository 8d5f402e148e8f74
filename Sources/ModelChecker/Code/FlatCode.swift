import Litmus

/// A program's code in flat memory: what the explorer's inner loop reads. Immutable once made.
///
/// `@unchecked Sendable` is sound: the memory is written in `init` only, and freed when the last explorer lets go.
final class FlatCode: @unchecked Sendable {
    struct Loop {
        var firstLive: Int32
        var liveCount: Int32
        var iterations: Int32
        var effectsAtHead: Int32
        var eventsAtHead: Int32
        var roundsInVain: Int32
        var mayRace: Bool
        var isCounted: Bool
        var isConditional: Bool
    }

    struct Body {
        var steps: UnsafeMutablePointer<Step>
        var loops: UnsafeMutablePointer<Loop>
        /// Pairs: a live register, and where its value at the last head is kept.
        var live: UnsafeMutablePointer<Int32>
        var effectRegister: Int
        var startsBySpawn: Bool
        /// Whether an `assume` of the thread can drop executions.
        var assumes: Bool
        /// A thread like this one whose first event has to be in the past of this one's (`SymmetricThreads`), or -1.
        var follows: Int
        var idRegister: Int
        var idValue: Int64
    }

    let bodies: UnsafeMutablePointer<Body>
    let bodyCount: Int
    let finally: Int
    let registerCount: Int
    let mayRace: UnsafeMutablePointer<Bool>
    let hasFences: Bool
    let hasReleaseStores: Bool
    let hasSequentiallyConsistent: Bool
    let hasPlainAccesses: Bool
    /// Whether an `xchg` is two events (`ProgramCode.init`) and there is one.
    let splitsExchanges: Bool
    let source: ProgramCode

    init(_ source: ProgramCode) {
        self.source = source
        bodyCount = source.threads.count
        finally = source.finally ?? -1
        registerCount = max(source.threads.map(\.registerCount).max() ?? 1, 1)
        hasFences = source.hasFences
        hasReleaseStores = source.hasReleaseStores
        hasSequentiallyConsistent = source.hasSequentiallyConsistent
        hasPlainAccesses = source.mayRace.contains(true)
        splitsExchanges = source.threads.contains { $0.steps.contains { $0.operation == .exchangeRead } }
        bodies = .allocate(capacity: max(bodyCount, 1))
        mayRace = .allocate(capacity: max(source.mayRace.count, 1))
        mayRace.initialize(repeating: false, count: max(source.mayRace.count, 1))
        for (location, races) in source.mayRace.enumerated() { mayRace[location] = races }
        for (number, thread) in source.threads.enumerated() {
            (bodies + number).initialize(to: Self.flatten(thread, follows: source.symmetry?.follows[number] ?? -1))
        }
    }

    deinit {
        for number in 0..<bodyCount {
            bodies[number].steps.deallocate()
            bodies[number].loops.deallocate()
            bodies[number].live.deallocate()
        }
        bodies.deallocate()
        mayRace.deallocate()
    }

    private static func flatten(_ thread: ThreadCode, follows: Int) -> Body {
        let steps = UnsafeMutablePointer<Step>.allocate(capacity: thread.steps.count)
        for (index, step) in thread.steps.enumerated() { (steps + index).initialize(to: step) }
        let loops = UnsafeMutablePointer<Loop>.allocate(capacity: max(thread.loops.count, 1))
        let live = UnsafeMutablePointer<Int32>.allocate(capacity: max(thread.loops.reduce(0) { $0 + 2 * $1.live.count }, 1))
        var next = 0
        for (index, loop) in thread.loops.enumerated() {
            (loops + index).initialize(to: Loop(
                firstLive: Int32(next), liveCount: Int32(loop.live.count), iterations: Int32(loop.iterations),
                effectsAtHead: Int32(loop.effectsAtHead), eventsAtHead: Int32(loop.eventsAtHead),
                roundsInVain: Int32(loop.roundsInVain), mayRace: loop.mayRace,
                isCounted: loop.isCounted, isConditional: loop.isConditional))
            for (register, shadow) in zip(loop.live, loop.shadow) {
                (live + next).initialize(to: Int32(register))
                (live + next + 1).initialize(to: Int32(shadow))
                next += 2
            }
        }
        return Body(steps: steps, loops: loops, live: live, effectRegister: thread.effectRegister,
                    startsBySpawn: thread.startsBySpawn,
                    assumes: thread.steps.contains { $0.operation == .assume }, follows: follows,
                    idRegister: thread.replicaID?.register ?? -1,
                    idValue: thread.replicaID?.value ?? 0)
    }
}
