import Litmus

/// Shared memory and objects as green threads see them: one thread at a time, each operation whole.
///
/// Sound: the words are this object's own, and one OS thread alone runs green threads.
final class GreenMemory: BodyMemory {
    /// The thread that acts.
    var current = 0
    /// Changes whenever a location's value, an object or a thread's state does.
    private(set) var version = 0
    /// Threads that may go on now: spawned, or waiting for what has happened.
    private(set) var woken: [Int] = []

    private let program: Program
    private let words: UnsafeMutablePointer<Int64>
    private let initialWords: [Int64]
    private var objects: [GreenObject?]
    private let initialObjects: [GreenObject?]
    private(set) var hasEnded: [Bool] = []
    private(set) var hasStarted: [Bool] = []
    private let startsAtOnce: [Bool]
    /// By thread: those that wait for its end.
    private var joiners: [Int: [Int]] = [:]
    /// By object: those that wait for it to change.
    private var waiters: [Int: [Int]] = [:]

    init(_ program: Program) {
        self.program = program
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
        if !waiters.isEmpty { waiters = [:] }
        woken.removeAll(keepingCapacity: true)
        version += 1
    }

    func value(of location: Int) -> Int64 { words[location] }

    /// The values of all locations.
    var values: [Int64] { initialWords.indices.map { words[$0] } }

    /// The threads that have been woken since the last call.
    func takeWoken() -> [Int] {
        defer { woken.removeAll(keepingCapacity: true) }
        return woken
    }

    func end(_ thread: Int) {
        hasEnded[thread] = true
        version += 1
        if let waiting = joiners.removeValue(forKey: thread) { woken += waiting }
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

    func spawn(_ thread: Int) {
        if hasStarted[thread] { return }
        hasStarted[thread] = true
        version += 1
        woken.append(thread)
    }

    func join(_ thread: Int) -> ObjectResult {
        if hasEnded[thread] { return .done() }
        joiners[thread, default: []].append(current)
        return .blocked
    }

    func perform(_ operation: ObjectOperation, on location: Int, with mutex: Int?, value: Int64) -> ObjectResult {
        guard var object = objects[location] else { return .misuse }
        // The array gives its reference up meanwhile, so that the object is changed in place.
        objects[location] = nil
        let before = object.changes
        let result = perform(operation, &object, with: mutex, value: value)
        let hasChanged = object.changes != before
        let place = object.waitsForMutex(current) ? mutex ?? location : location
        objects[location] = object
        if hasChanged { wake(location) }
        if result == .blocked { waiters[place, default: []].append(current) }
        return result
    }

    private func wake(_ location: Int) {
        version += 1
        if let waiting = waiters.removeValue(forKey: location) { woken += waiting }
    }

    private func perform(_ operation: ObjectOperation, _ object: inout GreenObject, with mutex: Int?,
                         value: Int64) -> ObjectResult {
        guard operation == .wait, let mutex else { return object.perform(operation, by: current, value: value) }
        guard var lock = objects[mutex] else { return .misuse }
        let before = lock.changes
        let result = object.wait(with: &lock, by: current)
        objects[mutex] = lock
        if lock.changes != before { wake(mutex) }
        return result
    }
}
