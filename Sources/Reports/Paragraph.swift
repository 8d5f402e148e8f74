/// A text in lines no wider than the style's, and in its letters; those after the first are two columns further in.
public func paragraph(_ text: String, indent: Int = 0, style: TextStyle) -> String {
    let lines = PlainText.spelled(text, ascii: style.ascii).wrapped(to: style.width - indent - 2)
    return lines.enumerated().map { number, line in
        String(repeating: " ", count: indent + (number == 0 ? 0 : 2)) + line
    }.joined(separator: "\n")
}
