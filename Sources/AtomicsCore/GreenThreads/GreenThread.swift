import Litmus

/// A body as a coroutine: its interpreter, and what is needed to notice that it spins in vain.
struct GreenThread {
    var interpreter: Interpreter
    /// Where the thread was at the head of some loop, while memory was in the version it is in: it spins in vain if it
    /// comes there again with the same registers.
    private var landmark = Landmark()

    private struct Landmark {
        var hash = 0
        var place = -1
        var version = -1
        /// How often the thread has come to other heads since.
        var detours = 0
    }

    /// After so many heads of other loops the landmark has been left behind for good.
    private static let mostDetours = 64

    init(_ interpreter: Interpreter) { self.interpreter = interpreter }

    mutating func restart() {
        interpreter.next = 0
        landmark = Landmark()
    }

    /// Whether the thread, at a loop's head, has come full circle: until memory changes it will go round and round.
    mutating func spinsInVain(registers: Int, version: Int) -> Bool {
        let place = interpreter.next
        if landmark.version == version, landmark.place != place, landmark.detours < Self.mostDetours {
            landmark.detours += 1
            return false
        }
        var hasher = Hasher()
        hasher.combine(bytes: UnsafeRawBufferPointer(start: interpreter.frame, count: registers * 8))
        let hash = hasher.finalize()
        if landmark.version == version, landmark.place == place, landmark.hash == hash { return true }
        landmark = Landmark(hash: hash, place: place, version: version)
        return false
    }
}

extension Step {
    /// Whether other threads can see the step, so that it matters who comes first.
    var isVisible: Bool {
        switch self {
        case .load, .store, .modify, .compareExchange, .object, .spawn, .join, .hint(.yieldNow): true
        default: false
        }
    }

    var isLoopHead: Bool {
        if case .loopHead = self { true } else { false }
    }
}
