/// What there is to know about the word under the cursor (an offset in unicode scalars), as Markdown;
/// nil where that is nothing.
public func hover(_ text: String, at cursor: Int, definitions: Definitions = Definitions()) -> String? {
    let source = SourceText(text)
    guard HerdHeader(source) == nil else { return herdHover(source, cursor) }
    guard let context = CursorContext(source, cursor), !context.word.isEmpty else { return nil }
    return Hover(source: source, context: context, definitions: definitions).text
}

/// What there is to know about a word of the language by itself: an operation, an ordering, a statement. Plain text;
/// nil where it is none of the language's words.
public func explanation(of word: String) -> String? {
    if let fact = (LanguageFacts.words.first { $0.word == word }) ?? LanguageFacts.ordering(word) {
        return "\(fact.form)\n    \(fact.text)"
    }
    let kinds = SharedDeclaration.Kind.allCases.compactMap { kind in
        OperationFacts.of(kind).first { $0.name == word }.map { facts in
            "\(kind.rawValue).\(facts.signature)\n    \(facts.summary)"
        }
    }
    return kinds.isEmpty ? nil : kinds.joined(separator: "\n")
}

/// Finds what there is to say about one word.
private struct Hover {
    let source: SourceText
    let context: CursorContext
    let definitions: Definitions

    var text: String? {
        operation ?? ordering ?? declared ?? kept ?? languageWord
    }

    private func markdown(_ code: String, _ text: String) -> String { "```rust\n\(code)\n```\n\(text)" }

    private func markdown(_ fact: LanguageFacts.Fact) -> String { markdown(fact.form, fact.text) }

    /// A word behind a `.`.
    private var operation: String? {
        guard context.token()?.isSymbol(.dot) ?? false,
              let receiver = context.receiver(before: context.before.count - 1) else { return nil }
        if let kind = context.kind(of: receiver) {
            guard let facts = OperationFacts.of(kind).first(where: { $0.name == context.word }) else { return nil }
            return describe(facts, receiver)
        }
        guard let register = context.outline.registers(of: receiver).last(where: { $0.name == context.word }) else {
            // The receiver may be declared further down, in another cell, or not yet.
            return OperationFacts.anyKind(context.word).map { describe($0, receiver) }
        }
        return markdown(source.lineText(of: register.span.start), "A register of the thread `\(receiver)`.")
    }

    private func describe(_ facts: OperationFacts, _ receiver: String) -> String {
        var text = facts.summary
        for (number, access) in facts.orderings.enumerated() {
            let which = facts.orderings.count == 1 ? "Orderings" : ["On success", "On failure"][number]
            text += "\n\n\(which): \(access.orders.map { "`\($0.name)`" }.joined(separator: ", "))."
        }
        return markdown("\(receiver).\(facts.signature)", text)
    }

    /// An ordering, where one stands: in an operation's or a fence's brackets, or behind `Ordering::`.
    private var ordering: String? {
        guard let fact = LanguageFacts.ordering(context.word) else { return nil }
        let isPlace = context.isInFence || context.token()?.isSymbol(.path) ?? false
            || context.operation.map { $0.argument >= $0.facts.parameters.count } ?? false
        return isPlace ? markdown(fact) : nil
    }

    private var declared: String? {
        guard let entry = context.outline.entry(context.word, in: context.owner) else { return nil }
        let line = source.line(of: entry.span.start)
        let what =
            switch entry.kind {
            case .shared(let kind, let isArray, let isWide):
                isArray
                    ? "An array (\(kind.rawValue))"
                    : isWide ? "A wide variable" : "\(kind.withArticle.capitalisedFirst)"
            case .constant: "A constant"
            case .function: "A function"
            case .thread(let isReplicated): isReplicated ? "A thread with replicas" : "A thread"
            case .register: "A register"
            case .parameter: "A parameter"
            }
        var text = "\(what), declared on line \(line)."
        if case .shared(let kind, _, _) = entry.kind, !OperationFacts.of(kind).isEmpty {
            text += "\n\nOperations: \(OperationFacts.of(kind).map { "`\($0.name)`" }.joined(separator: ", "))."
        }
        return markdown(source.lineText(of: entry.span.start), text)
    }

    /// What an earlier text defined.
    private var kept: String? {
        if let signature = definitions.signature(of: context.word) {
            return markdown("fn \(signature)", "A function of an earlier cell.")
        }
        return definitions.value(of: context.word).map {
            markdown("const \(context.word) = \($0)", "A constant of an earlier cell.")
        }
    }

    private var languageWord: String? {
        if let fact = LanguageFacts.words.first(where: { $0.word == context.word }) { return markdown(fact) }
        return LanguageFacts.ordering(context.word).map { markdown($0) }
    }
}

extension String {
    fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
