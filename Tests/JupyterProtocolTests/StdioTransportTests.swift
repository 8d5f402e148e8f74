import Foundation
import JupyterProtocol
import Synchronization
import Testing

@Suite struct StdioTransportTests {
    private static func request(_ id: String, code: String = "") -> String {
        #"{"channel":"shell","header":{"msg_id":"\#(id)","msg_type":"execute_request"},"content":{"code":"\#(code)"}}"#
    }

    /// Serves an input that ends, answering each message with itself.
    private func echo(_ input: String) throws -> (lines: [String], reports: [String]) {
        let (fromClient, toClient) = (Pipe(), Pipe())
        let reports = Mutex<[String]>([])
        let transport = try StdioTransport(
            input: fromClient.fileHandleForReading.fileDescriptor,
            output: toClient.fileHandleForWriting.fileDescriptor) { report in reports.withLock { $0.append(report) } }
        let writing = Foundation.Thread {
            try? fromClient.fileHandleForWriting.write(contentsOf: Data(input.utf8))
            try? fromClient.fileHandleForWriting.close()
        }
        writing.start()
        let reading = Mutex(Data())
        let isRead = DispatchSemaphore(value: 0)
        let reader = Foundation.Thread {
            let data = (try? toClient.fileHandleForReading.readToEnd()) ?? Data()
            reading.withLock { $0 = data }
            isRead.signal()
        }
        reader.start()
        try transport.serve({ transport.send($0) }, inputEnded: { transport.stop() })
        try toClient.fileHandleForWriting.close()
        isRead.wait()
        let text = String(decoding: reading.withLock { $0 }, as: UTF8.self)
        return (text.split(separator: "\n").map(String.init), reports.withLock { $0 })
    }

    private func ids(_ lines: [String]) throws -> [String] {
        try lines.map { try MessageLines.message(from: $0.utf8).id }
    }

    @Test func messagesAreHandedOverInTheirOrder() throws {
        let names = (0..<200).map(String.init)
        let (lines, reports) = try echo(names.map { Self.request($0) + "\n" }.joined())
        #expect(try ids(lines) == names)
        #expect(reports.isEmpty)
    }

    @Test func aMessageMayBeLongerThanAnyBuffer() throws {
        let code = String(repeating: "atomic x; ", count: 100_000)
        let (lines, _) = try echo(Self.request("1", code: code) + "\n")
        #expect(try MessageLines.message(from: lines[0].utf8).content["code"]?.string == code)
    }

    @Test func badLinesAreReportedAndStopNothing() throws {
        let (lines, reports) = try echo("garbage\n\n  \r\n{}\n" + Self.request("1") + "\r\n")
        #expect(try ids(lines) == ["1"])
        #expect(reports.count == 2 && reports[0].contains("JSON") && reports[1].contains("channel"))
    }

    @Test func theLastLineNeedsNoLineBreak() throws {
        #expect(try ids(echo(Self.request("1") + "\n" + Self.request("2")).lines) == ["1", "2"])
    }
}
