import Foundation
import JupyterProtocol
import Testing

@Suite struct ConnectionFileTests {
    private static let example: JSON = [
        "shell_port": 1001, "iopub_port": 1002, "stdin_port": 1003, "control_port": 1004, "hb_port": 1005,
        "ip": "127.0.0.1", "key": "a-key", "transport": "tcp", "signature_scheme": "hmac-sha256", "kernel_name": "any",
    ]

    @Test func addressesAndKeyAreRead() throws {
        let connection = try ConnectionFile(parsing: Self.example.text().utf8)
        #expect(connection.address(of: .shell) == "tcp://127.0.0.1:1001")
        #expect(connection.address(of: .iopub) == "tcp://127.0.0.1:1002")
        #expect(connection.address(of: .stdin) == "tcp://127.0.0.1:1003")
        #expect(connection.address(of: .control) == "tcp://127.0.0.1:1004")
        #expect(connection.address(of: .heartbeat) == "tcp://127.0.0.1:1005")
        #expect(connection.key == Array("a-key".utf8))
    }

    /// Jupyter's client writes `ipc` addresses so.
    @Test func socketsInTheFileSystemAreNumbered() throws {
        var json = Self.example
        json["transport"] = "ipc"
        json["ip"] = "/run/kernel-7"
        json["shell_port"] = 1
        let connection = try ConnectionFile(parsing: json.text().utf8)
        #expect(connection.address(of: .shell) == "ipc:///run/kernel-7-1")
    }

    @Test func anEmptyKeyMeansNoSignatures() throws {
        var json = Self.example
        json["key"] = ""
        json["signature_scheme"] = ""
        #expect(try ConnectionFile(parsing: json.text().utf8).key.isEmpty)
    }

    @Test(arguments: [
        ("key", nil, "key is missing"), ("shell_port", nil, "shell_port is missing"), ("hb_port", "8", "hb_port"),
        ("iopub_port", 0, "iopub_port is 0"), ("control_port", 65536, "control_port is 65536"),
        ("transport", "udp", "udp"), ("signature_scheme", "hmac-md5", "hmac-md5"), ("ip", 7, "ip is 7"),
    ] as [(String, JSON?, String)])
    func whatIsWrongIsNamed(member: String, value: JSON?, reason: String) {
        var json = Self.example
        json[member] = value
        let error = #expect(throws: ConnectionFileError.self) { try ConnectionFile(parsing: json.text().utf8) }
        #expect(error?.description.contains(reason) == true)
    }

    @Test func everythingThatIsMissingIsNamedAtOnce() {
        let error = #expect(throws: ConnectionFileError.self) { try ConnectionFile(parsing: "{}".utf8) }
        for port in ConnectionFile.Port.allCases { #expect(error?.description.contains(port.rawValue) == true) }
    }

    @Test(arguments: ["", "[]", "{\"shell_port\": "])
    func whatIsNoJSONObjectIsSaidToBeNone(text: String) {
        let error = #expect(throws: ConnectionFileError.self) { try ConnectionFile(parsing: text.utf8) }
        #expect(error?.description.contains("connection file") == true)
    }

    @Test func errorsNameTheFile() {
        let error = #expect(throws: ConnectionFileError.self) { try ConnectionFile(path: "/no/such/kernel.json") }
        #expect(error?.description == "/no/such/kernel.json: there is no such file")
    }
}
