// Words that begin nothing here: misspelt ones, and those of other languages.
extension Parser {
    /// The words that a statement can begin with.
    private static let statementWords = [
        "let", "if", "else", "while", "loop", "for", "break", "continue", "return", "spawn", "join",
    ] + GuardMode.allCases.map(\.rawValue) + checkStatements + builtinFunctions

    /// What to write in place of the words that statements of other languages begin with.
    private static let statementsElsewhere: [String: String] = [
        "match": "compare the cases one by one: `if r == 0 { … } else if r == 1 { … }`",
        "switch": "compare the cases one by one: `if r == 0 { … } else if r == 1 { … }`",
        "elif": "write `else if c { … }`", "elseif": "write `else if c { … }`",
        "do": "`loop { …; if !c { break } }` tests at its end",
        "until": "write `while !c { … }`", "unless": "write `if !c { … }`",
        "unsafe": "leave the word out, and keep the block",
    ]

    /// What to write in place of the words that items of other languages begin with.
    static let itemsElsewhere: [String: String] = [
        "function": "fn", "func": "fn", "def": "fn", "void": "fn", "proc": "fn",
    ]

    /// Throws where a statement begins with a word that none begins with: what follows on the same line can only begin
    /// an operand or a block, so that the word is no expression's beginning either.
    mutating func checkIsNoStranger(_ word: String) throws(Failure) {
        guard isStranger(at: position) else { return }
        let help: String
        if let known = Self.statementsElsewhere[word] {
            help = known
        } else if let meant = nearest(to: word, among: Self.statementWords) {
            help = "did you mean `\(meant)`?"
        } else if Self.itemWords.contains(word) {
            help = "`\(word)` stands outside of the threads"
        } else if let name = nextToken.word, token(ahead: 2).isSymbol(.assign) {
            help = "a register is declared by `let \(name) = …`"
        } else {
            help = "a statement ends at its line's end or at `;`"
        }
        throw error(token.span, "`\(word)` begins no statement", help: help)
    }

    /// Whether the token is a word, and what follows it on its line cannot go on with an expression.
    func isStranger(at index: Int) -> Bool {
        guard let word = tokens[index].word, !reservedWords.contains(word) else { return false }
        let isGuard = ["spawn", "join"].contains(word) || GuardMode(rawValue: word) != nil
        guard !isGuard, let next = tokens[(index + 1)...].first, !next.startsLine else { return false }
        // `name!(…)` is a macro of Rust's, which has an error of its own.
        if next.isSymbol(.bang), next.span.start == tokens[index].span.end { return false }
        if next.isSymbol(.leftParen) { return isHeader(at: index) }
        if case .label = next.kind { return true }
        return next.isSymbol(.leftBrace) || beginsOperand(next)
    }

    /// Whether the token stands on the same line and can only begin an operand, not go on with an expression.
    func beginsOperand(_ token: Token) -> Bool {
        if token.startsLine { return false }
        switch token.kind {
        case .word, .number, .string: return true
        default: return token.isSymbol(.bang) || token.isSymbol(.tilde)
        }
    }

    /// Whether it goes on as in `word (…) {`, on one line, or as in `word (a, b) = …`, where the word is nearly `let`.
    private func isHeader(at index: Int) -> Bool {
        var depth = 0
        for position in (index + 1)..<(tokens.count - 1) {
            if tokens[position].startsLine { return false }
            if tokens[position].isSymbol(.leftParen) { depth += 1 }
            if tokens[position].isSymbol(.rightParen) { depth -= 1 }
            guard depth == 0 else { continue }
            let next = tokens[position + 1]
            if next.startsLine { return false }
            guard next.isSymbol(.assign) else { return next.isSymbol(.leftBrace) }
            return nearest(to: tokens[index].word ?? "", among: Self.statementWords) == "let"
        }
        return false
    }

    /// Throws where a call has a string among its arguments, and its name is nearly that of a statement that takes one.
    mutating func checkIsNoMisspeltCheck(_ word: String, _ span: Span) throws(Failure) {
        guard hasStringArgument, let meant = nearest(to: word, among: checkStatements), !isFunction(word) else {
            return
        }
        throw error(span, "there is no function `\(word)`", help: "did you mean `\(meant)`?")
    }

    /// Whether there is a string in the brackets that the current token opens.
    private var hasStringArgument: Bool {
        var depth = 0
        for token in tokens[position...] {
            if token.isSymbol(.leftParen) { depth += 1 }
            if token.isSymbol(.rightParen) { depth -= 1 }
            if case .string = token.kind { return true }
            if depth == 0 || token.isSymbol(.leftBrace) || token.isSymbol(.semicolon) { return false }
        }
        return false
    }

    /// Whether the text has a function of that name.
    private func isFunction(_ name: String) -> Bool {
        tokens.indices.dropLast().contains { tokens[$0].isWord("fn") && tokens[$0 + 1].isWord(name) }
    }
}

/// The statement that a bare name stands for, as in `brek`; nil where it is near none.
func nearestBareStatement(to name: String) -> String? {
    nearest(to: name, among: ["break", "continue", "return"])
        ?? nearest(to: name, among: builtinFunctions).map { builtinForm($0) }
}
