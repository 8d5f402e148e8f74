/// Collects what is wrong with a text; each finding once.
struct DiagnosticSink {
    let source: SourceText
    private var found: [(offset: Int, diagnostic: Diagnostic)] = []
    private var seen: Set<Diagnostic> = []

    init(_ source: SourceText) { self.source = source }

    /// In the order of the text.
    var diagnostics: [Diagnostic] {
        found.enumerated().sorted { ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset) }
            .map(\.element.diagnostic)
    }

    var hasErrors: Bool { found.contains { $0.diagnostic.severity == .error } }

    mutating func error(_ span: Span, _ message: String, expected: String? = nil, help: String? = nil) {
        report(.error, span, message, expected: expected, help: help)
    }

    mutating func warning(_ span: Span, _ message: String, help: String? = nil) {
        report(.warning, span, message, help: help)
    }

    mutating func report(_ severity: Diagnostic.Severity, _ span: Span, _ message: String,
                         expected: String? = nil, help: String? = nil) {
        let diagnostic = Diagnostic(
            severity, message, line: source.line(of: span.start), column: source.column(of: span.start),
            length: source.length(of: span), expected: expected, help: help)
        if seen.insert(diagnostic).inserted { found.append((span.start, diagnostic)) }
    }
}
