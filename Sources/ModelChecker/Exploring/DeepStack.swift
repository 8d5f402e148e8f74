import LinuxThreads
import Synchronization

/// Runs a function on so many threads at once, each with room for deep recursion: the exploration recurses once per
/// event. Memory is reserved, not used: only what the recursion touches becomes resident.
///
/// - Returns: the results, in no particular order. Where no thread can be had, the caller's own does the work.
func onDeepStacks<Result: Sendable>(_ count: Int, _ body: @escaping @Sendable () -> Result) -> [Result] {
    let work = Work(body)
    var threads: [SystemThread] = []
    for place in places(count) {
        // Most programs are small: the first thread has explored them before another one would have begun.
        if threads.count == 1, work.isDone(within: .microseconds(40)) { break }
        if let thread = try? SystemThread(place, stackSize: 1 << 29, work.run) { threads.append(thread) }
    }
    if threads.isEmpty { work.run() }
    for thread in threads { thread.join() }
    return work.results
}

/// Each thread begins on a processor of its own, where there are so many.
private func places(_ count: Int) -> [SystemThread.Place] {
    var allowed = ProcessorSet()
    guard count > 1, allowed.readCurrent() else { return Array(repeating: .anywhere, count: count) }
    let numbers = allowed.numbers.sorted()
    guard count <= numbers.count else { return Array(repeating: .anywhere, count: count) }
    // Not all processes begin with the first processor.
    let current = numbers.firstIndex(of: ProcessorSet.current ?? 0) ?? 0
    return (1...count).map { .startingOn(numbers[(current + $0) % numbers.count]) }
}

private final class Work<Result: Sendable>: Sendable {
    private let body: @Sendable () -> Result
    private let collected = Mutex<[Result]>([])
    private let done = Atomic(false)

    init(_ body: @escaping @Sendable () -> Result) { self.body = body }

    var results: [Result] { collected.withLock { $0 } }

    @Sendable func run() {
        let result = body()
        collected.withLock { $0.append(result) }
        done.store(true, ordering: .relaxed)
    }

    /// Watches for a thread's end, at most for a while. That is shorter than it takes to fall asleep and to be woken
    /// up.
    func isDone(within time: Duration) -> Bool {
        let end = ContinuousClock.now + time
        while ContinuousClock.now < end { if done.load(ordering: .relaxed) { return true } }
        return false
    }
}
