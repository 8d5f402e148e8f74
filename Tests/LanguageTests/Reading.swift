import Language
import Litmus
import Testing

/// The program that a text means; a test failure where it has errors.
func program(_ text: String, definitions: Definitions = Definitions(),
             sourceLocation: SourceLocation = #_sourceLocation) throws -> Program {
    let result = parse(text, definitions: definitions)
    let errors = result.diagnostics.filter { $0.severity == .error }.map { $0.rendered(in: text) }
    #expect(errors == [], sourceLocation: sourceLocation)
    return try #require(result.program, sourceLocation: sourceLocation)
}

/// The program's only execution that runs its threads one after the other.
func ran(_ text: String, definitions: Definitions = Definitions(),
         sourceLocation: SourceLocation = #_sourceLocation) throws -> SequentialMachine {
    var machine = SequentialMachine(try program(text, definitions: definitions, sourceLocation: sourceLocation))
    try machine.run()
    return machine
}

/// The errors of a text, as `line:column message`.
func errors(_ text: String, definitions: Definitions = Definitions()) -> [String] {
    parse(text, definitions: definitions).diagnostics.filter { $0.severity == .error }
        .map { "\($0.line):\($0.column) \($0.message)" }
}

func warnings(_ text: String) -> [String] {
    parse(text).diagnostics.filter { $0.severity == .warning }.map { "\($0.line):\($0.column) \($0.message)" }
}

/// What the helps of a text's diagnostics say.
func helps(_ text: String) -> [String] { parse(text).diagnostics.compactMap(\.help) }

func columns(_ program: Program) -> [String] { program.observed.map { program.label(of: $0) } }

extension String {
    func replacingOccurrences(of target: String, with replacement: String) -> String {
        split(separator: target, omittingEmptySubsequences: false).joined(separator: replacement)
    }
}
