/// What there is to know about the word under the cursor (an offset in unicode scalars), as Markdown;
/// nil where that is nothing.
public func hover(_ text: String, at cursor: Int, definitions: Definitions = Definitions()) -> String? { nil }
