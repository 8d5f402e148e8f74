import ArgumentParser
import Foundation
import Language

@main
struct Memmodel: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "memmodel",
        abstract: "Every outcome that a memory model allows, and those that this machine shows.",
        discussion: """
            Exit status: 0 all holds, 1 something fails, 2 the input or the arguments are bad, 3 a limit (time, \
            memory, executions, an interrupt) was reached before an answer. Where several apply, 2 goes before 1 and \
            1 before 3. 4: standard output cannot be written.
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
        StandardStreams.occupyClosed()
        StandardStreams.endQuietlyWithoutReader()
        do {
            let arguments = Array(CommandLine.arguments.dropFirst())
            try refuseUnknownCommand(in: arguments)
            var command = try parseAsRoot(ParameterArguments.joined(arguments))
            try command.run()
        } catch {
            leave(with: error)
        }
    }

    /// - Throws: `ValidationError` where the first argument, or the one after `help`, is a word that names no command,
    ///   and could not be one's abbreviation either. The library would call it an unexpected argument, and answer
    ///   `help` with the general help.
    private static func refuseUnknownCommand(in arguments: [String]) throws {
        let names = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
        let isHelp = arguments.first == "help"
        guard let word = arguments.dropFirst(isHelp ? 1 : 0).first, !word.hasPrefix("-"), !names.contains(word) else {
            return
        }
        let isFile = !isHelp && FileManager.default.fileExists(atPath: word)
        let advice = nearest(to: word, among: names).map { "did you mean `memmodel \(isHelp ? "help " : "")\($0)`?" }
            ?? (isFile ? "to explore a program, write `memmodel check \(word)`"
                : "the commands are \(names.joined(separator: ", "))")
        throw ValidationError("there is no command `\(word)`; \(advice)")
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
