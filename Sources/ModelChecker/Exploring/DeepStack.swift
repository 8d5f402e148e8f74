import LinuxThreads
import Synchronization

/// Runs a function on so many threads at once, each with room for deep recursion: the exploration recurses once per event.
/// Memory is reserved, not used: only what the recursion touches becomes resident.
///
/// - Returns: the results, in no particular order. Where no thread can be had, the caller's own does the work.
func onDeepStacks<Result: Sendable>(_ count: Int, _ body: @escaping @Sendable () -> Result) -> [Result] {
    let results = Results<Result>()
    var threads: [SystemThread] = []
    for place in places(count) {
        if let thread = try? SystemThread(place, stackSize: 1 << 29, { results.add(body()) }) { threads.append(thread) }
    }
    if threads.isEmpty { results.add(body()) }
    for thread in threads { thread.join() }
    return results.all
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

private final class Results<Result: Sendable>: Sendable {
    private let collected = Mutex<[Result]>([])

    var all: [Result] { collected.withLock { $0 } }

    func add(_ result: Result) { collected.withLock { $0.append(result) } }
}
