/// Completion in a herd test: C11's functions and orders, and the names that the text has already.
func herdCompletion(_ source: SourceText, _ header: HerdHeader, _ cursor: Int) -> CompletionResult {
    let start = wordStart(source, cursor)
    let typed = source[Span(start: start, end: cursor)]
    guard cursor >= header.bodyStart else { return CompletionResult(matches: [], start: start, end: cursor) }
    var ignored = DiagnosticSink(source)
    let tokens = HerdLexer.tokens(of: source, from: header.bodyStart, &ignored)
    let own = Set(tokens.filter { $0.span.start != start }.compactMap(\.word)).subtracting(HerdFacts.all.map(\.word))
    let items = HerdFacts.all.map { CompletionItem(text: $0.word, kind: $0.kind, signature: $0.form) }
        + own.sorted().map { CompletionItem(text: $0, kind: "name") }
    return CompletionResult(matches: items.filter { $0.text.hasPrefix(typed) }, start: start, end: cursor)
}

/// What there is to know about a word of a herd test.
func herdHover(_ source: SourceText, _ cursor: Int) -> String? {
    let start = wordStart(source, max(0, min(cursor, source.scalars.count)))
    var end = start
    while end < source.scalars.count, source.scalars[end].isNamePart { end += 1 }
    let word = source[Span(start: start, end: end)]
    return HerdFacts.all.first { $0.word == word }.map { "```c\n\($0.form.isEmpty ? word : $0.form)\n```\n\($0.text)" }
}

private func wordStart(_ source: SourceText, _ cursor: Int) -> Int {
    var start = cursor
    while start > 0, source.scalars[start - 1].isNamePart { start -= 1 }
    return start
}

private enum HerdFacts {
    struct Fact: Sendable {
        var word: String
        var kind: String
        var form: String
        var text: String
    }

    static let all: [Fact] = functions + orders + words

    private static func function(_ word: String, _ form: String, _ text: String) -> Fact {
        Fact(word: word, kind: "function", form: form, text: text)
    }

    private static let functions = [
        function("atomic_load_explicit", "atomic_load_explicit(x, order)", "The value read."),
        function("atomic_store_explicit", "atomic_store_explicit(x, value, order)", "Writes the value."),
        function(
            "atomic_exchange_explicit", "atomic_exchange_explicit(x, value, order)",
            "Writes the value; gives the old one."),
        function(
            "atomic_fetch_add_explicit", "atomic_fetch_add_explicit(x, value, order)", "Adds; gives the old value."),
        function(
            "atomic_fetch_sub_explicit", "atomic_fetch_sub_explicit(x, value, order)",
            "Subtracts; gives the old value."),
        function(
            "atomic_fetch_and_explicit", "atomic_fetch_and_explicit(x, value, order)",
            "Bitwise and; gives the old value."),
        function(
            "atomic_fetch_or_explicit", "atomic_fetch_or_explicit(x, value, order)",
            "Bitwise or; gives the old value."),
        function(
            "atomic_fetch_xor_explicit", "atomic_fetch_xor_explicit(x, value, order)",
            "Bitwise exclusive or; gives the old value."),
        function(
            "atomic_compare_exchange_strong_explicit",
            "atomic_compare_exchange_strong_explicit(x, &expected, value, success, failure)",
            "1 if it wrote; otherwise `expected` gets the value found."),
        function(
            "atomic_compare_exchange_weak_explicit",
            "atomic_compare_exchange_weak_explicit(x, &expected, value, success, failure)",
            "As the strong form, but it may fail spuriously."),
        function("atomic_load", "atomic_load(x)", "The value read, `memory_order_seq_cst`."),
        function("atomic_store", "atomic_store(x, value)", "Writes the value, `memory_order_seq_cst`."),
        function(
            "atomic_thread_fence", "atomic_thread_fence(order)", "Orders what is before it and what is behind it."),
    ]

    private static let orders = ["relaxed", "acquire", "release", "acq_rel", "seq_cst"].compactMap { name in
        LanguageFacts.ordering(name).map {
            Fact(word: "memory_order_\(name)", kind: "ordering", form: "", text: $0.text)
        }
    }

    private static let words = [
        Fact(
            word: "locations", kind: "keyword", form: "locations [0:r0; x;]",
            text: "What is shown beside the condition."),
        Fact(word: "exists", kind: "keyword", form: "exists (0:r0=1 /\\ [x]=2)", text: "Some execution ends so."),
        Fact(word: "forall", kind: "keyword", form: "forall (0:r0=1)", text: "Every execution ends so."),
        Fact(
            word: "filter", kind: "keyword", form: "filter (0:r0=1)", text: "Drops the executions that do not end so."),
        Fact(word: "atomic_int", kind: "keyword", form: "atomic_int* x", text: "A shared atomic location."),
    ]
}
