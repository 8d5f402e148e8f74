import Litmus

/// What an access does, given the value that it reads.
struct AccessEffect {
    /// The value that is written, where something is.
    var written: Int64?
    var order: MemoryOrder
    /// What the result registers get.
    var result: Int64
    var result2: Int64 = 0
    /// Whether the thread cannot go on with this value.
    var waits = false
    /// Whether a loop's iteration with this access has done something.
    var hasSideEffect = false

    /// A read-modify-write that wrote what was there, seen as a read.
    var withoutWriting: AccessEffect {
        var effect = self
        effect.written = nil
        return effect
    }

    /// A weak compare-exchange that fails without a reason.
    func failing(_ failureOrder: MemoryOrder) -> AccessEffect {
        var effect = self
        (effect.written, effect.order, effect.result, effect.hasSideEffect) = (nil, failureOrder, 0, false)
        return effect
    }
}

extension AccessEffect {
    /// The effect of an access to memory that reads `old`; nil for an operation on an object.
    @inline(__always)
    init?(of step: UnsafeMutablePointer<Step>, _ registers: UnsafeMutablePointer<Int64>, old: Int64) {
        switch step.pointee.operation {
        case .load, .exchangeRead: self.init(written: nil, order: step.pointee.order, result: old)
        case .modify:
            let new = step.pointee.modify.apply(old, step.pointee.a.read(registers))
            self.init(written: new, order: step.pointee.order, result: old, hasSideEffect: new != old)
        case .compareExchange:
            guard old == step.pointee.a.read(registers) else {
                self.init(written: nil, order: step.pointee.failureOrder, result: 0, result2: old)
                return
            }
            let new = step.pointee.b.read(registers)
            self.init(written: new, order: step.pointee.order, result: 1, result2: old, hasSideEffect: new != old)
        default: return nil
        }
    }
}

extension AccessEffect {
    /// The effect of a thread's operation on an object. A mutex holds 0 or its owner's number plus one; an rwlock its
    /// number of readers, or -1; a semaphore its permits; a barrier its number of arrivals.
    /// - Parameter arrival: how many had arrived at the barrier before the thread did, where it waits at one.
    @inline(__always)
    init(onObject step: UnsafeMutablePointer<Step>, _ thread: Int, old: Int64, arrival: @autoclosure () -> Int64) {
        func take(_ isFree: Bool, _ new: Int64, waits: Bool) -> AccessEffect {
            AccessEffect(written: isFree ? new : nil, order: isFree ? step.pointee.order : step.pointee.failureOrder,
                   result: isFree ? 1 : 0, waits: waits && !isFree, hasSideEffect: isFree)
        }
        switch step.pointee.operation {
        case .lock: self = take(old == 0, Int64(thread) + 1, waits: true)
        case .tryLock: self = take(old == 0, Int64(thread) + 1, waits: false)
        case .readLock: self = take(old >= 0, old + 1, waits: true)
        case .tryReadLock: self = take(old >= 0, old + 1, waits: false)
        case .writeLock: self = take(old == 0, -1, waits: true)
        case .tryWriteLock: self = take(old == 0, -1, waits: false)
        case .unlockShared: self = take(true, old < 0 ? 0 : old - 1, waits: false)
        case .acquirePermit: self = take(old > 0, old - 1, waits: true)
        case .tryAcquirePermit: self = take(old > 0, old - 1, waits: false)
        case .releasePermit: self = take(true, old + 1, waits: false)
        case .arrive:
            self = take(true, old + 1, waits: false)
            result = (old + 1) % step.pointee.parameter == 0 ? 1 : 0
        default: // awaitGeneration: the barrier opens when the thread's own generation is complete.
            let target = (arrival() / step.pointee.parameter + 1) * step.pointee.parameter
            self.init(written: nil, order: .acquire, result: 0, waits: old < target)
        }
    }
}

extension Explorer {
    @inline(__always)
    func effect(of step: UnsafeMutablePointer<Step>, _ thread: Int, old: Int64) -> AccessEffect {
        AccessEffect(of: step, graph.registers(now: thread), old: old) ?? objectEffect(of: step, thread, old: old)
    }

    private func objectEffect(of step: UnsafeMutablePointer<Step>, _ thread: Int, old: Int64) -> AccessEffect {
        AccessEffect(onObject: step, thread, old: old,
                     arrival: graph.pointer(EventID(thread: thread, index: Int(graph.lengths[thread]) - 1)).pointee.valueRead)
    }
}
