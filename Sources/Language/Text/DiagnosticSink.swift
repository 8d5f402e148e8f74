/// Collects what is wrong with a text; each finding once.
struct DiagnosticSink {
    let source: SourceText
    private var found: [(offset: Int, diagnostic: Diagnostic)] = []
    private var seen: Set<Diagnostic> = []

    init(_ source: SourceText) { self.source = source }

    /// How many are kept: who has made more mistakes than this has made one, over and over.
    private static let limit = 100

    /// In the order of the text; of very many, the first.
    var diagnostics: [Diagnostic] {
        let sorted = found.enumerated().sorted { ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset) }
            .map(\.element.diagnostic)
        guard let last = sorted.dropFirst(Self.limit - 1).first, sorted.count > Self.limit else { return sorted }
        return sorted.prefix(Self.limit) + [
            Diagnostic(
                hasErrors ? .error : .warning, "and \(sorted.count - Self.limit) more", line: last.line,
                column: last.column,
                help: "what is reported first is often the cause of the rest")
        ]
    }

    private(set) var errorCount = 0

    var hasErrors: Bool { errorCount > 0 }

    /// Where the errors are, as offsets.
    var errorOffsets: [Int] { found.filter { $0.diagnostic.severity == .error }.map(\.offset) }

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
        guard seen.insert(diagnostic).inserted else { return }
        found.append((span.start, diagnostic))
        if severity == .error { errorCount += 1 }
    }
}
