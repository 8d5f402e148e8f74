import ArgumentParser
import Foundation
import Language
import Litmus

/// The programs to answer: what `check`, `run` and `compare` have in common.
struct ProgramFiles: ParsableArguments {
    @Argument(help: "Programs in the memmodel language or in herd's C format; - is standard input.")
    var files: [String] = []

    /// - Throws: `ValidationError` where no program is named.
    func requireFiles() throws {
        if files.isEmpty { throw ValidationError("Missing expected argument '<files> ...'") }
    }

    func validate() throws {
        if files.filter({ $0 == "-" }).count > 1 {
            throw ValidationError("standard input (-) can be read once only")
        }
    }

    /// Answers each program in the order given. What is wrong with one is said on standard error and stops no other.
    ///
    /// - Throws: the status to exit with, where that is not 0.
    func answerEach(until interruption: Interruption, with answer: (Program) throws -> ExitStatus) throws {
        try requireFiles()
        try answerEachInput(until: interruption) { _, program in try answer(program) }
    }

    /// The same where the program's text is wanted too.
    func answerEachInput(until interruption: Interruption,
                         with answer: (InputFile, Program) throws -> ExitStatus) throws {
        var statuses: [ExitStatus] = []
        for file in files {
            if interruption.isRequested {
                let unanswered = files.count - statuses.count
                StandardStreams.complain("interrupted: \(unanswered) of \(files.count) files were not looked at")
                statuses.append(.undecided)
                break
            }
            do {
                let input = try InputFile(path: file)
                statuses.append(try answer(input, program(in: input)))
            } catch let error as InputError {
                StandardStreams.complain(error.description)
                statuses.append(.badInput)
            }
        }
        let status = ExitStatus.combined(statuses)
        if status != .holds { throw status }
    }

    private func program(in input: InputFile) throws -> Program {
        let result = Language.parse(input.text, fileName: input.name)
        let diagnostics = result.diagnostics.map { $0.rendered(in: input.text, fileName: input.name) }
        if result.hasErrors { throw InputError(diagnostics.joined(separator: "\n\n")) }
        if !diagnostics.isEmpty { StandardStreams.complain(diagnostics.joined(separator: "\n\n")) }
        guard var program = result.program else {
            throw InputError("\(input.name): there is no program here: expected shared state, such as `atomic x`, "
                + "and a thread, such as `thread A { x.store(1) }`")
        }
        if !result.namesProgram, !input.isStandardInput {
            program.name = URL(fileURLWithPath: input.name).deletingPathExtension().lastPathComponent
        }
        return program
    }
}
