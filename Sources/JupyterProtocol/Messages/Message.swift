/// A message of the Jupyter protocol, whatever carries it.
///
/// The four parts are kept as they were read, so that a reply's parent header is the request's header to the letter.
public struct Message: Sendable, Hashable {
    public var channel: Channel
    /// Where a request came from and its reply goes; for `iopub` the topic.
    public var identities: [[UInt8]]
    public var header: JSON
    /// The header of the message that this one answers or is caused by; an empty object where there is none.
    public var parentHeader: JSON
    public var metadata: JSON
    public var content: JSON
    public var buffers: [[UInt8]]

    public init(channel: Channel, identities: [[UInt8]] = [], header: JSON, parentHeader: JSON = [:],
                metadata: JSON = [:], content: JSON = [:], buffers: [[UInt8]] = []) {
        self.channel = channel
        self.identities = identities
        self.header = header
        self.parentHeader = parentHeader
        self.metadata = metadata
        self.content = content
        self.buffers = buffers
    }

    /// `execute_request`, `status`, …
    public var type: String { header["msg_type"]?.string ?? "" }
    public var id: String { header["msg_id"]?.string ?? "" }
}

extension Message {
    /// Checks what every message must have, so that nobody after this has to.
    ///
    /// - Throws: `ProtocolError` that names what is missing.
    func validated() throws(ProtocolError) -> Message {
        for (name, part) in [("header", header), ("parent_header", parentHeader), ("metadata", metadata),
                             ("content", content)] where part.object == nil {
            throw .malformed("its \(name) is not a JSON object")
        }
        for member in ["msg_id", "msg_type"] where header[member]?.string?.isEmpty ?? true {
            throw .malformed("its header has no \(member)")
        }
        return self
    }
}

/// Why a message was dropped.
public enum ProtocolError: Error, Sendable, Hashable, CustomStringConvertible {
    case malformed(String)
    case wrongSignature
    case replayed

    public var description: String {
        switch self {
        case .malformed(let reason): "a malformed message: \(reason)"
        case .wrongSignature: "a message with a wrong signature: was it signed with the connection file's key?"
        case .replayed: "a message whose signature was used before"
        }
    }
}
