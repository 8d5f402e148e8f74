import JupyterProtocol
import Testing

@Suite struct WireFramesTests {
    private static let delimiter = Array("<IDS|MSG>".utf8)
    private let signer = MessageSigner(key: Array("a-key".utf8))

    private var message: Message {
        Message(
            channel: .shell, identities: [[0, 1, 255], []],
            header: ["msg_id": "1", "msg_type": "execute_request", "session": "s", "version": "5.4"],
            parentHeader: ["msg_id": "0"], metadata: ["deep": [["ü", nil, 1.5]]], content: ["code": "atomic x\n"],
            buffers: [[0, 255, 0], []])
    }

    @Test(arguments: [true, false])
    func aMessageComesBackAsItWas(isSigned: Bool) throws {
        var wire = WireFrames(signer: isSigned ? signer : nil)
        let frames = wire.frames(of: message)
        #expect(try wire.message(from: frames, on: .shell) == message)
    }

    @Test func framesAreInTheOrderOfTheProtocol() {
        let frames = WireFrames(signer: signer).frames(of: message)
        let text = frames.map { String(decoding: $0, as: UTF8.self) }
        #expect(frames[..<3] == [[0, 1, 255], [], Self.delimiter])
        #expect(text[3].count == 64 && text[3].allSatisfy { $0.isHexDigit && !$0.isUppercase })
        #expect(Array(text[4...7]) == [
            #"{"msg_id":"1","msg_type":"execute_request","session":"s","version":"5.4"}"#, #"{"msg_id":"0"}"#,
            #"{"deep":[["ü",null,1.5]]}"#, #"{"code":"atomic x\n"}"#,
        ])
        #expect(Array(frames[8...]) == [[0, 255, 0], []])
        #expect(frames[3] == signer.signature(of: frames[4...7]))
        #expect(WireFrames(signer: nil).frames(of: message)[3] == [])
    }

    @Test(arguments: 3...7)
    func whatWasChangedOnItsWayIsRejected(index: Int) {
        var frames = WireFrames(signer: signer).frames(of: message)
        frames[index][frames[index].count / 2] ^= 1
        var wire = WireFrames(signer: signer)
        #expect(throws: ProtocolError.wrongSignature) { try wire.message(from: frames, on: .shell) }
    }

    @Test func partsThatAreSwappedAreRejected() {
        var frames = WireFrames(signer: signer).frames(of: message)
        frames.swapAt(6, 7)
        var wire = WireFrames(signer: signer)
        #expect(throws: ProtocolError.wrongSignature) { try wire.message(from: frames, on: .shell) }
    }

    @Test func aMessageThatIsSentAgainIsRejected() throws {
        var wire = WireFrames(signer: signer)
        let frames = wire.frames(of: message)
        _ = try wire.message(from: frames, on: .shell)
        #expect(throws: ProtocolError.replayed) { try wire.message(from: frames, on: .shell) }
        #expect(throws: ProtocolError.replayed) { try wire.message(from: [[9]] + frames, on: .control) }
    }

    @Test func aForgedMessageDoesNotUseUpTheSignatureOfTheRealOne() throws {
        var wire = WireFrames(signer: signer)
        let frames = wire.frames(of: message)
        var forged = frames
        forged[7] = Array("{}".utf8)
        #expect(throws: ProtocolError.wrongSignature) { try wire.message(from: forged, on: .shell) }
        #expect(try wire.message(from: frames, on: .shell) == message)
    }

    @Test func unsignedMessagesMayRepeatThemselves() throws {
        var wire = WireFrames(signer: nil)
        let frames = wire.frames(of: message)
        for _ in 0..<2 { #expect(try wire.message(from: frames, on: .shell) == message) }
    }

    @Test(arguments: [
        ([], "delimiter"), (["a", "b"], "delimiter"), (["<IDS|MSG>", "", "{}", "{}", "{}"], "frames"),
        (["<IDS|MSG>", "", "{}", "{}", "{}", "{"], "content"), (["<IDS|MSG>", "", "[]", "{}", "{}", "{}"], "header"),
        (["<IDS|MSG>", "", "{\"msg_id\":\"1\"}", "{}", "{}", "{}"], "msg_type"),
        (["<IDS|MSG>", "", "{\"msg_type\":\"a\"}", "{}", "{}", "{}"], "msg_id"),
        (["<IDS|MSG>", "", "{\"msg_id\":\"1\",\"msg_type\":\"a\"}", "{}", "{}", "[]"], "content"),
        (["<IDS|MSG>", "", "{\"msg_id\":\"1\",\"msg_type\":\"a\"}", "null", "{}", "{}"], "parent_header"),
    ] as [([String], String)])
    func whatIsNoMessageIsRejectedWithTheReason(frames: [String], reason: String) throws {
        var wire = WireFrames(signer: nil)
        let error = #expect(throws: ProtocolError.self) {
            try wire.message(from: frames.map { Array($0.utf8) }, on: .shell)
        }
        #expect(error?.description.contains(reason) == true)
    }
}
