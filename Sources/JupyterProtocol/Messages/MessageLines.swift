/// Messages as standard input and output carry them: each a JSON object on a line, with the members `channel`,
/// `header`, `parent_header`, `metadata` and `content`.
///
/// Nothing is signed: who holds the pipes is who started the kernel.
public enum MessageLines {
    /// Without a line break.
    public static func line(of message: Message) -> String {
        let object: JSON = [
            "channel": .string(message.channel.rawValue), "header": message.header,
            "parent_header": message.parentHeader, "metadata": message.metadata, "content": message.content,
            "buffers": [],
        ]
        return object.text()
    }

    /// `parent_header`, `metadata` and `content` may be left out.
    ///
    /// - Throws: `ProtocolError` for what must be dropped.
    public static func message(from line: some Collection<UInt8>) throws(ProtocolError) -> Message {
        let object: JSON
        do throws(JSONError) {
            object = try JSON(parsing: line)
        } catch {
            throw .malformed("it is not JSON: \(error.message) at column \(error.column)")
        }
        guard object.object != nil else { throw .malformed("it is not a JSON object") }
        guard let channel = object["channel"]?.string.flatMap(Channel.init(rawValue:)), channel != .iopub else {
            throw .malformed("its channel is \(object["channel"]?.text() ?? "missing"); expected \"shell\", "
                + "\"control\" or \"stdin\"")
        }
        return try Message(
            channel: channel, header: object["header"] ?? nil, parentHeader: object["parent_header"] ?? [:],
            metadata: object["metadata"] ?? [:], content: object["content"] ?? [:]
        ).validated()
    }
}
