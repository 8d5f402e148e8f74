/// Where in a text a cursor is, as far as its tokens tell.
struct CursorContext {
    /// The word around the cursor, up to the cursor and whole.
    var typed: String
    var word: String
    var wordSpan: Span
    /// The tokens before the word.
    var before: [Token]
    /// The thread or function that the cursor is in.
    var owner: String?
    var braces = 0
    /// The calls around the cursor, from the outermost: the token number of their `(`, and how many commas came since.
    var openCalls: [(opening: Int, commas: Int)] = []
    var outline: Outline

    /// Nil inside comments and strings, where words mean nothing.
    init?(_ source: SourceText, _ cursor: Int) {
        let scalars = source.scalars
        let cursor = max(0, min(cursor, scalars.count))
        var start = cursor, end = cursor
        while start > 0, scalars[start - 1].isNamePart { start -= 1 }
        while end < scalars.count, scalars[end].isNamePart { end += 1 }
        wordSpan = Span(start: start, end: end)
        typed = source[Span(start: start, end: cursor)]
        word = source[wordSpan]

        var ignored = DiagnosticSink(source)
        let tokens = Lexer.tokens(of: source, &ignored)
        outline = Outline(tokens)
        before = Array(tokens.prefix { $0.span.end <= start && $0.kind != .end })
        guard Self.isInCode(source, start, before.last, tokens.dropFirst(before.count).first) else { return nil }
        readBrackets()
    }

    /// Whether the offset is not inside a comment or a string, given the tokens around it.
    private static func isInCode(_ source: SourceText, _ offset: Int, _ last: Token?, _ next: Token?) -> Bool {
        if let next, next.span.start < offset { return false }
        return !endsInComment(source.scalars[(last?.span.end ?? 0)..<offset])
    }

    /// Whether a stretch without tokens ends inside a comment.
    private static func endsInComment(_ gap: ArraySlice<Unicode.Scalar>) -> Bool {
        var depth = 0, isLineComment = false
        var rest = gap
        while let scalar = rest.popFirst() {
            if isLineComment {
                isLineComment = scalar != "\n"
            } else if scalar == "/", rest.first == "*" {
                depth += 1
                rest.removeFirst()
            } else if scalar == "*", rest.first == "/", depth > 0 {
                depth -= 1
                rest.removeFirst()
            } else if scalar == "/", rest.first == "/", depth == 0 {
                isLineComment = true
            }
        }
        return depth > 0 || isLineComment
    }

    private mutating func readBrackets() {
        var pendingOwner: String?
        for (number, token) in before.enumerated() {
            switch token.kind {
            case .word(let word) where braces == 0 && number + 1 < before.count && ["thread", "fn"].contains(word):
                pendingOwner = before[number + 1].word
            case .word("finally") where braces == 0: pendingOwner = "finally"
            case .symbol(.leftBrace):
                braces += 1
                openCalls = []
                if braces == 1 { owner = pendingOwner }
            case .symbol(.rightBrace):
                braces = max(0, braces - 1)
                openCalls = []
                if braces == 0 { owner = nil }
            case .symbol(.leftParen), .symbol(.leftBracket): openCalls.append((number, 0))
            case .symbol(.rightParen), .symbol(.rightBracket): _ = openCalls.popLast()
            case .symbol(.comma):
                if !openCalls.isEmpty { openCalls[openCalls.count - 1].commas += 1 }
            default: break
            }
        }
    }
}

extension CursorContext {
    /// The token before the word, `distance` tokens back from it.
    func token(_ distance: Int = 1) -> Token? {
        before.count >= distance ? before[before.count - distance] : nil
    }

    /// Whether the word is the first of its statement or item.
    func startsStatement(_ source: SourceText) -> Bool {
        guard let last = token() else { return true }
        if last.isSymbol(.leftBrace) || last.isSymbol(.rightBrace) || last.isSymbol(.semicolon) { return true }
        return openCalls.isEmpty && source.line(of: last.span.start) < source.line(of: wordSpan.start)
    }

    /// The name before a `.` that ends at this token number: `slot` of `slot[i].`.
    func receiver(before dot: Int) -> String? {
        var index = dot - 1
        if index >= 0, before[index].isSymbol(.rightBracket) {
            var depth = 0
            while index >= 0 {
                if before[index].isSymbol(.rightBracket) { depth += 1 }
                if before[index].isSymbol(.leftBracket) { depth -= 1 }
                index -= 1
                if depth == 0 { break }
            }
        }
        return index >= 0 ? before[index].word : nil
    }

    /// The kind of shared state that a name stands for.
    func kind(of name: String) -> SharedDeclaration.Kind? {
        if case .shared(let kind, _, _)? = outline.entry(name, in: owner)?.kind { kind } else { nil }
    }

    /// The operation whose brackets the word is in, and the number of the argument.
    var operation: (facts: OperationFacts, argument: Int)? {
        guard let call = openCalls.last, call.opening >= 1, let name = before[call.opening - 1].word else { return nil }
        if call.opening >= 3, before[call.opening - 2].isSymbol(.dot) {
            let kind = receiver(before: call.opening - 2).flatMap { self.kind(of: $0) } ?? SharedDeclaration.Kind.atomic
            return OperationFacts.of(kind).first { $0.name == name }.map { ($0, call.commas) }
        }
        return nil
    }

    /// Whether the word is in a fence's brackets.
    var isInFence: Bool {
        guard let call = openCalls.last, call.opening >= 1 else { return false }
        return ["fence", "compiler_fence"].contains(before[call.opening - 1].word)
    }
}
