import Dispatch
import Foundation

/// A kernel for a client that started it and holds its standard input and output: a message a line (`MessageLines`).
///
/// The thread in `serve` reads; another one writes, so that a client which writes much before it reads blocks nobody.
public final class StdioTransport: Transport {
    private let input: Int32
    private let report: @Sendable (String) -> Void
    private let wakeUp: WakeUp
    private let outbox: Outbox
    private let writer: LineWriter

    /// - Parameter report: gets a line for each message that is dropped.
    public init(input: Int32 = STDIN_FILENO, output: Int32 = STDOUT_FILENO,
                report: @escaping @Sendable (String) -> Void) throws {
        self.input = input
        self.report = report
        wakeUp = try WakeUp()
        outbox = Outbox(wakeUp)
        writer = LineWriter(output)
    }

    public func send(_ message: Message) { writer.write(MessageLines.line(of: message)) }
    public func awaitArrived() { outbox.awaitArrived() }
    public func stop() { outbox.stop() }

    public func serve(_ receive: @Sendable (Message) -> Void, inputEnded: @Sendable () -> Void) throws {
        var lines = LineReader(input)
        var hasMore = false
        while true {
            wait(reading: !lines.isAtEnd, atMost: hasMore ? 0 : -1)
            let wasAtEnd = lines.isAtEnd
            hasMore = lines.read { take($0, receive) }
            if lines.isAtEnd, !wasAtEnd { inputEnded() }
            let requests = outbox.take(hasArrivals: hasMore)
            if !hasMore { requests.awaitingArrivals.forEach { $0.signal() } }
            if requests.isStopping { break }
        }
        writer.finish()
    }

    private func wait(reading: Bool, atMost timeout: Int32) {
        var items = [
            pollfd(fd: wakeUp.descriptor, events: Int16(POLLIN), revents: 0),
            // A negative descriptor is not waited for.
            pollfd(fd: reading ? input : -1, events: Int16(POLLIN), revents: 0),
        ]
        _ = poll(&items, 2, timeout)
        wakeUp.clear()
    }

    private func take(_ line: [UInt8], _ receive: (Message) -> Void) {
        if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return }
        do throws(ProtocolError) {
            receive(try MessageLines.message(from: line))
        } catch {
            report("dropped from standard input: \(error)")
        }
    }
}

/// Splits what can be read from a file descriptor into lines, without ever waiting for more.
struct LineReader {
    private let descriptor: Int32
    private var unfinished: [UInt8] = []
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private(set) var isAtEnd = false

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Reads once. A line that the input ends in counts without its line break too.
    ///
    /// - Returns: whether there may be more.
    mutating func read(_ take: ([UInt8]) -> Void) -> Bool {
        var item = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard !isAtEnd, poll(&item, 1, 0) > 0 else { return false }
        let count = Foundation.read(descriptor, &buffer, buffer.count)
        if count < 0 { return errno == EINTR || errno == EAGAIN }
        if count == 0 {
            isAtEnd = true
            if !unfinished.isEmpty { take(unfinished) }
            return false
        }
        let pieces = buffer[..<count].split(separator: 0x0A, omittingEmptySubsequences: false)
        for piece in pieces.dropLast() {
            take(unfinished + piece)
            unfinished = []
        }
        unfinished += pieces.last ?? []
        return true
    }
}

/// Writes lines to a file descriptor on a thread of its own.
final class LineWriter: Sendable {
    private let queue = DispatchQueue(label: "memmodel.stdout")
    private let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    func write(_ line: String) {
        let bytes = Array(line.utf8) + [0x0A]
        queue.async { [descriptor] in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
                if count >= 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return }
            }
        }
    }

    /// Waits until all has been written; a client that reads no more is waited for in vain for a second.
    func finish() {
        let done = DispatchSemaphore(value: 0)
        queue.async { done.signal() }
        _ = done.wait(timeout: .now() + 1)
    }
}
