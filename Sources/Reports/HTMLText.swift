/// The text with what HTML and XML take for markup escaped, and control characters made visible: safe between tags and
/// in quoted attributes.
func htmlEscaped(_ text: String) -> String {
    var result = ""
    for character in PlainText.spelled(text, ascii: false) {
        switch character {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        case "'": result += "&#39;"
        default: result.append(character)
        }
    }
    return result
}

/// An element of which `content` is HTML already.
func htmlElement(_ name: String, style: String = "", _ content: String) -> String {
    "<\(name)\(style.isEmpty ? "" : " style=\"\(style)\"")>\(content)</\(name)>"
}
