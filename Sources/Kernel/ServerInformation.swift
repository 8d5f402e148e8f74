import JupyterProtocol

/// What a server says of itself.
public struct ServerInformation: Sendable {
    /// memmodel's version.
    public var version: String
    public var languageInfo: JSON
    /// Where its sockets are; empty where it has none.
    public var ports: [ConnectionFile.Port: Int]

    public init(version: String, languageInfo: JSON, ports: [ConnectionFile.Port: Int] = [:]) {
        self.version = version
        self.languageInfo = languageInfo
        self.ports = ports
    }

    /// The content of `kernel_info_reply`.
    var kernelInfo: JSON {
        var language = languageInfo
        language["version"] = language["version"] ?? .string(version)
        return [
            "status": "ok", "protocol_version": .string(MessageComposer.protocolVersion),
            "implementation": "memmodel", "implementation_version": .string(version), "language_info": language,
            "banner": .string(banner), "debugger": false, "help_links": .array(Self.helpLinks),
        ]
    }

    /// The content of `connect_reply`.
    var connectInfo: JSON {
        .object(["status": "ok"].merging(ports.map { ($0.key.rawValue, JSON.int($0.value)) }) { $1 })
    }

    private var banner: String {
        """
        memmodel \(version): every outcome that a memory model allows, and those that this machine shows.
        A cell is a program; %help tells more.
        """
    }

    private static var helpLinks: [JSON] {
        [
            ("Rust's atomics and orderings", "https://doc.rust-lang.org/std/sync/atomic/index.html"),
            ("Rust Atomics and Locks", "https://marabos.nl/atomics/"),
            ("C11's memory orders", "https://en.cppreference.com/w/c/atomic/memory_order"),
            ("RC11: Repairing Sequential Consistency in C/C++11", "https://plv.mpi-sws.org/scfix/"),
        ].map { ["text": .string($0.0), "url": .string($0.1)] }
    }
}
