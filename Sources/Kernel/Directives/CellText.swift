import Language

/// A cell's text, taken apart into what speaks to the kernel and what is a program.
struct CellText: Sendable {
    /// The text as it was typed.
    let text: String
    /// The `%%` line; nil for a cell without one.
    private(set) var cellDirective: DirectiveLine?
    /// The `%` lines above the program, in order.
    private(set) var linesBefore: [DirectiveLine] = []
    /// The `%` lines below the program's first line, in order.
    private(set) var linesAfter: [DirectiveLine] = []
    /// The rest: the text with blanks in the place of directives, so that lines and offsets are the cell's.
    private(set) var program: String
    /// Whether there is anything but white space and comments in `program`.
    private(set) var hasProgram = false
    /// What is wrong with the places of directives; nil where nothing is.
    private(set) var misplaced: Diagnostic?

    init(_ text: String) {
        self.text = text
        program = ""
        var scanner = ProgramScanner()
        var isVerbatim = false
        var rest: [Unicode.Scalar] = []
        let scalars = Array(text.unicodeScalars)
        var start = scalars.startIndex
        var number = 0
        while start < scalars.count {
            number += 1
            let end = scalars[start...].firstIndex(of: "\n").map { $0 + 1 } ?? scalars.count
            let line = scalars[start..<end]
            if !isVerbatim, scanner.isAtStatement, Self.isDirective(line, inProgram: scanner.hasFoundText) {
                rest += line.map { $0 == "\n" || $0 == "\r" ? $0 : " " }
                let directive = DirectiveLine(line: number, text: Self.string(line))
                add(directive, belowProgram: scanner.hasFoundText)
                // What stands below `%%types` is Rust, and none of our lines.
                isVerbatim = directive.name.text == "%%types"
            } else {
                rest += line
                scanner.read(line)
            }
            start = end
        }
        program = Self.string(rest[...])
        hasProgram = scanner.hasFoundText
    }

    /// All directives, from first to last.
    var directives: [DirectiveLine] {
        (linesBefore + (cellDirective.map { [$0] } ?? []) + linesAfter).sorted { $0.line < $1.line }
    }

    private mutating func add(_ directive: DirectiveLine, belowProgram: Bool) {
        guard directive.isForCell else {
            if belowProgram { linesAfter.append(directive) } else { linesBefore.append(directive) }
            return
        }
        if let first = cellDirective {
            misplaced = misplaced ?? directive.error(
                at: directive.name, "a cell has one `%%` line, and line \(first.line) is `\(first.name.text)` already",
                help: "put this into a cell of its own")
        } else if belowProgram {
            misplaced = misplaced ?? directive.error(
                at: directive.name, "`\(directive.name.text)` speaks of its whole cell, so it stands above the program",
                help: "make it the cell's first line")
        } else {
            cellDirective = directive
        }
    }

    /// Above the program every line that begins with a `%`; below its beginning only what can be nothing else.
    private static func isDirective(_ line: ArraySlice<Unicode.Scalar>, inProgram: Bool) -> Bool {
        let content = line.drop { $0.properties.isWhitespace || $0 == "\u{FEFF}" }
        guard content.first == "%" else { return false }
        guard inProgram, let second = content.dropFirst().first else { return true }
        return second == "%" || second.properties.isAlphabetic
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}

/// Follows a program's text as far as is needed to know whether a new line begins a new statement.
private struct ProgramScanner {
    private var brackets = 0
    private var comments = 0
    /// Whether anything but white space and comments has come by.
    private(set) var hasFoundText = false

    var isAtStatement: Bool { brackets <= 0 && comments == 0 }

    mutating func read(_ line: ArraySlice<Unicode.Scalar>) {
        var rest = line
        var isInString = false
        while let scalar = rest.popFirst() {
            if isInString {
                if scalar == "\\" { rest = rest.dropFirst() } else { isInString = scalar != "\"" }
            } else if scalar == "/", rest.first == "*" {
                comments += 1
                rest = rest.dropFirst()
            } else if scalar == "*", rest.first == "/", comments > 0 {
                comments -= 1
                rest = rest.dropFirst()
            } else if comments > 0 {
                continue
            } else if scalar == "/", rest.first == "/" {
                return
            } else {
                readCode(scalar, &isInString)
            }
        }
    }

    private mutating func readCode(_ scalar: Unicode.Scalar, _ isInString: inout Bool) {
        switch scalar {
        case "(", "[", "{": brackets += 1
        case ")", "]", "}": brackets -= 1
        case "\"": isInString = true
        default: break
        }
        if !scalar.properties.isWhitespace, scalar != "\u{FEFF}" { hasFoundText = true }
    }
}
