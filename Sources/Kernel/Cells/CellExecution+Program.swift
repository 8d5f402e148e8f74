import Language
import Litmus
import MarkerTraits
import Reports

extension CellExecution {
    /// What an unnamed program is called.
    private static var unnamed: String { "cell" }

    /// Does with the cell's program what its `%%` line says: without one, it is checked.
    mutating func performCell() throws {
        guard let line = text.cellDirective else {
            if text.hasProgram { try performProgram(.check, session.settings, line: nil) }
            return
        }
        guard let directive = Directive.named(line.name.text) else { return }
        let arguments = try DirectiveArguments(of: line, for: directive, session.settings)
        if let word = arguments.words.first {
            throw line.error(
                at: word, "`\(directive.name)` takes options only, and `\(word.text)` is none",
                expected: enumeration(directive.options.map { "--\($0.name)" }, "or"),
                help: session.program(word.text) == nil ? nil
                    : "`\(directive.name.dropFirst()) \(word.text)` works with that program")
        }
        guard text.hasProgram else {
            throw line.errorAtEnd(
                "there is nothing below `\(directive.name)`",
                expected: directive.action == .types ? "Rust's types, such as `struct S(Rc<i32>);`" : "a program",
                help: directive.action == .types || Directive.named(String(directive.name.dropFirst())) == nil ? nil
                    : "to work with a program of an earlier cell, name it: `\(directive.name.dropFirst()) NAME`")
        }
        flush()
        if directive.action == .types { return try types(arguments.settings) }
        try performProgram(directive.action, arguments.settings, line: line)
    }

    private mutating func performProgram(_ action: Directive.Action, _ settings: Settings,
                                         line: DirectiveLine?) throws {
        let definitions = session.definitions
        let result = Language.parse(text.program, definitions: definitions)
        if result.hasErrors { throw CellFailure(.syntaxError, result.diagnostics, in: text.text) }
        flush()
        for warning in result.diagnostics {
            emit(.stream(name: "stderr", text: warning.rendered(in: text.text, fileName: "cell") + "\n"))
        }
        session.define(result.definitions)
        guard var program = result.program else { return try answerDefinitions(result.definitions, line) }
        if !result.namesProgram { program.name = Self.unnamed }
        let stored = StoredProgram(program: program, source: text.program, definitions: definitions)
        session.keep(stored)
        try perform(action, on: program, settings)
    }

    /// Does what `%%check` and its like say with a program.
    mutating func perform(_ action: Directive.Action, on program: Program, _ settings: Settings) throws {
        switch action {
        case .run: try run(program, settings)
        case .compare: try compare(program, settings)
        case .bench: try bench([program], settings)
        default: try check(program, settings)
        }
    }

    /// "defined fn acquire(l), const N = 3"
    private mutating func answerDefinitions(_ definitions: Definitions, _ line: DirectiveLine?) throws {
        guard !definitions.isEmpty else {
            let message = "there is no program in this cell"
            guard let line else { throw CellFailure(.syntaxError, message + ": expected a thread and shared state") }
            throw line.errorAtEnd(message, expected: "shared state and a thread")
        }
        show(MimeBundle(text: "defined " + definitions.listing.joined(separator: ", ")))
    }

    private mutating func types(_ settings: Settings) throws {
        let report = analyse(text.program)
        guard report.isReadable else {
            var readable = report
            readable.diagnostics = []
            if !readable.types.isEmpty { show(MimeBundle(readable, settings)) }
            let texts = report.diagnostics.map { report.text(of: $0, fileName: "cell", ascii: settings.ascii) }
            throw CellFailure(CellError(name: ErrorName.syntaxError.rawValue, value: report.summary,
                                        traceback: ["SyntaxError: \(report.summary)"] + texts.flatMap { ["", $0] }))
        }
        show(MimeBundle(report, settings))
        if !report.holds { throw CellFailure(.claimViolated, report.summary) }
    }
}

extension Definitions {
    /// `fn acquire(l)`, `const N = 3`: sorted, functions first.
    var listing: [String] {
        functionNames.map { "fn \(signature(of: $0) ?? $0)" }
            + constantNames.map { "const \($0) = \(value(of: $0) ?? 0)" }
    }
}
