#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif
import Synchronization

/// Runs a function on so many threads at once, each with room for deep recursion: the exploration recurses once per event.
/// Memory is reserved, not used: only what the recursion touches becomes resident.
///
/// - Returns: the results, in no particular order. Where no thread can be had, the caller's own does the work.
func onDeepStacks<Result: Sendable>(_ count: Int, _ body: @escaping @Sendable () -> Result) -> [Result] {
    let job = DeepStackJob(body)
    var threads: [pthread_t] = []
    for _ in 0..<count {
        if let thread = job.start() { threads.append(thread) }
    }
    if threads.isEmpty { job.run() }
    for thread in threads { pthread_join(thread, nil) }
    return job.results
}

private class AnyDeepStackJob {
    func run() {}

    /// Runs the job once on a thread of its own.
    final func start() -> pthread_t? {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, 1 << 29)
        defer { pthread_attr_destroy(&attributes) }
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self)
        let status = pthread_create(&thread, &attributes, { context in
            guard let context else { return nil }
            Unmanaged<AnyDeepStackJob>.fromOpaque(context).takeRetainedValue().run()
            return nil
        }, context.toOpaque())
        guard status == 0 else {
            context.release()
            return nil
        }
        return thread
    }
}

private final class DeepStackJob<Result: Sendable>: AnyDeepStackJob {
    private let body: @Sendable () -> Result
    private let collected = Mutex<[Result]>([])

    init(_ body: @escaping @Sendable () -> Result) { self.body = body }

    var results: [Result] { collected.withLock { $0 } }

    override func run() {
        let result = body()
        collected.withLock { $0.append(result) }
    }
}
