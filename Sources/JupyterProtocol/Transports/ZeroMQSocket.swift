import CZeroMQ
import Foundation

/// A ZeroMQ context: the library's state that its sockets share.
///
/// `@unchecked Sendable` is sound: the pointer never changes, and contexts are thread safe (zmq(7)).
final class ZeroMQContext: @unchecked Sendable {
    private let context: UnsafeMutableRawPointer

    /// - Throws: `TransportError` where the process has no file descriptors left.
    init() throws {
        guard let context = zmq_ctx_new() else { throw TransportError("cannot start ZeroMQ: \(zeroMQError())") }
        self.context = context
    }

    /// Waits until the sockets are closed, and what they have to send has left.
    deinit { zmq_ctx_term(context) }

    /// Makes all blocking calls of all threads return; sockets can only be closed after it.
    func shutDown() { zmq_ctx_shutdown(context) }

    /// - Parameter type: `ZMQ_ROUTER`, …
    func socket(_ type: Int32) throws -> ZeroMQSocket {
        guard let socket = zmq_socket(context, type) else {
            throw TransportError("cannot make a ZeroMQ socket: \(zeroMQError())")
        }
        return ZeroMQSocket(socket, context: self)
    }
}

/// The library's text for the error of the latest call on this thread.
func zeroMQError() -> String { String(cString: zmq_strerror(zmq_errno())) }

/// A socket of ZeroMQ. It is not thread safe, and as a type without `Sendable` it cannot leave its thread.
final class ZeroMQSocket {
    private let socket: UnsafeMutableRawPointer
    private let context: ZeroMQContext

    fileprivate init(_ socket: UnsafeMutableRawPointer, context: ZeroMQContext) {
        self.socket = socket
        self.context = context
    }

    deinit { zmq_close(socket) }

    func set(_ option: Int32, _ value: Int32) {
        var value = value
        zmq_setsockopt(socket, option, &value, MemoryLayout<Int32>.size)
    }

    func bind(_ address: String) throws {
        guard zmq_bind(socket, address) == 0 else {
            throw TransportError("cannot listen on \(address): \(zeroMQError())")
        }
    }

    /// An entry for `zmq_poll` that waits for something to read.
    var pollItem: zmq_pollitem_t { zmq_pollitem_t(socket: socket, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0) }

    /// All frames of one message.
    ///
    /// - Returns: nil where there is none: with `blocking`, only after the context was shut down.
    func receive(blocking: Bool = false) -> [[UInt8]]? {
        var frames: [[UInt8]] = []
        repeat {
            var part = zmq_msg_t()
            zmq_msg_init(&part)
            defer { zmq_msg_close(&part) }
            // The rest of a message is there when its first frame is.
            while zmq_msg_recv(&part, socket, blocking || !frames.isEmpty ? 0 : Int32(ZMQ_DONTWAIT)) < 0 {
                guard zmq_errno() == EINTR else { return nil }
            }
            frames.append(Array(UnsafeRawBufferPointer(start: zmq_msg_data(&part), count: zmq_msg_size(&part))))
            if zmq_msg_more(&part) == 0 { return frames }
        } while true
    }

    /// Sends the frames as one message. What nobody is there to take is dropped, as ROUTER and PUB sockets do.
    func send(_ frames: [[UInt8]]) {
        for (index, frame) in frames.enumerated() {
            let flags = index + 1 < frames.count ? Int32(ZMQ_SNDMORE) : 0
            while zmq_send(socket, frame, frame.count, flags) < 0 {
                guard zmq_errno() == EINTR else { return }
            }
        }
    }
}
