import Foundation

/// A pipe that wakes a thread which polls file descriptors. May be used from any thread.
final class WakeUp: Sendable {
    /// To be polled for reading.
    let descriptor: Int32
    private let writing: Int32

    /// - Throws: `TransportError` where the process has no file descriptors left.
    init() throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw TransportError("cannot make a pipe: \(String(cString: strerror(errno)))")
        }
        descriptor = ends[0]
        writing = ends[1]
        for end in ends {
            _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
    }

    deinit {
        close(descriptor)
        close(writing)
    }

    /// A full pipe is as good: the thread will wake up.
    func signal() { _ = write(writing, [1], 1) }

    /// Takes all signals out of the pipe.
    func clear() {
        var bytes = [UInt8](repeating: 0, count: 256)
        while read(descriptor, &bytes, bytes.count) == bytes.count {}
    }
}
