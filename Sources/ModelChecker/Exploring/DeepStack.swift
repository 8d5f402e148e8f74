import Dispatch
import LinuxThreads
import Synchronization

/// Runs a function with room for deep recursion: the exploration recurses once per event. Memory is reserved, not used:
/// only what the recursion touches becomes resident.
func onDeepStack<Result>(_ body: () -> Result) -> Result {
    var result: Result?
    if callOnStack(ofSize: deepStackSize, { result = body() }), let result { return result }
    return body()
}

private let deepStackSize = 1 << 29

/// Threads that help the one that they were called by, each with room for deep recursion.
final class Helpers: Sendable {
    private let count: Int
    private let body: @Sendable () -> ExplorationResult
    private let threads = Mutex<[SystemThread]>([])
    private let collected = Mutex<[ExplorationResult]>([])
    private let done = DispatchSemaphore(value: 0)

    init(_ count: Int, _ body: @escaping @Sendable () -> ExplorationResult) {
        (self.count, self.body) = (count, body)
    }

    /// Starts them, once; those that the system does not grant are missing.
    func start() {
        guard count > 0, threads.withLock({ $0.isEmpty }) else { return }
        for place in places() {
            guard let thread = try? SystemThread(place, stackSize: deepStackSize, run) else { return }
            threads.withLock { $0.append(thread) }
        }
    }

    @Sendable private func run() {
        let result = body()
        collected.withLock { $0.append(result) }
        done.signal()
    }

    /// Waits for those that were started to be done with their work, not for their threads' ends.
    /// - Returns: their results, in no particular order.
    func results() -> [ExplorationResult] {
        for thread in threads.withLock({ $0 }) {
            done.wait()
            thread.detach()
        }
        return collected.withLock { $0 }
    }

    /// Each begins on a processor of its own, where there are so many: not on that of the caller, who goes on.
    private func places() -> [SystemThread.Place] {
        var allowed = ProcessorSet()
        let anywhere = Array(repeating: SystemThread.Place.anywhere, count: count)
        guard allowed.readCurrent() else { return anywhere }
        let numbers = allowed.numbers
        guard count < numbers.count else { return anywhere }
        let current = numbers.firstIndex(of: ProcessorSet.current ?? 0) ?? 0
        return (1...count).map { .startingOn(numbers[(current + $0) % numbers.count]) }
    }
}
