/// The names that a text declares, read off its tokens: an editor asks while the text is unfinished, when there is
/// no tree yet.
struct Outline {
    struct Entry {
        enum Kind: Equatable {
            case shared(SharedDeclaration.Kind, isArray: Bool, isWide: Bool)
            case constant
            case function(parameters: [String])
            case thread(isReplicated: Bool)
            case register
            case parameter
        }

        var name: String
        var kind: Kind
        /// The thread or function that it belongs to; nil for what is declared outside of all.
        var owner: String?
        /// Where the name stands.
        var span: Span
    }

    private(set) var entries: [Entry] = []
    private let tokens: [Token]
    private var position = 0
    private var owner: String?
    private var depth = 0

    init(_ tokens: [Token]) {
        self.tokens = tokens
        while position < tokens.count, tokens[position].kind != .end { readToken() }
    }

    /// What a name means: the last declaration of it in `owner`, else the last outside of all.
    func entry(_ name: String, in owner: String?) -> Entry? {
        entries.last { $0.name == name && $0.owner == owner && owner != nil }
            ?? entries.last { $0.name == name && $0.owner == nil }
    }

    func entries(in owner: String) -> [Entry] { entries.filter { $0.owner == owner } }

    /// The registers of a thread, or of a replica of it: `t` for `t2`.
    func registers(of thread: String) -> [Entry] {
        entries.filter { entry in
            guard entry.kind == .register, let owner = entry.owner else { return false }
            return owner == thread || (thread.hasPrefix(owner) && thread.dropFirst(owner.count).allSatisfy(\.isNumber))
        }
    }
}

extension Outline {
    private var token: Token { tokens[min(position, tokens.count - 1)] }

    private mutating func readToken() {
        let current = token
        position += 1
        switch current.kind {
        case .symbol(.leftBrace): depth += 1
        case .symbol(.rightBrace):
            depth = max(0, depth - 1)
            if depth == 0 { owner = nil }
        case .word(let word): readWord(word)
        default: break
        }
    }

    private mutating func readWord(_ word: String) {
        if depth > 0 {
            if word == "let" || word == "for" { readPattern() }
            return
        }
        if let kind = SharedDeclaration.Kind(rawValue: word) { return readDeclarators(kind) }
        switch word {
        case "const": readDeclarators(nil)
        case "thread": readThread()
        case "fn": readFunction()
        case "finally": owner = "finally"
        default: break
        }
    }

    private mutating func add(_ kind: Entry.Kind, owner: String?) {
        guard let name = token.word else { return }
        entries.append(Entry(name: name, kind: kind, owner: owner, span: token.span))
        position += 1
    }

    private mutating func readPattern() {
        let isPair = token.isSymbol(.leftParen)
        if isPair { position += 1 }
        if token.isWord("mut") { position += 1 }
        add(.register, owner: owner)
        guard isPair, token.isSymbol(.comma) else { return }
        position += 1
        add(.register, owner: owner)
    }

    /// `x = 0, slot[4]`, to the line's end.
    private mutating func readDeclarators(_ kind: SharedDeclaration.Kind?) {
        var isAtName = true
        var brackets = 0
        while position < tokens.count, token.kind != .end, !(token.startsLine && !isAtName && brackets == 0) {
            if isAtName, let name = token.word {
                let isArray = tokens[min(position + 1, tokens.count - 1)].isSymbol(.leftBracket)
                let entryKind = kind.map { Entry.Kind.shared($0, isArray: isArray, isWide: false) } ?? .constant
                entries.append(Entry(name: name, kind: entryKind, owner: nil, span: token.span))
                isAtName = false
            } else if token.isWord("wide"), let last = entries.last, case .shared(let kind, let isArray, _) = last.kind
            {
                entries[entries.count - 1].kind = .shared(kind, isArray: isArray, isWide: true)
            }
            switch token.kind {
            case .symbol(.leftParen), .symbol(.leftBracket): brackets += 1
            case .symbol(.rightParen), .symbol(.rightBracket): brackets -= 1
            case .symbol(.comma) where brackets == 0: isAtName = true
            case .symbol(.semicolon), .symbol(.leftBrace), .symbol(.rightBrace): return
            default: break
            }
            position += 1
        }
    }

    private mutating func readThread() {
        let name = token.word
        let isReplicated = tokens[min(position + 1, tokens.count - 1)].isSymbol(.leftBracket)
        add(.thread(isReplicated: isReplicated), owner: nil)
        owner = name
    }

    private mutating func readFunction() {
        guard let name = token.word else { return }
        let function = entries.count
        add(.function(parameters: []), owner: nil)
        owner = name
        guard token.isSymbol(.leftParen) else { return }
        position += 1
        var parameters: [String] = []
        while let word = token.word {
            parameters.append(word)
            add(.parameter, owner: name)
            if !token.isSymbol(.comma) { break }
            position += 1
        }
        entries[function].kind = .function(parameters: parameters)
    }
}
