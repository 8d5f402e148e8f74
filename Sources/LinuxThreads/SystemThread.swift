import CLinuxThreads
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A thread of the operating system.
public struct SystemThread: Sendable {
    private let handle: pthread_t

    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Where a thread runs.
    public enum Place: Sendable {
        /// Where the operating system likes.
        case anywhere
        /// On this processor only.
        case on(Int)
        /// From its beginning on this processor, which it may leave: a scheduler that lets a new thread wait behind the
        /// one that started it, with another processor idle, takes some milliseconds to notice.
        case startingOn(Int)

        /// On this processor only, or anywhere.
        public init(_ processor: Int?) { self = processor.map { .on($0) } ?? .anywhere }
    }

    /// Why there is no thread.
    public struct StartError: Error, CustomStringConvertible {
        let code: Int32
        public var description: String {
            "the system refuses to start another thread (\(String(cString: strerror(code))))"
        }
    }

    /// Starts a thread.
    ///
    /// - Parameter stackSize: in bytes; reserved, and resident only as far as it is used.
    /// - Throws: `StartError` if the system has no more threads to give.
    public init(_ place: Place = .anywhere, stackSize: Int = 512 << 10,
                _ body: @escaping @Sendable () -> Void) throws(StartError) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, stackSize)
        defer { pthread_attr_destroy(&attributes) }
        let prepare = Self.prepare(place, &attributes)
        let box = Unmanaged.passRetained(Body {
            prepare?()
            body()
        })
        var handle = pthread_t()
        // The thread takes over the reference that `box` holds.
        let code = pthread_create(&handle, &attributes, { argument in
            if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
            return nil
        }, box.toOpaque())
        guard code == 0 else {
            box.release()
            throw StartError(code: code)
        }
        self.handle = handle
    }

    /// - Returns: what the thread has to do first. A place that the system does not grant is no error: where threads
    ///   run changes how fast they are, and not what they do.
    private static func prepare(_ place: Place, _ attributes: inout pthread_attr_t) -> (@Sendable () -> Void)? {
        switch place {
        case .anywhere: return nil
        case .on(let processor): return { _ = ProcessorSet([processor]).applyToCurrentThread() }
        case .startingOn(let processor):
            var before = ProcessorSet()
            guard before.readCurrent() else { return nil }
            ProcessorSet([processor]).apply(to: &attributes)
            return { [before] in _ = before.applyToCurrentThread() }
        }
    }

    public func join() { pthread_join(handle, nil) }

    /// Leaves the thread to end by itself; nobody joins it then.
    public func detach() { pthread_detach(handle) }
}
