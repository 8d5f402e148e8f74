/// Recursive descent over a text's tokens; operators by precedence climbing.
///
/// An error is reported where it is found; the parser then goes on at the next statement or item, so that one
/// reading reports them all.
struct Parser {
    let tokens: [Token]
    private(set) var position = 0
    var sink: DiagnosticSink
    /// Open `(` and `[`: inside them a line's end means nothing.
    var openBrackets = 0
    private var nesting = 0
    /// The words in what errors made the parser skip: they may have been declarations.
    private var lostNames: Set<String> = []

    /// A syntax error that was reported already.
    struct Failure: Error {}

    static let maximalNesting = 64

    /// Parses a whole text. The tree holds what could be read, whatever the sink says.
    static func parse(_ source: SourceText, _ sink: inout DiagnosticSink) -> SyntaxTree {
        let tokens = Lexer.tokens(of: source, &sink)
        var parser = Parser(tokens: tokens, sink: sink)
        var tree = parser.tree()
        tree.lostNames = parser.lostNames
        sink = parser.sink
        return tree
    }

    private init(tokens: [Token], sink: DiagnosticSink) {
        self.tokens = tokens
        self.sink = sink
    }
}

// Tokens.
extension Parser {
    var token: Token { tokens[position] }
    /// The token behind the current one.
    var nextToken: Token { token(ahead: 1) }
    /// The token before the current one.
    var lastToken: Token { tokens[max(position - 1, 0)] }
    /// The token `distance` behind the current one.
    func token(ahead distance: Int) -> Token { tokens[min(position + distance, tokens.count - 1)] }
    var isAtEnd: Bool { token.kind == .end }

    mutating func advance() { if !isAtEnd { position += 1 } }

    /// Whether the current token may belong to what stands before it: it is on the same line, or inside brackets.
    var continuesLine: Bool { openBrackets > 0 || !token.startsLine }

    mutating func take(_ symbol: Symbol) -> Bool {
        guard token.isSymbol(symbol) else { return false }
        advance()
        return true
    }

    mutating func take(word: String) -> Bool {
        guard token.isWord(word) else { return false }
        advance()
        return true
    }

    mutating func expect(_ symbol: Symbol, help: String? = nil) throws(Failure) {
        if !take(symbol) { throw unexpected("`\(symbol.rawValue)`", help: help) }
    }

    /// The end of what was opened at `opening`.
    mutating func close(_ symbol: Symbol, openedAt opening: Span, orElse alternative: String = "") throws(Failure) {
        if take(symbol) { return }
        let line = sink.source.line(of: opening.start)
        let isElsewhere = line != sink.source.line(of: lastToken.span.start)
        throw unexpected(
            "\(alternative)`\(symbol.rawValue)`", help: isElsewhere ? "it was opened on line \(line)" : nil)
    }

    /// What is being declared: "a thread's name".
    mutating func name(of what: String) throws(Failure) -> Name {
        guard let word = token.word else { throw unexpected(what) }
        if reservedWords.contains(word) {
            throw unexpected(what, help: "`\(word)` is a keyword and cannot be a name")
        }
        if word == "_" { throw unexpected(what, help: "`_` is not a name") }
        defer { advance() }
        return Name(text: word, span: token.span)
    }

    /// Reports that something else was expected than the current token. Where that is on the next line, what is
    /// missing is missing behind the last one.
    mutating func unexpected(_ expected: String, help: String? = nil) -> Failure {
        let isBehindLast = position > 0 && (token.startsLine || isAtEnd)
        let end = lastToken.span.end
        let found = isBehindLast && !isAtEnd ? "the end of the line" : token.description
        let help = help ?? token.kind.helpForStrangers
        sink.error(isBehindLast ? Span(start: end, end: end + 1) : token.span, "expected \(expected), found \(found)",
                   expected: expected, help: help)
        return Failure()
    }

    /// Reports that the current token begins something that cannot begin here.
    mutating func misplaced(_ expected: String, help: String) -> Failure {
        sink.error(token.span, "expected \(expected), found \(token.description)", expected: expected, help: help)
        return Failure()
    }

    mutating func error(_ span: Span, _ message: String, expected: String? = nil, help: String? = nil) -> Failure {
        sink.error(span, message, expected: expected, help: help)
        return Failure()
    }

    func span(from start: Span) -> Span { Span(start: start.start, end: max(start.end, lastToken.span.end)) }
}

// Depth and recovery.
extension Parser {
    /// Runs `body` one level deeper; text that nests deeper than the limit is an error instead of a stack overflow.
    mutating func nested<Result>(
        _ body: (inout Parser) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard nesting < Self.maximalNesting else { throw nestedTooDeeply() }
        nesting += 1
        defer { nesting -= 1 }
        return try body(&self)
    }

    private mutating func nestedTooDeeply() -> Failure {
        error(token.span, "this is nested too deeply",
              help: "at most \(Self.maximalNesting) levels; name a part of it with `let` or `fn`")
    }

    /// Throws where the block that begins here is too deep, and skips it: what closes it closes nothing else.
    mutating func checkDepthOfBlock() throws(Failure) {
        guard nesting >= Self.maximalNesting else { return }
        let failure = nestedTooDeeply()
        skipBraces()
        throw failure
    }

    /// Runs `body` inside brackets, where a line's end means nothing.
    mutating func bracketed<Result>(
        _ body: (inout Parser) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        openBrackets += 1
        defer { openBrackets -= 1 }
        return try body(&self)
    }

    /// Skips to where a statement can begin: behind a `;`, at a line's start, or before the block's `}`.
    mutating func recoverStatement(from start: Int) {
        openBrackets = 0
        defer { loseNames(from: start) }
        while !isAtEnd {
            // An `else` goes on with the `if` that was skipped.
            let goesOn = token.isWord("else") && lastToken.isSymbol(.rightBrace)
            if position > start, token.startsLine, !goesOn { return }
            if token.isSymbol(.rightBrace) { return }
            if token.isSymbol(.leftBrace) {
                skipBraces()
                continue
            }
            let endsStatement = token.isSymbol(.semicolon)
            advance()
            if endsStatement { return }
        }
    }

    /// Skips to where an item can begin: a line that starts with an item's word, outside of all braces.
    mutating func recoverItem(from start: Int) {
        openBrackets = 0
        defer { loseNames(from: start) }
        while !isAtEnd {
            if position > start, token.startsLine, let word = token.word, Self.itemWords.contains(word) { return }
            if token.isSymbol(.leftBrace) {
                skipBraces()
                continue
            }
            let endsItem = token.isSymbol(.semicolon) || (token.isSymbol(.rightBrace) && position > start)
            advance()
            if endsItem { return }
        }
    }

    /// Remembers what the skipped tokens may have declared. Properties and plain statements declare nothing.
    private mutating func loseNames(from start: Int) {
        let declaring = ["let", "for", "while", "loop", "if", "thread", "fn", "finally", "const"]
            + SharedDeclaration.Kind.allCases.map(\.rawValue)
        let skipped = tokens[start..<position]
        let first = skipped.first?.word
        let meant = first.flatMap { Self.itemsElsewhere[$0] ?? nearest(to: $0, among: declaring) }
        if let meant, first.map({ !declaring.contains($0) }) ?? false { lostNames.insert(meant) }
        guard meant != nil || isStranger(at: start) || skipped.contains(where: { token in
            token.word.map(declaring.contains) ?? false
        }) else { return }
        lostNames.formUnion(skipped.compactMap(\.word))
    }

    private mutating func skipBraces() {
        var depth = 0
        while !isAtEnd {
            if token.isSymbol(.leftBrace) { depth += 1 }
            if token.isSymbol(.rightBrace) { depth -= 1 }
            advance()
            if depth == 0 { return }
        }
    }
}
