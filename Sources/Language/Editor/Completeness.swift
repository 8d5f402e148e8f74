import Litmus

/// Whether a text can be run as it stands: what a console asks before it runs what was typed.
public enum Completeness: Sendable, Hashable {
    case complete
    /// More has to follow; the next line starts with `indent`.
    case incomplete(indent: String)
    /// No continuation can make it right.
    case invalid
    case unknown
}

/// Whether a text is a whole program, the beginning of one, or wrong whatever follows.
///
/// Only the form counts: a program with an undeclared name is complete, and running it says what is wrong.
/// Declarations without a thread are incomplete until two empty lines end them: one often stands before the first
/// thread. A program whose latest line closes a thread of several lines, where another thread or a property may follow,
/// is incomplete until an empty line ends it.
public func completeness(of text: String) -> Completeness {
    let source = SourceText(text)
    if let header = HerdHeader(source) { return completeness(of: source, header) }
    var sink = DiagnosticSink(source)
    let tokens = Lexer.tokens(of: source, &sink).dropLast()
    if sink.errorOffsets.contains(where: { source[Span(start: $0, end: $0 + 2)] == "/*" }) {
        return .incomplete(indent: "")
    }
    guard let last = tokens.last else { return .complete }
    guard let open = openBrackets(tokens) else { return .invalid }
    let indent = String(repeating: "    ", count: open.count)
    if !open.isEmpty { return sink.hasErrors ? .invalid : .incomplete(indent: indent) }
    if case .symbol(let symbol) = last.kind, symbol.goesOn { return .incomplete(indent: "    ") }

    var parserSink = DiagnosticSink(source)
    let tree = Parser.parse(source, &parserSink)
    if let first = parserSink.errorOffsets.min() {
        return first >= last.span.end ? .incomplete(indent: "") : .invalid
    }
    if tree.needsThread { return endsWithEmptyLines(text, 2) ? .complete : .incomplete(indent: "") }
    let mayGoOn = tree.asksNothing && endsWithClosingLine(text)
    return mayGoOn && !endsWithEmptyLines(text, 1) ? .incomplete(indent: "") : .complete
}

/// The brackets that are open at the end; nil where one closes that was not open.
private func openBrackets(_ tokens: ArraySlice<Token>) -> [Symbol]? {
    let closers: [Symbol: Symbol] = [.rightParen: .leftParen, .rightBracket: .leftBracket, .rightBrace: .leftBrace]
    var open: [Symbol] = []
    for token in tokens {
        guard case .symbol(let symbol) = token.kind else { continue }
        if closers.values.contains(symbol) { open.append(symbol) }
        if let opener = closers[symbol], open.popLast() != opener { return nil }
    }
    return open
}

private func endsWithEmptyLines(_ text: String, _ count: Int) -> Bool {
    text.count >= count && text.suffix(count).allSatisfy(\.isNewline)
}

/// Whether the latest line is a closing brace by itself.
private func endsWithClosingLine(_ text: String) -> Bool {
    text.split(whereSeparator: \.isNewline).last?.filter { !$0.isWhitespace } == "}"
}

extension Symbol {
    /// Whether something has to follow it, on the next line if not on this one.
    fileprivate var goesOn: Bool {
        switch self {
        case .assign, .comma, .dot, .path, .bang, .range, .rangeInclusive: true
        default: BinaryOperator.bySymbol[self] != nil || BinaryOperator.byAssignment[self] != nil
        }
    }
}

extension SyntaxTree {
    /// Whether there is shared state, or something asked about it, and no thread yet.
    fileprivate var needsThread: Bool {
        var declares = false
        for item in items {
            switch item.kind {
            case .thread: return false
            case .program, .shared, .property, .observe, .finally: declares = true
            case .use, .constants, .function: break
            }
        }
        return declares
    }

    /// Whether there is a thread, and no property yet.
    fileprivate var asksNothing: Bool {
        var hasThread = false
        for item in items {
            switch item.kind {
            case .property, .observe: return false
            case .thread: hasThread = true
            case .program, .shared, .finally, .use, .constants, .function: break
            }
        }
        return hasThread
    }
}

/// A herd test is whole once its condition is there.
private func completeness(of source: SourceText, _ header: HerdHeader) -> Completeness {
    guard header.architecture == "C" else { return .invalid }
    var sink = DiagnosticSink(source)
    let test = HerdParser.parse(source, header, &sink)
    if let first = sink.errorOffsets.min() {
        let rest = source[Span(start: first, end: source.scalars.count)]
        return rest.allSatisfy(\.isWhitespace) ? .incomplete(indent: "") : .invalid
    }
    guard let test else { return .invalid }
    let hasCondition = test.conditionSpan.start < source.scalars.count
    return hasCondition || endsWithEmptyLines(source[Span(start: 0, end: source.scalars.count)], 1)
        ? .complete : .incomplete(indent: "")
}
