import Litmus

/// Executes what only the thread itself can see, up to its next event or its end.
struct LocalExecution {
    let body: FlatCode.Body
    /// The row that is worked on: the thread's registers after its last event.
    let registers: UnsafeMutablePointer<Int64>
    /// How many events the thread has.
    let eventCount: Int
    let unroll: Int

    /// So many steps are taken at a time: some milliseconds.
    private static let patience = 1 << 20

    /// - Returns: the step of the thread's next event, or a `ThreadStatus`; and the step at which it stopped.
    ///   Ends: every loop that is no `for` is bounded, and a `for` counts to a fixed end. As that may be far away, it
    ///   pauses now and then, to be resumed.
    func run(from start: Int32) -> (position: Int32, stop: Int32) {
        var position = Int(start)
        for _ in 0..<Self.patience {
            let step = body.steps + position
            switch step.pointee.operation {
            case .copy: set(step, step.pointee.a.read(registers))
            case .unary: set(step, unary(step))
            case .binary:
                guard let result = binary(step) else { return (ThreadStatus.failed, Int32(position)) }
                set(step, result)
            case .jump:
                position = Int(step.pointee.target)
                continue
            case .branch:
                if step.pointee.a.read(registers) == 0 {
                    position = Int(step.pointee.target)
                    continue
                }
            case .loopEnter: enter(body.loops + Int(step.pointee.target))
            case .loopHead:
                let status = iterate(body.loops + Int(step.pointee.target))
                if status < 0 { return (status, Int32(position)) }
            case .halt: return (ThreadStatus.finished, Int32(position))
            case .nop: break
            case .assert:
                if step.pointee.a.read(registers) == 0 { return (ThreadStatus.failed, Int32(position)) }
            case .assume:
                if step.pointee.a.read(registers) == 0 { return (ThreadStatus.dropped, Int32(position)) }
            case .panic: return (ThreadStatus.failed, Int32(position))
            default:
                return isInBounds(step) ? (Int32(position), Int32(position)) : (ThreadStatus.failed, Int32(position))
            }
            position += 1
        }
        return (ThreadStatus.paused, Int32(position))
    }

    @inline(__always) private func set(_ step: UnsafeMutablePointer<Step>, _ value: Int64) {
        registers[Int(step.pointee.to)] = value
    }

    @inline(__always) private func unary(_ step: UnsafeMutablePointer<Step>) -> Int64 {
        step.pointee.unary.apply(step.pointee.a.read(registers))
    }

    @inline(__always) private func binary(_ step: UnsafeMutablePointer<Step>) -> Int64? {
        step.pointee.binary.apply(step.pointee.a.read(registers), step.pointee.b.read(registers))
    }

    @inline(__always) private func isInBounds(_ step: UnsafeMutablePointer<Step>) -> Bool {
        guard step.pointee.isIndexed else { return true }
        let index = step.pointee.index.read(registers)
        return index >= 0 && index < Int64(step.pointee.count)
    }

    private func enter(_ loop: UnsafeMutablePointer<FlatCode.Loop>) {
        registers[Int(loop.pointee.iterations)] = 0
        registers[Int(loop.pointee.roundsInVain)] = 0
    }

    /// Begins an iteration. The one before was idle if it had no side effects and left all live registers as they were:
    /// then the loop would go on so for ever, and the thread blocks until what it read can change. Where what it read
    /// may race, with something that comes after the loop too, one idle iteration is no reason to block: any of them
    /// can be that one, as those before it could as well have been left out.
    private func iterate(_ loop: UnsafeMutablePointer<FlatCode.Loop>) -> Int32 {
        let (loop, live) = (loop.pointee, body.live + Int(loop.pointee.firstLive))
        let iterations = registers[Int(loop.iterations)]
        let effects = registers[body.effectRegister]
        if iterations > 0, registers[Int(loop.effectsAtHead)] == effects, isUnchanged(loop, live) {
            if !loop.mayRace || registers[Int(loop.roundsInVain)] > 0 { return ThreadStatus.spinning }
            registers[Int(loop.roundsInVain)] = 1
            registers[Int(loop.eventsAtHead)] = Int64(eventCount)
            return 0
        }
        // The condition of a `while` is evaluated once more than the loop goes round.
        if !loop.isCounted, iterations >= (loop.isConditional ? unroll + 1 : unroll) { return ThreadStatus.bounded }
        for pair in 0..<Int(loop.liveCount) { registers[Int(live[2 * pair + 1])] = registers[Int(live[2 * pair])] }
        registers[Int(loop.iterations)] = iterations + 1
        registers[Int(loop.effectsAtHead)] = effects
        registers[Int(loop.eventsAtHead)] = Int64(eventCount)
        return 0
    }

    /// Whether all live registers are as they were at the last head.
    private func isUnchanged(_ loop: FlatCode.Loop, _ live: UnsafeMutablePointer<Int32>) -> Bool {
        for pair in 0..<Int(loop.liveCount) where registers[Int(live[2 * pair])] != registers[Int(live[2 * pair + 1])] {
            return false
        }
        return true
    }
}
