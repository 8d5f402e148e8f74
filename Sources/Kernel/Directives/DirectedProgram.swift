import AtomicsCore
import Language
import Litmus
import ModelChecker
import Reports

/// A file's program, and how the directives in the file want it to be answered: `%%check --model tso`, `%unroll 4`.
///
/// `%%check` says how the program is explored, `%%run` how it is run, `%%compare` both; which of these is done is for
/// whoever reads the file to say.
public struct DirectedProgram: Sendable {
    /// The text with blanks in the place of directives, so that lines keep their numbers.
    public let text: String
    public let models: [ModelName]
    /// `model` in it counts for nothing: `models` does.
    public let check: CheckOptions
    public let run: RunOptions
    public let timelines: TextStyle.Timelines
    public let expected: FindingKind?

    /// - Throws: a `Diagnostic` for a directive that there is not, or that makes sense in a session only.
    public init(_ text: String) throws(Diagnostic) {
        let cell = CellText(text)
        if let misplaced = cell.misplaced { throw misplaced }
        var settings = Settings()
        for line in cell.directives {
            switch try LineMeaning(line) {
            case .setting(let option): try option.setDefault(&settings, line)
            case .directive(let directive):
                guard line.isForCell, [.check, .run, .compare].contains(directive.action) else {
                    throw line.error(at: line.name, "`\(line.name.text)` has no meaning in a file",
                                     help: "a file may have `%%check`, `%%run` or `%%compare`, and settings such as "
                                         + "`%model tso`")
                }
                let arguments = try DirectiveArguments(of: line, for: directive, settings)
                if let word = arguments.words.first {
                    throw line.error(at: word, "`\(directive.name)` takes options only", expected: directive.usage)
                }
                settings = arguments.settings
            }
        }
        self.text = cell.directives.isEmpty ? text : cell.program
        models = settings.models
        check = settings.check
        run = settings.run
        timelines = settings.timelines
        expected = settings.expected
    }
}
