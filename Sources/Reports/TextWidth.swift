/// How many columns of a terminal a text takes. Characters, not bytes: `→` is one; East Asian wide ones and emoji
/// are two.
func columns(of text: some StringProtocol) -> Int {
    // Nearly every text is ASCII, where bytes are columns; to look for characters takes fifty times as long.
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    var width = 0
    for character in text {
        width += character.isASCII ? 1 : columns(of: character)
    }
    return width
}

private func columns(of character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    // East Asian Width W and F (Unicode Standard Annex 11), by blocks: enough to keep a table straight.
    switch first.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
         0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
        return 2
    default:
        return first.properties.generalCategory == .nonspacingMark ? 0 : 1
    }
}

extension String {
    func paddedRight(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - columns(of: self)))
    }

    func paddedLeft(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - columns(of: self))) + self
    }

    /// The text without spaces at its end.
    var withoutTrailingSpaces: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }

    /// The text, cut to the width with `ellipsis` at the end where something is missing.
    func truncated(to width: Int, ellipsis: String) -> String {
        guard columns(of: self) > width else { return self }
        var text = ""
        var used = columns(of: ellipsis)
        guard used < width else { return String(prefix(max(0, width))) }
        for character in self {
            used += columns(of: String(character))
            if used > width { break }
            text.append(character)
        }
        return text + ellipsis
    }

    /// The text in lines of at most `width` columns, broken at spaces; a word that is longer is broken anywhere.
    func wrapped(to width: Int) -> [String] {
        let width = max(1, width)
        if columns(of: self) <= width { return [withoutTrailingSpaces] }
        var lines: [String] = []
        var line: String?
        var used = 0
        for word in split(separator: " ", omittingEmptySubsequences: false) {
            let room = columns(of: word)
            if let current = line {
                if used + 1 + room <= width {
                    line = current + " " + word
                    used += 1 + room
                    continue
                }
                lines.append(current)
            }
            var rest = String(word)
            while columns(of: rest) > width {
                let head = rest.truncated(to: width, ellipsis: "")
                guard !head.isEmpty else { break }
                lines.append(head)
                rest.removeFirst(head.count)
            }
            line = rest
            used = columns(of: rest)
        }
        return (lines + [line ?? ""]).map(\.withoutTrailingSpaces)
    }
}
