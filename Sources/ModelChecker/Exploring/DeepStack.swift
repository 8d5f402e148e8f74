#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Runs a function on a thread of its own with room for deep recursion: the exploration recurses once per event.
/// Memory is reserved, not used: only what the recursion touches becomes resident.
func onDeepStack<Result>(_ body: @escaping () -> Result) -> Result {
    let job = DeepStackJob(body)
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, 1 << 30)
    defer { pthread_attr_destroy(&attributes) }
    #if canImport(Darwin)
    var thread: pthread_t?
    #else
    var thread = pthread_t()
    #endif
    let context = Unmanaged.passRetained(job)
    let status = pthread_create(&thread, &attributes, { context in
        #if canImport(Darwin)
        let job = Unmanaged<AnyDeepStackJob>.fromOpaque(context).takeRetainedValue()
        #else
        guard let context else { return nil }
        let job = Unmanaged<AnyDeepStackJob>.fromOpaque(context).takeRetainedValue()
        #endif
        job.run()
        return nil
    }, context.toOpaque())
    guard status == 0 else {
        // No memory for another stack: the caller's has to do.
        context.release()
        return body()
    }
    #if canImport(Darwin)
    if let thread { pthread_join(thread, nil) }
    #else
    pthread_join(thread, nil)
    #endif
    return job.result ?? body()
}

private class AnyDeepStackJob {
    func run() {}
}

/// The function, and a place for its result. Only one thread at a time touches it: the caller waits for the other.
private final class DeepStackJob<Result>: AnyDeepStackJob {
    private let body: () -> Result
    private(set) var result: Result?

    init(_ body: @escaping () -> Result) { self.body = body }

    override func run() { result = body() }
}
