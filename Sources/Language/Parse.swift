import Litmus

/// What a text means: its program, if it has one, what is wrong with it, and what it defines for later texts.
public struct ParseResult: Sendable {
    /// Nil where there is an error, and where the text holds no thread and no shared state.
    public var program: Program?
    /// Errors and warnings, in the order of the text.
    public var diagnostics: [Diagnostic]
    /// The functions and constants of this text, for later ones.
    public var definitions: Definitions
    public var dialect: Program.Dialect
    /// Whether the text gives the program a name; without one it is called "program".
    public var namesProgram = true

    public init(program: Program? = nil, diagnostics: [Diagnostic] = [], definitions: Definitions = Definitions(),
                dialect: Program.Dialect = .memmodel) {
        self.program = program
        self.diagnostics = diagnostics
        self.definitions = definitions
        self.dialect = dialect
    }

    public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// Reads a program: in herd's C format where the first line that is not a comment is `C NAME`,
/// else in the memmodel language.
///
/// - Parameter definitions: the functions and constants of earlier texts that this one may use.
public func parse(_ text: String, fileName: String? = nil, definitions: Definitions = Definitions()) -> ParseResult {
    let source = SourceText(text)
    var sink = DiagnosticSink(source)
    if let header = HerdHeader(source) {
        var program = herdProgram(source, header, &sink)
        program?.sourceLines = source.lines
        return ParseResult(program: program, diagnostics: sink.diagnostics, dialect: .herd)
    }
    if fileName?.hasSuffix(".litmus") ?? false {
        sink.error(Span(start: 0, end: 1), "a herd test begins with its architecture and its name",
                   expected: "`C NAME`")
        return ParseResult(diagnostics: sink.diagnostics, dialect: .herd)
    }
    let tree = Parser.parse(source, &sink)
    var (program, defined) = ProgramLowering.lower(tree, source, definitions, &sink)
    program?.sourceLines = source.lines
    var result = ParseResult(program: program, diagnostics: sink.diagnostics, definitions: defined)
    result.namesProgram = tree.items.contains { if case .program = $0.kind { true } else { false } }
    return result
}

private func herdProgram(_ source: SourceText, _ header: HerdHeader, _ sink: inout DiagnosticSink) -> Program? {
    guard header.architecture == "C" else {
        sink.error(header.span, "this is a test for \(header.architecture), and only tests in C are read",
                   expected: "`C \(header.name)`")
        return nil
    }
    guard let test = HerdParser.parse(source, header, &sink) else { return nil }
    return HerdLowering.lower(test, &sink)
}
