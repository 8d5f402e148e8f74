import JupyterProtocol
import Testing

@Suite struct MessageLinesTests {
    @Test func aMessageIsALineAndComesBackAsItWas() throws {
        let message = Message(
            channel: .control, header: ["msg_id": "1", "msg_type": "a"], parentHeader: ["msg_id": "0"],
            metadata: ["m": 1], content: ["code": "two\nlines\r\n\u{2028}"])
        let line = MessageLines.line(of: message)
        #expect(!line.contains("\n") && !line.contains("\r"))
        #expect(try MessageLines.message(from: line.utf8) == message)
    }

    @Test func whatMayBeEmptyMayBeLeftOut() throws {
        let line = #"{"channel": "shell", "header": {"msg_id": "1", "msg_type": "kernel_info_request"}}"#
        let message = try MessageLines.message(from: line.utf8)
        #expect(message.type == "kernel_info_request" && message.channel == .shell && message.content == [:])
    }

    @Test(arguments: [
        ("{", "JSON"), ("[]", "object"), (#"{"header": {"msg_id": "1", "msg_type": "a"}}"#, "channel"),
        (#"{"channel": "iopub", "header": {"msg_id": "1", "msg_type": "a"}}"#, "iopub"),
        (#"{"channel": 1, "header": {"msg_id": "1", "msg_type": "a"}}"#, "channel"),
        (#"{"channel": "shell"}"#, "header"), (#"{"channel": "shell", "header": {"msg_type": "a"}}"#, "msg_id"),
        (#"{"channel": "shell", "header": {"msg_id": "1", "msg_type": "a"}, "content": 1}"#, "content"),
    ])
    func whatIsNoMessageIsRejectedWithTheReason(line: String, reason: String) {
        let error = #expect(throws: ProtocolError.self) { try MessageLines.message(from: line.utf8) }
        #expect(error?.description.contains(reason) == true)
    }
}
