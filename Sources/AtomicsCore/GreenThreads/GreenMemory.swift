import Litmus

/// Shared memory and objects as green threads see them: one thread at a time, each operation whole.
///
/// Sound: the words are this object's own, and one OS thread alone runs green threads.
final class GreenMemory: BodyMemory {
    /// The thread that acts.
    var current = 0
    /// Changes whenever a location's value, an object or a thread's state does.
    private(set) var version = 0
    /// Threads that may go on now: spawned, or woken because what they waited for has happened.
    private var waker: Waker

    private let words: UnsafeMutablePointer<Int64>
    private let initialWords: [Int64]
    private var objects: [GreenObject?]
    private let initialObjects: [GreenObject?]
    private(set) var hasEnded: [Bool] = []
    private(set) var hasStarted: [Bool] = []
    private let startsAtOnce: [Bool]
    /// By thread: those that wait for its end.
    private var joiners: [Int: [Int]] = [:]

    /// - Parameter seed: for the choice among those that wait for the same thing.
    init(_ program: Program, seed: UInt64) {
        waker = Waker(seed: seed)
        initialWords = program.locations.map { $0.kind.isMemory ? $0.initialValue : 0 }
        words = .allocate(capacity: max(initialWords.count, 1))
        initialObjects = program.locations.map { GreenObject($0.kind) }
        objects = initialObjects
        startsAtOnce = program.threads.map { !$0.startsBySpawn } + [true]
        reset()
    }

    deinit { words.deallocate() }

    /// Everything as at the program's start.
    func reset() {
        words.initialize(from: initialWords, count: initialWords.count)
        objects = initialObjects
        hasEnded = Array(repeating: false, count: startsAtOnce.count)
        hasStarted = startsAtOnce
        if !joiners.isEmpty { joiners = [:] }
        waker.forget()
        version += 1
    }

    func value(of location: Int) -> Int64 { words[location] }

    /// The values of all locations.
    var values: [Int64] { initialWords.indices.map { words[$0] } }

    var hasWoken: Bool { !waker.woken.isEmpty }

    /// Appends the threads that have been woken since the last call.
    func moveWoken(to threads: inout [Int]) {
        threads += waker.woken
        waker.forget()
    }

    func end(_ thread: Int) {
        hasEnded[thread] = true
        version += 1
        if let waiting = joiners.removeValue(forKey: thread) { waiting.forEach { waker.wake($0) } }
    }

    // MARK: Memory

    func load(_ location: Int, _ order: MemoryOrder) -> Int64 { words[location] }

    func store(_ location: Int, _ value: Int64, _ order: MemoryOrder) {
        if words[location] == value { return }
        words[location] = value
        version += 1
    }

    func modify(_ location: Int, _ operation: ModifyOperator, _ operand: Int64, _ order: MemoryOrder) -> Int64 {
        let old = words[location]
        store(location, operation.apply(old, operand), order)
        return old
    }

    func compareExchange(_ location: Int, expected: Int64, desired: Int64, success: MemoryOrder,
                         failure: MemoryOrder, isWeak: Bool) -> (ok: Bool, seen: Int64) {
        let seen = words[location]
        if seen == expected { store(location, desired, success) }
        return (seen == expected, seen)
    }

    func fence(_ order: MemoryOrder) {}

    func hint(_ hint: Hint) {}

    func mayGoOn() -> Bool { true }

    // MARK: Threads and objects

    func spawn(_ thread: Int) -> ObjectResult {
        if hasStarted[thread] { return .misuse }
        hasStarted[thread] = true
        version += 1
        waker.wake(thread)
        return .done()
    }

    func join(_ thread: Int) -> ObjectResult {
        if hasEnded[thread] { return .done() }
        joiners[thread, default: []].append(current)
        return .blocked
    }

    func perform(_ operation: ObjectOperation, on location: Int, with mutex: Int?, value: Int64) -> ObjectResult {
        if operation == .wait, let mutex { return wait(for: location, with: mutex) }
        let before = objects[location]?.changes
        let result = objects[location]?.perform(operation, by: current, value: value, &waker)
        if objects[location]?.changes != before { version += 1 }
        return result ?? .misuse
    }

    private func wait(for condition: Int, with mutex: Int) -> ObjectResult {
        guard var lock = objects[mutex] else { return .misuse }
        // The array gives its reference up meanwhile, so that the mutex is changed in place.
        objects[mutex] = nil
        let before = lock.changes
        let result = objects[condition]?.wait(with: &lock, by: current, &waker)
        if lock.changes != before { version += 1 }
        objects[mutex] = lock
        return result ?? .misuse
    }
}
