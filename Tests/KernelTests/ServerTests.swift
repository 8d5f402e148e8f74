import Dispatch
import Foundation
import JupyterProtocol
import Kernel
import Logging
import Testing

/// The kernel's side of the protocol without a transport's. The conversations of Tests/python say more, over both.
@Suite struct ServerTests {
    private let transport = ScriptedTransport()
    private let server: Server

    init() {
        let information = ServerInformation(version: "1.2.3", languageInfo: Session.languageInfo,
                                            ports: [.shell: 1001, .heartbeat: 1005])
        server = Server(session: Session(), information: information, composer: MessageComposer(),
                        transport: transport, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private static func request(_ id: String, _ type: String, _ content: JSON = [:],
                                on channel: Channel = .shell) -> Message {
        Message(channel: channel, identities: [Array("client".utf8)],
                header: ["msg_id": .string(id), "msg_type": .string(type)], content: content)
    }

    /// What is sent on a channel, as types and the requests that they belong to.
    private func conversation(_ messages: [Message], on channel: Channel? = nil) -> [String] {
        messages.filter { channel == nil || $0.channel == channel }.map { message in
            let state = message.content["execution_state"]?.string
            return "\(message.parentHeader["msg_id"]?.string ?? "-") \(state ?? message.type)"
        }
    }

    private func waitFor(answer: String) {
        while !conversation(transport.sent).contains(answer) { Foundation.Thread.sleep(forTimeInterval: 0.01) }
    }

    /// Everything that is sent until the server ends, when these requests come all at once.
    private func answers(to requests: [Message]) throws -> [Message] {
        transport.arrive(requests)
        transport.endInput()
        try server.run()
        return transport.sent
    }

    @Test func aCellIsAnsweredInTheOrderOfTheProtocol() throws {
        let sent = try answers(to: [Self.request("1", "execute_request", ["code": "const N = 1"])])
        #expect(conversation(sent) == [
            "- starting", "1 busy", "1 execute_input", "1 execute_result", "1 execute_reply", "1 idle",
        ])
    }

    @Test func anErrorIsPublishedBeforeTheReply() throws {
        let sent = try answers(to: [Self.request("1", "execute_request", ["code": "thread {"])])
        #expect(conversation(sent).suffix(4) == ["1 execute_input", "1 error", "1 execute_reply", "1 idle"])
        let reply = try #require(sent.first { $0.type == "execute_reply" })
        let error = try #require(sent.first { $0.type == "error" })
        #expect(reply.content["status"] == "error" && reply.content["execution_count"] == 1)
        for member in ["ename", "evalue", "traceback"] {
            #expect(reply.content[member] == error.content[member] && error.content[member] != nil)
        }
    }

    @Test func anErrorTakesTheirTurnFromTheCellsThatWait() throws {
        let sent = try answers(to: [
            Self.request("1", "execute_request", ["code": "thread {"]), Self.request("2", "kernel_info_request"),
            Self.request("3", "execute_request", ["code": "const N = 1"]),
        ])
        let replies = sent.filter { $0.channel == .shell }
        #expect(conversation(replies) == ["1 execute_reply", "2 kernel_info_reply", "3 execute_reply"])
        #expect(replies.map { $0.content["status"] } == ["error", "ok", "aborted"])
    }

    @Test func repliesGoBackWhereTheRequestCameFrom() throws {
        let sent = try answers(to: [Self.request("1", "kernel_info_request"), Self.request("2", "connect_request")])
        let replies = sent.filter { $0.channel == .shell }
        #expect(replies.allSatisfy { $0.identities == [Array("client".utf8)] })
        #expect(replies[0].content["implementation_version"] == "1.2.3")
        #expect(replies[1].content == ["status": "ok", "shell_port": 1001, "hb_port": 1005])
    }

    @Test func theParentIsTheRequestsHeaderToTheLetter() throws {
        let header = try JSON(parsing: #"{"msg_id":"1","msg_type":"kernel_info_request","date":null,"own":[1.0,"ü"]}"#)
        let sent = try answers(to: [Message(channel: .shell, header: header)])
        #expect(sent.dropFirst().allSatisfy { $0.parentHeader == header })
    }

    @Test func controlIsAnsweredWhileACellIsExecuted() throws {
        let ended = DispatchSemaphore(value: 0)
        let thread = Foundation.Thread { [server] in
            try? server.run()
            ended.signal()
        }
        thread.start()
        let code = "atomic x\nthread w[9] { x.store(id, Relaxed); let r = x.load(Relaxed); x.store(r, Relaxed) }"
        transport.arrive([Self.request("1", "execute_request", ["code": .string(code)])])
        waitFor(answer: "1 execute_input")
        transport.arrive([
            Self.request("2", "kernel_info_request", on: .control), Self.request("3", "interrupt_request", on: .control),
        ])
        waitFor(answer: "1 execute_reply")
        transport.arrive([Self.request("4", "shutdown_request", ["restart": true], on: .control)])
        #expect(ended.wait(timeout: .now() + 60) == .success)
        #expect(conversation(transport.sent, on: .control)
            == ["2 kernel_info_reply", "3 interrupt_reply", "4 shutdown_reply"])
        #expect(conversation(transport.sent, on: .shell) == ["1 execute_reply"])
        #expect(transport.sent.first { $0.type == "shutdown_reply" }?.content == ["status": "ok", "restart": true])
        #expect(conversation(transport.sent).last == "4 idle")
    }

    @Test func thePicturesOfTheKernelspecAreTheFilesOfTheProject() throws {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        let directory = root.appendingPathComponent("kernelspec")
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        #expect(Set(names) == Set(KernelspecLogos.files.keys))
        for (name, content) in KernelspecLogos.files {
            #expect(try Data(contentsOf: directory.appendingPathComponent(name)) == content)
        }
    }
}
