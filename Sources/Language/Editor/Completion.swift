/// A word that may stand at the cursor.
public struct CompletionItem: Sendable, Hashable {
    public var text: String
    /// `keyword`, `atomic`, `function`, `ordering`, `register`, …
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

/// What may stand at the cursor (an offset in unicode scalars), best first.
public func complete(_ text: String, at cursor: Int, definitions: Definitions = Definitions()) -> CompletionResult {
    CompletionResult(matches: [], start: cursor, end: cursor)
}
