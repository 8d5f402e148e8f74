import ArgumentParser
import Foundation

@main
struct Memmodel: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "memmodel",
        abstract: "Every outcome that a memory model allows, and those that this machine shows.",
        discussion: """
            Exit status: 0 all holds, 1 something fails, 2 the input or the arguments are bad, 3 a limit (time, \
            executions, an interrupt) was reached before an answer. Where several apply, 2 goes before 1 and 1 before 3.
            Results go to standard output, everything else to standard error.
            """,
        version: "0.1.0",
        subcommands: [
            CheckCommand.self,
            RunCommand.self,
            CompareCommand.self,
            MergeCommand.self,
            TypesCommand.self,
            NotebookCommand.self,
            KernelCommand.self,
            InstallCommand.self,
            UninstallCommand.self,
        ])

    /// Differs from the library's own `main` in the exit status of bad arguments: 2 in place of 64.
    static func main() {
        StandardStreams.endQuietlyWithoutReader()
        do {
            var command = try parseAsRoot(ParameterArguments.joined(Array(CommandLine.arguments.dropFirst())))
            try command.run()
        } catch {
            leave(with: error)
        }
    }

    private static func leave(with error: any Error) -> Never {
        if let status = error as? ExitStatus { Foundation.exit(status.rawValue) }
        let text = fullMessage(for: error)
        guard exitCode(for: error).isSuccess else {
            StandardStreams.complain(text)
            Foundation.exit(ExitStatus.badInput.rawValue)
        }
        // `--help` and `--version`.
        StandardStreams.say(text + "\n")
        Foundation.exit(ExitStatus.holds.rawValue)
    }
}
