/// The text with what HTML and XML take for markup escaped, and control characters made visible: safe between tags and
/// in quoted attributes.
func htmlEscaped(_ text: String) -> String {
    let text = PlainText.spelled(text, ascii: false)
    guard text.utf8.contains(where: { htmlEntity($0) != nil }) else { return text }
    var result: [UInt8] = []
    for byte in text.utf8 {
        if let entity = htmlEntity(byte) { result.append(contentsOf: entity.utf8) } else { result.append(byte) }
    }
    return String(decoding: result, as: UTF8.self)
}

private func htmlEntity(_ byte: UInt8) -> String? {
    switch byte {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "\""): "&quot;"
    case UInt8(ascii: "'"): "&#39;"
    default: nil
    }
}

/// An element of which `content` is HTML already.
func htmlElement(_ name: String, style: String = "", _ content: String) -> String {
    "<\(name)\(style.isEmpty ? "" : " style=\"\(style)\"")>\(content)</\(name)>"
}
