/// Messages as ZeroMQ carries them: identities, a delimiter, a signature, the four parts as JSON, buffers.
///
/// Bytes in, messages out, and the other way round; no sockets.
public struct WireFrames: Sendable {
    private static let delimiter = Array("<IDS|MSG>".utf8)

    /// Nil for a connection without a key, whose messages are not signed.
    private let signer: MessageSigner?
    private var seen = SeenSignatures()

    public init(signer: MessageSigner?) { self.signer = signer }

    public func frames(of message: Message) -> [[UInt8]] {
        let parts = [message.header, message.parentHeader, message.metadata, message.content].map {
            Array($0.text().utf8)
        }
        let signature = signer?.signature(of: parts) ?? []
        return message.identities + [Self.delimiter, signature] + parts + message.buffers
    }

    /// - Throws: `ProtocolError` for what must be dropped: no message, one with a wrong signature, or one that was
    ///   here before.
    public mutating func message(from frames: [[UInt8]], on channel: Channel) throws(ProtocolError) -> Message {
        guard let delimiter = frames.firstIndex(of: Self.delimiter) else {
            throw .malformed("it has no <IDS|MSG> delimiter among its \(frames.count) frames")
        }
        guard frames.count >= delimiter + 6 else {
            throw .malformed("it has \(frames.count - delimiter - 1) frames after the delimiter, and needs at least 5")
        }
        let signature = frames[delimiter + 1]
        let parts = frames[(delimiter + 2)..<(delimiter + 6)]
        if let signer {
            guard signer.accepts(signature, for: parts) else { throw .wrongSignature }
            guard seen.insert(signature) else { throw .replayed }
        }
        let values = try Self.values(of: parts)
        return try Message(
            channel: channel, identities: Array(frames[..<delimiter]), header: values[0], parentHeader: values[1],
            metadata: values[2], content: values[3], buffers: Array(frames[(delimiter + 6)...])
        ).validated()
    }

    private static func values(of parts: ArraySlice<[UInt8]>) throws(ProtocolError) -> [JSON] {
        var values: [JSON] = []
        for (name, part) in zip(["header", "parent_header", "metadata", "content"], parts) {
            do throws(JSONError) {
                values.append(try JSON(parsing: part))
            } catch {
                throw .malformed("its \(name) is not JSON: \(error)")
            }
        }
        return values
    }
}
