import Foundation
import Synchronization

/// Writes the kernel's messages: one composer a kernel process, whose messages share a session.
public struct MessageComposer: Sendable {
    /// The version of the protocol that is spoken here.
    public static let protocolVersion = "5.4"

    public let session: String
    private let username: String
    private let messages = MessageCounter()

    public init(session: String = UUID().uuidString.lowercased(), username: String = "kernel") {
        self.session = session
        self.username = username
    }

    /// An answer that goes back where the request came from.
    public func reply(to request: Message, _ type: String, _ content: JSON, metadata: JSON = [:]) -> Message {
        Message(channel: request.channel, identities: request.identities, header: header(type),
                parentHeader: request.header, metadata: metadata, content: content)
    }

    /// A message to everybody, with a topic that says whose it is and what.
    ///
    /// - Parameter parent: the header of the request that caused it; nil where none did.
    public func publication(_ type: String, _ content: JSON, parent: JSON?, metadata: JSON = [:]) -> Message {
        Message(channel: .iopub, identities: [Array("kernel.\(session).\(type)".utf8)], header: header(type),
                parentHeader: parent ?? [:], metadata: metadata, content: content)
    }

    private func header(_ type: String) -> JSON {
        [
            "msg_id": .string("\(session)_\(messages.next())"), "session": .string(session),
            "username": .string(username), "date": .string(Self.timestamp()), "msg_type": .string(type),
            "version": .string(Self.protocolVersion),
        ]
    }

    /// The time in ISO 8601: `2026-01-31T12:00:00.000Z`.
    public static func timestamp(_ date: Date = Date()) -> String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}

/// Numbers a session's messages, which together with the session names them.
private final class MessageCounter: Sendable {
    private let count = Atomic<Int>(0)

    func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}
