import Glibc

/// A thread of the operating system.
struct SystemThread {
    private let handle: pthread_t

    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts a thread.
    ///
    /// - Parameter processor: the processor to keep it on; nil leaves the choice to the operating system.
    /// - Throws: `RunError` if the system has no more threads to give.
    init(on processor: Int? = nil, _ body: @escaping @Sendable () -> Void) throws {
        let box = Unmanaged.passRetained(Body {
            if let processor { _ = ProcessorSet([processor]).applyToCurrentThread() }
            body()
        })
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, 512 << 10)
        defer { pthread_attr_destroy(&attributes) }
        var handle = pthread_t()
        // The thread takes over the reference that `box` holds.
        let code = pthread_create(&handle, &attributes, { argument in
            if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
            return nil
        }, box.toOpaque())
        guard code == 0 else {
            box.release()
            throw RunError("the system refuses to start another thread (\(String(cString: strerror(code))))")
        }
        self.handle = handle
    }

    func join() { pthread_join(handle, nil) }
}
