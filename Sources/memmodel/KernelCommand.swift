import ArgumentParser
import Foundation
import JupyterProtocol
import Kernel
import Logging

struct KernelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kernel",
        abstract: "Serve a Jupyter client.",
        discussion: """
            Jupyter's clients start this themselves, once `memmodel install` has told them how.

            With --stdio a message is a line of JSON with the members channel (shell, control or iopub), header, \
            parent_header, metadata and content; nothing is signed. The end of the input ends the kernel, after it has \
            answered.

            Example: memmodel install --user && jupyter console --kernel memmodel
            """)

    @Option(help: ArgumentHelp("The addresses and the key that a client wrote for this kernel.", valueName: "file"))
    var connectionFile: String?

    @Flag(name: .customLong("stdio"), help: "Serve the client that holds standard input and output.")
    var servesStandardStreams = false

    @Option(help: "From which level on things are said on standard error.")
    var logLevel = Logger.Level.warning

    func validate() throws {
        guard servesStandardStreams == (connectionFile == nil) else {
            throw ValidationError("expected either --connection-file FILE or --stdio")
        }
    }

    func run() throws {
        let logger = Self.logger(logLevel)
        do {
            try serve(logger)
        } catch {
            StandardStreams.complain("memmodel kernel: \(error)")
            throw ExitStatus.badInput
        }
        // Nobody waits for threads that are still at something: all that is to be said has been said.
        Foundation.exit(ExitStatus.holds.rawValue)
    }

    private func serve(_ logger: Logger) throws {
        let composer = MessageComposer()
        let report: @Sendable (String) -> Void = { logger.warning("\($0)") }
        var information = ServerInformation(version: Memmodel.configuration.version, languageInfo: Session.languageInfo)
        let transport: any Transport
        if let connectionFile {
            let connection = try ConnectionFile(path: connectionFile)
            information.ports = connection.ports
            transport = try ZeroMQTransport(connection, composer: composer, report: report)
        } else {
            // A client that leaves is seen when its pipes break, and must not end the kernel by a signal.
            signal(SIGPIPE, SIG_IGN)
            transport = try StdioTransport(output: Self.standardOutputForMessagesOnly(), report: report)
        }
        let server = Server(session: Session(), information: information, composer: composer, transport: transport,
                            logger: logger)
        let lifetime = KernelLifetime(server)
        defer { withExtendedLifetime(lifetime) {} }
        try server.run()
    }

    /// Standard output, moved to where no `print` reaches it; what is printed goes to standard error.
    private static func standardOutputForMessagesOnly() -> Int32 {
        let output = dup(STDOUT_FILENO)
        dup2(STDERR_FILENO, STDOUT_FILENO)
        return output
    }

    private static func logger(_ level: Logger.Level) -> Logger {
        var logger = Logger(label: "memmodel") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = level
        return logger
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}
