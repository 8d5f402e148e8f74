import Glibc
import Litmus

/// How the operating system's objects lie in an instance's memory, and what they look like when fresh.
///
/// | object | lines |
/// |---|---|
/// | mutex | `pthread_mutex_t` |
/// | rwlock | `pthread_rwlock_t` |
/// | semaphore | `sem_t` |
/// | condvar | mutex; condvar; the number of threads that began to wait, and that were notified |
/// | barrier | mutex; condvar; the number of threads that wait, the generation |
/// | channel | mutex; condvar; head, size, waiting receivers, taken; the values |
enum ObjectImage {
    static func lines(for kind: Location.Kind) -> Int {
        switch kind {
        case .atomic, .plain, .wideHalf, .mutex, .rwlock, .semaphore: 1
        case .condvar, .barrier: 3
        case .channel(let capacity): 3 + (max(capacity, 1) * 8 + InstanceLayout.line - 1) / InstanceLayout.line
        }
    }

    /// Makes a fresh object; what was there before is forgotten, waiting threads included (there are none).
    static func initialize(_ kind: Location.Kind, at address: UnsafeMutableRawPointer) {
        switch kind {
        case .atomic, .plain, .wideHalf: break
        case .mutex: initializeMutex(address)
        case .rwlock: pthread_rwlock_init(address.assumingMemoryBound(to: pthread_rwlock_t.self), nil)
        case .semaphore(let permits):
            sem_init(address.assumingMemoryBound(to: sem_t.self), 0, UInt32(clamping: permits))
        case .condvar, .barrier, .channel:
            initializeMutex(address)
            pthread_cond_init((address + InstanceLayout.line).assumingMemoryBound(to: pthread_cond_t.self), nil)
            (address + 2 * InstanceLayout.line).initializeMemory(as: UInt8.self, repeating: 0,
                                                                 count: (lines(for: kind) - 2) * InstanceLayout.line)
        }
    }

    /// The words of a fresh object, with their distances from its start in bytes. Copying them makes an object fresh
    /// that nobody waits at.
    static func words(of kind: Location.Kind) -> [(offset: Int, value: Int64)] {
        let line = InstanceLayout.line
        let (mutex, condvar) = (MemoryLayout<pthread_mutex_t>.size, MemoryLayout<pthread_cond_t>.size)
        let parts: [(offset: Int, bytes: Int)] = switch kind {
        case .atomic, .plain, .wideHalf: []
        case .mutex: [(0, mutex)]
        case .rwlock: [(0, MemoryLayout<pthread_rwlock_t>.size)]
        case .semaphore: [(0, MemoryLayout<sem_t>.size)]
        case .condvar, .barrier, .channel: [(0, mutex), (line, condvar), (2 * line, line)]
        }
        let image = RunMemory.pages(lines(for: kind) * line)
        defer { image.deallocate() }
        initialize(kind, at: image)
        return parts.flatMap { part in
            stride(from: part.offset, to: part.offset + part.bytes, by: 8).map {
                ($0, (image + $0).load(as: Int64.self))
            }
        }
    }

    /// The mutex notices that it is unlocked by a thread that does not hold it, and that its holder locks it again.
    private static func initializeMutex(_ address: UnsafeMutableRawPointer) {
        var attributes = pthread_mutexattr_t()
        pthread_mutexattr_init(&attributes)
        pthread_mutexattr_settype(&attributes, Int32(PTHREAD_MUTEX_ERRORCHECK))
        pthread_mutex_init(address.assumingMemoryBound(to: pthread_mutex_t.self), &attributes)
        pthread_mutexattr_destroy(&attributes)
    }
}
