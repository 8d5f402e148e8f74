/// The first line of a herd test, which also says which front end a text is for.
struct HerdHeader {
    var architecture: String
    var name: String
    var span: Span
    /// The offset of the initial state, behind the lines of information below the name.
    var bodyStart: Int

    /// The architectures of herd's other formats, whose tests begin like those in C.
    private static let otherArchitectures: Set<String> = [
        "X86", "X86_64", "AArch64", "ARM", "PPC", "RISCV", "MIPS", "LISA", "Bell", "BELL", "JAVA", "Java", "OpenCL",
        "ASL", "BPF", "CPP", "Cpp",
    ]

    /// The header, if the first line that is neither empty nor a comment is one: `C NAME`.
    init?(_ source: SourceText) {
        let scalars = source.scalars
        let start = Self.skipBlanksAndComments(scalars, from: 0)
        let lineEnd = scalars[start...].firstIndex(of: "\n") ?? scalars.count
        let words = source[Span(start: start, end: lineEnd)].split { $0.isWhitespace }
        guard words.count >= 2, words[0] == "C" || Self.otherArchitectures.contains(String(words[0])),
              let first = words[1].first, !"=.([;".contains(first) else { return nil }
        architecture = String(words[0])
        name = String(words[1])
        span = Span(start: start, end: lineEnd)
        bodyStart = Self.initialState(scalars, from: lineEnd)
    }

    private static func skipBlanksAndComments(_ scalars: [Unicode.Scalar], from start: Int) -> Int {
        var position = start
        func starts(_ text: String) -> Bool { scalars[position...].starts(with: text.unicodeScalars) }
        func skip(to closing: String) {
            while position < scalars.count, !starts(closing) { position += 1 }
            position = min(position + closing.unicodeScalars.count, scalars.count)
        }
        while position < scalars.count {
            if scalars[position].properties.isWhitespace || scalars[position] == "\u{FEFF}" {
                position += 1
            } else if starts("//") {
                skip(to: "\n")
            } else if starts("/*") {
                skip(to: "*/")
            } else if starts("(*") {
                skip(to: "*)")
            } else {
                break
            }
        }
        return position
    }

    /// The start of the first line from `lineEnd` on that begins with `{`; before it are `"…"` and `Key=value`.
    private static func initialState(_ scalars: [Unicode.Scalar], from lineEnd: Int) -> Int {
        var position = lineEnd
        while position < scalars.count {
            let start = skipBlanksAndComments(scalars, from: position)
            if start >= scalars.count || scalars[start] == "{" { return start }
            position = scalars[start...].firstIndex(of: "\n") ?? scalars.count
        }
        return scalars.count
    }
}
