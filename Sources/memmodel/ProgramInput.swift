import Foundation
import Kernel
import Language
import Litmus

/// A program as a file gives it.
struct ProgramInput {
    /// The file, with blanks in the place of directives.
    let file: InputFile
    let program: Program
    /// What the file's own directives ask for.
    let directives: DirectedProgram

    /// - Throws: `InputError` where there is no program, or something is wrong with it. Warnings go to standard error.
    init(_ input: InputFile) throws {
        do {
            directives = try DirectedProgram(input.text)
        } catch {
            throw InputError(error.rendered(in: input.text, fileName: input.name))
        }
        var file = input
        file.text = directives.text
        self.file = file
        program = try Self.parse(file)
    }

    private static func parse(_ file: InputFile) throws -> Program {
        let result = Language.parse(file.text, fileName: file.name)
        let diagnostics = result.diagnostics.map { $0.rendered(in: file.text, fileName: file.name) }
        if result.hasErrors { throw InputError(diagnostics.joined(separator: "\n\n")) }
        if !diagnostics.isEmpty { StandardStreams.complain(diagnostics.joined(separator: "\n\n")) }
        guard var program = result.program else {
            throw InputError("\(file.name): there is no program here: expected shared state, such as `atomic x`, "
                + "and a thread, such as `thread A { x.store(1) }`")
        }
        if !result.namesProgram, !file.isStandardInput {
            program.name = URL(fileURLWithPath: file.name).deletingPathExtension().lastPathComponent
        }
        return program
    }
}
