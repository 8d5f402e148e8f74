/// A word that may stand at the cursor.
public struct CompletionItem: Sendable, Hashable {
    public var text: String
    /// `keyword`, `statement`, `operation`, `ordering`, `model`, `function`, `thread`, `register`, `constant`, or the
    /// kind of shared state: `atomic`, `var`, `mutex`, …
    public var kind: String
    /// How it is used: `fetch_add(value, ordering)`. Empty where there is nothing to say.
    public var signature: String

    public init(text: String, kind: String, signature: String = "") {
        self.text = text
        self.kind = kind
        self.signature = signature
    }
}

public struct CompletionResult: Sendable, Hashable {
    public var matches: [CompletionItem]
    /// What a match replaces: `start..<end`, in unicode scalars from the text's beginning.
    public var start: Int
    public var end: Int

    public init(matches: [CompletionItem], start: Int, end: Int) {
        self.matches = matches
        self.start = start
        self.end = end
    }
}

/// What may stand at the cursor (an offset in unicode scalars) and begins with what was typed, best first.
public func complete(_ text: String, at cursor: Int, definitions: Definitions = Definitions()) -> CompletionResult {
    let source = SourceText(text)
    let cursor = max(0, min(cursor, source.scalars.count))
    if let header = HerdHeader(source) { return herdCompletion(source, header, cursor) }
    guard let context = CursorContext(source, cursor) else {
        return CompletionResult(matches: [], start: cursor, end: cursor)
    }
    let completion = Completion(source: source, context: context, definitions: definitions)
    return CompletionResult(matches: completion.matches, start: context.wordSpan.start, end: cursor)
}

/// Finds the words for one place.
struct Completion {
    let source: SourceText
    let context: CursorContext
    let definitions: Definitions

    /// Those that begin as what was typed does; where the case differs, too, but behind the others.
    var matches: [CompletionItem] {
        var seen: Set<String> = []
        let fitting = candidates.filter {
            $0.text.lowercased().hasPrefix(context.typed.lowercased()) && seen.insert($0.text).inserted
        }
        return fitting.filter { $0.text.hasPrefix(context.typed) }
            + fitting.filter { !$0.text.hasPrefix(context.typed) }
    }

    private var candidates: [CompletionItem] {
        if let items = behindPunctuation ?? behindWord ?? inBrackets { return items }
        guard context.braces > 0 else {
            if context.startsStatement(source) { return facts(LanguageFacts.items, "keyword") }
            return isInProperty
                ? threads + shared { $0.isMemory } + constants + facts([LanguageFacts.others[1]], "keyword")
                : constants
        }
        let names = registers + shared { _ in true } + functions + constants
        return context.startsStatement(source) ? facts(LanguageFacts.statements, "statement") + names
            : names + [CompletionItem(text: "true", kind: "keyword"), CompletionItem(text: "false", kind: "keyword")]
    }

    private func facts(_ facts: [LanguageFacts.Fact], _ kind: String) -> [CompletionItem] {
        facts.map { CompletionItem(text: $0.word, kind: kind, signature: $0.form == $0.word ? "" : $0.form) }
    }
}

// Places.
extension Completion {
    /// Behind `.` and `::`.
    private var behindPunctuation: [CompletionItem]? {
        guard let last = context.token() else { return nil }
        if last.isSymbol(.path) { return facts(LanguageFacts.orderings, "ordering") }
        guard last.isSymbol(.dot) else { return nil }
        guard let receiver = context.receiver(before: context.before.count - 1) else { return [] }
        if context.braces == 0 {
            return context.outline.registers(of: receiver).map { CompletionItem(text: $0.name, kind: "register") }
        }
        let kinds = context.kind(of: receiver).map { [$0] } ?? SharedDeclaration.Kind.allCases
        return kinds.flatMap { OperationFacts.of($0) }
            .map { CompletionItem(text: $0.name, kind: "operation", signature: $0.signature) }
    }

    /// Behind a word that says what follows.
    private var behindWord: [CompletionItem]? {
        guard let word = context.token()?.word else {
            return isBehindUnder ? facts(LanguageFacts.models, "model") : nil
        }
        switch word {
        case "spawn", "join": return threads
        case "lock": return shared { $0 == .mutex }
        case "read", "write": return shared { $0 == .rwlock }
        case "under": return facts(LanguageFacts.models, "model")
        case "let", "program", "thread", "fn", "const", "atomic", "var", "for": return []
        default: return nil
        }
    }

    /// In the brackets of an operation or a fence.
    private var inBrackets: [CompletionItem]? {
        if context.isInFence { return orderings(.fence) }
        guard let (facts, argument) = context.operation else { return nil }
        let values = facts.parameters.count
        if argument < values {
            return facts.parameters[argument] == "mutex" ? shared { $0 == .mutex } : nil
        }
        return argument - values < facts.orderings.count ? orderings(facts.orderings[argument - values]) : []
    }

    private func orderings(_ access: OrderedAccess) -> [CompletionItem] {
        access.orders.map { CompletionItem(text: $0.name, kind: "ordering") }
    }

    /// `forbid (c) under sc, ‸`
    private var isBehindUnder: Bool {
        guard context.token()?.isSymbol(.comma) ?? false else { return false }
        let tail = context.before.reversed().prefix { $0.word != nil || $0.isSymbol(.comma) }
        return tail.contains { $0.isWord("under") }
    }

    private var isInProperty: Bool {
        let words = context.before.reversed().lazy.filter(\.startsLine).prefix(1).compactMap(\.word)
        return words.first.map { ["exists", "forbid", "forall", "observe"].contains($0) } ?? false
    }
}

// Names.
extension Completion {
    private func shared(_ isWanted: (SharedDeclaration.Kind) -> Bool) -> [CompletionItem] {
        context.outline.entries.compactMap { entry in
            guard case .shared(let kind, _, _) = entry.kind, isWanted(kind) else { return nil }
            return CompletionItem(text: entry.name, kind: kind.rawValue)
        }
    }

    private var threads: [CompletionItem] {
        context.outline.entries.compactMap { entry in
            if case .thread = entry.kind { CompletionItem(text: entry.name, kind: "thread") } else { nil }
        }
    }

    private var registers: [CompletionItem] {
        guard let owner = context.owner else { return [] }
        return context.outline.entries(in: owner).reversed().map { CompletionItem(text: $0.name, kind: "register") }
    }

    private var constants: [CompletionItem] {
        context.outline.entries.filter { $0.kind == .constant }.map { CompletionItem(text: $0.name, kind: "constant") }
            + definitions.constantNames.map { CompletionItem(text: $0, kind: "constant") }
    }

    private var functions: [CompletionItem] {
        let own = context.outline.entries.compactMap { entry -> CompletionItem? in
            guard case .function(let parameters) = entry.kind else { return nil }
            let signature = "\(entry.name)(\(parameters.joined(separator: ", ")))"
            return CompletionItem(text: entry.name, kind: "function", signature: signature)
        }
        let earlier = definitions.functionNames.map {
            CompletionItem(text: $0, kind: "function", signature: definitions.signature(of: $0) ?? "")
        }
        return own + earlier + facts(LanguageFacts.builtins, "function")
    }
}
