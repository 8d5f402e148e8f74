import Litmus

extension Parser {
    /// The words that an item begins with.
    static let itemWords = Set(
        ["program", "use", "const", "fn", "thread", "finally", "observe"]
        + SharedDeclaration.Kind.allCases.map(\.rawValue) + Property.Kind.allCases.map(\.rawValue))

    mutating func tree() -> SyntaxTree {
        var tree = SyntaxTree()
        while !isAtEnd {
            if take(.semicolon) { continue }
            let start = position
            do throws(Failure) {
                let item = try item()
                tree.items.append(item)
                if !itemEndsHere(item) { _ = unexpected("the end of the line") ; recoverItem(from: start) }
            } catch {
                recoverItem(from: start)
            }
        }
        return tree
    }

    /// Items with a block may stand on one line with others; other items end at the line's end or at `;`.
    private mutating func itemEndsHere(_ item: Item) -> Bool {
        if take(.semicolon) || token.startsLine { return true }
        switch item.kind {
        case .function, .thread, .finally: return true
        default: return false
        }
    }

    private mutating func item() throws(Failure) -> Item {
        let start = token.span
        let kind = try itemKind()
        return Item(kind: kind, span: span(from: start))
    }

    private mutating func itemKind() throws(Failure) -> Item.Kind {
        guard let word = token.word else { throw notAnItem() }
        if let kind = SharedDeclaration.Kind(rawValue: word) { return .shared(try sharedDeclaration(kind)) }
        if let kind = Property.Kind(rawValue: word) { return .property(try property(kind)) }
        switch word {
        case "program":
            advance()
            return .program(try name(of: "the program's name"))
        case "use":
            return use()
        case "const":
            advance()
            return .constants(try constants())
        case "fn":
            advance()
            return .function(try function())
        case "thread":
            advance()
            return .thread(try thread())
        case "finally":
            advance()
            return .finally(try block())
        case "observe":
            advance()
            return .observe(try expressions())
        default:
            throw notAnItem()
        }
    }

    private mutating func notAnItem() -> Failure {
        let expected = "a declaration, a `thread`, a `fn` or a property"
        if token.isWord("let") {
            return misplaced(
                expected, help: "a `let` belongs into a thread; shared state is `atomic x = 0` or `var x = 0`")
        }
        if token.isWord("static") { return misplaced(expected, help: "shared state is `atomic x = 0` or `var x = 0`") }
        if token.isSymbol(.rightBrace) { return misplaced(expected, help: "there is one `}` too many before this") }
        if let word = token.word, let meant = Self.itemsElsewhere[word] {
            return misplaced(expected, help: "a function is `\(meant) \(nextToken.word ?? "f")(…) { … }`")
        }
        if let word = token.word, let meant = nearest(to: word, among: Self.itemWords.sorted()) {
            return misplaced(expected, help: "did you mean `\(meant)`?")
        }
        return misplaced(expected, help: "statements belong into a thread: `thread A { … }`")
    }

    private mutating func use() -> Item.Kind {
        let start = token.span
        advance()
        let first = position
        while !isAtEnd, !token.isSymbol(.semicolon), !(token.startsLine && openBrackets == 0) {
            if token.isSymbol(.leftBrace) { openBrackets += 1 }
            if token.isSymbol(.rightBrace) { openBrackets -= 1 }
            advance()
        }
        openBrackets = 0
        let path = position > first ? sink.source[span(from: start)].dropFirst(3).filter { !$0.isWhitespace } : ""
        return .use(path: path)
    }
}

// Shared state and constants.
extension Parser {
    private mutating func sharedDeclaration(_ kind: SharedDeclaration.Kind) throws(Failure) -> SharedDeclaration {
        advance()
        var declarators: [Declarator] = []
        repeat { declarators.append(try declarator(kind)) } while take(.comma)
        return SharedDeclaration(kind: kind, declarators: declarators)
    }

    private mutating func declarator(_ kind: SharedDeclaration.Kind) throws(Failure) -> Declarator {
        var declarator = Declarator(name: try name(of: "the name of \(kind.withArticle)"))
        if continuesLine, token.isSymbol(.leftBracket) { declarator.size = try subscriptExpression() }
        if kind.parameter != nil, continuesLine, token.isSymbol(.leftParen) {
            let opening = token.span
            advance()
            declarator.parameter = try bracketed { parser throws(Failure) in try parser.expression() }
            try close(.rightParen, openedAt: opening)
        }
        if token.isSymbol(.colon) { declarator.isWide = try type(of: kind) }
        if continuesLine, take(.assign) { declarator.initial = try expression() }
        return declarator
    }

    /// `: wide`; there is no other type.
    private mutating func type(of kind: SharedDeclaration.Kind) throws(Failure) -> Bool {
        if kind == .plain, nextToken.isWord("wide") {
            advance()
            advance()
            return true
        }
        skipType(help: kind == .plain
            ? "a `var` holds one 64-bit number, or two with `: wide`; leave the type out"
            : "\(kind.withArticle) has no type; leave it out")
        return false
    }

    /// Reports Rust's `: TYPE` and skips it, so that what follows is read all the same.
    mutating func skipType(help: String) {
        let start = token.span
        advance()
        var depth = 0
        scan: while !isAtEnd, !token.startsLine {
            switch token.kind {
            case .symbol(.less), .symbol(.leftParen), .symbol(.leftBracket): depth += 1
            case .symbol(.greater), .symbol(.rightBracket): depth -= 1
            case .symbol(.rightParen):
                if depth == 0 { break scan }
                depth -= 1
            case .symbol(.assign), .symbol(.comma), .symbol(.leftBrace), .symbol(.semicolon):
                if depth <= 0 { break scan }
            default: break
            }
            advance()
        }
        sink.error(span(from: start), "there are no types here: every value is a 64-bit signed number", help: help)
    }

    private mutating func constants() throws(Failure) -> [ConstantDeclaration] {
        var constants: [ConstantDeclaration] = []
        repeat {
            let name = try name(of: "the constant's name")
            if token.isSymbol(.colon) { skipType(help: "write `const \(name.text) = …`") }
            try expect(.assign, help: "a constant has a value: `const \(name.text) = 3`")
            constants.append(ConstantDeclaration(name: name, value: try expression()))
        } while take(.comma)
        return constants
    }
}

// Functions, threads, properties.
extension Parser {
    private mutating func function() throws(Failure) -> FunctionDeclaration {
        let name = try name(of: "the function's name")
        let opening = token.span
        try expect(.leftParen, help: "a function has parameters: `fn \(name.text)(l) { … }`, or none: `()`")
        let parameters = try bracketed { parser throws(Failure) in
            var parameters: [Name] = []
            while !parser.isAtEnd, !parser.token.isSymbol(.rightParen) {
                _ = parser.take(word: "mut")
                let parameter = try parser.name(of: "a parameter's name")
                parameters.append(parameter)
                if parser.token.isSymbol(.colon) {
                    parser.skipType(help: "write `\(parameter.text)` alone; it is a value or a shared location")
                }
                if !parser.take(.comma) { break }
            }
            return parameters
        }
        try close(.rightParen, openedAt: opening, orElse: "`,` or ")
        if token.isSymbol(.arrow) { skipType(help: "`return e` gives the value") }
        return FunctionDeclaration(name: name, parameters: parameters, body: try block())
    }

    private mutating func thread() throws(Failure) -> ThreadDeclaration {
        let name = try name(of: "the thread's name")
        let count = token.isSymbol(.leftBracket) ? try subscriptExpression() : nil
        return ThreadDeclaration(name: name, count: count, body: try block())
    }

    private mutating func property(_ kind: Property.Kind) throws(Failure) -> PropertyDeclaration {
        advance()
        let condition = try condition()
        var models: [Name] = []
        if token.isWord("under") {
            advance()
            repeat { models.append(try name(of: "a memory model's name")) } while take(.comma)
        } else if continuesLine, let word = token.word, nearest(to: word, among: ["under"]) != nil {
            throw unexpected("the end of the line", help: "did you mean `under`?")
        }
        return PropertyDeclaration(kind: kind, condition: condition, models: models)
    }
}

extension SharedDeclaration.Kind {
    /// "an atomic", "an rwlock" (its first letter is said as a vowel), "a mutex"
    var withArticle: String { (self == .atomic || self == .rwlock ? "an " : "a ") + rawValue }
}
