import Foundation

/// What a client tells the kernel about how to reach each other: a JSON file with addresses and a key.
public struct ConnectionFile: Sendable, Hashable {
    /// A socket of the kernel's.
    public enum Port: String, Sendable, Hashable, CaseIterable {
        case shell = "shell_port"
        case control = "control_port"
        case iopub = "iopub_port"
        case stdin = "stdin_port"
        case heartbeat = "hb_port"
    }

    /// `tcp` or `ipc`.
    public var transport: String
    /// An address or an interface; for `ipc` the beginning of the sockets' paths.
    public var ip: String
    public var ports: [Port: Int]
    /// Empty for a connection whose messages are not signed.
    public var key: [UInt8]

    public init(transport: String = "tcp", ip: String = "127.0.0.1", ports: [Port: Int], key: [UInt8]) {
        self.transport = transport
        self.ip = ip
        self.ports = ports
        self.key = key
    }

    /// Where a socket is bound, as ZeroMQ writes it: `tcp://127.0.0.1:5555`, `ipc:///run/kernel-1`.
    public func address(of port: Port) -> String {
        "\(transport)://\(ip)\(transport == "ipc" ? "-" : ":")\(ports[port] ?? 0)"
    }
}

extension ConnectionFile {
    /// - Throws: `ConnectionFileError` where the file cannot be read or is no connection file.
    public init(path: String) throws(ConnectionFileError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            let exists = FileManager.default.fileExists(atPath: path)
            throw ConnectionFileError("\(path): " + (exists ? "the file cannot be read" : "there is no such file"))
        }
        do throws(ConnectionFileError) {
            try self.init(parsing: data)
        } catch {
            throw ConnectionFileError("\(path): \(error)")
        }
    }

    /// - Throws: `ConnectionFileError` that names the member that is wrong.
    public init(parsing text: some Collection<UInt8>) throws(ConnectionFileError) {
        let json: JSON
        do throws(JSONError) {
            json = try JSON(parsing: text)
        } catch {
            throw ConnectionFileError("this is no connection file: \(error)")
        }
        guard json.object != nil else { throw ConnectionFileError("this is no connection file: expected an object") }
        let scheme = try Self.text("signature_scheme", of: json, default: "hmac-sha256")
        guard scheme == "hmac-sha256" || scheme.isEmpty else {
            throw ConnectionFileError("the signature_scheme is '\(scheme)'; only hmac-sha256 is known here")
        }
        transport = try Self.text("transport", of: json, default: "tcp")
        guard transport == "tcp" || transport == "ipc" else {
            throw ConnectionFileError("the transport is '\(transport)'; expected tcp or ipc")
        }
        ip = try Self.text("ip", of: json, default: "127.0.0.1")
        key = Array(try Self.text("key", of: json, default: "").utf8)
        // Messages without signatures have to be asked for: by an empty key.
        let missing = (["key"] + Port.allCases.map(\.rawValue)).filter { json[$0] == nil }
        guard missing.isEmpty else {
            throw ConnectionFileError("\(missing.joined(separator: ", ")) \(missing.count == 1 ? "is" : "are") missing")
        }
        ports = [:]
        for port in Port.allCases { ports[port] = try Self.number(of: port, in: json) }
    }

    private static func text(_ member: String, of json: JSON, default missing: String)
        throws(ConnectionFileError) -> String {
        guard let value = json[member], !value.isNull else { return missing }
        guard let text = value.string else {
            throw ConnectionFileError("\(member) is \(value.text()); expected a text")
        }
        return text
    }

    private static func number(of port: Port, in json: JSON) throws(ConnectionFileError) -> Int {
        let value = json[port.rawValue] ?? nil
        guard let number = value.int, (1...65535).contains(number) else {
            throw ConnectionFileError("\(port.rawValue) is \(value.text()); expected a port from 1 to 65535")
        }
        return number
    }
}

/// What is wrong with a connection file; ready to be shown.
public struct ConnectionFileError: Error, Sendable, Hashable, CustomStringConvertible {
    public var description: String

    init(_ description: String) { self.description = description }
}
