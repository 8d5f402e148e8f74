import Language

/// What stands behind a directive's name: words, and options with their values.
struct DirectiveArguments: Sendable {
    var words: [DirectiveLine.Word] = []
    /// The settings that the options make of the session's.
    var settings: Settings

    /// - Throws: a `Diagnostic` for an option that the directive does not take, and for a bad value.
    init(of line: DirectiveLine, for directive: Directive, _ defaults: Settings) throws(Diagnostic) {
        settings = defaults
        var rest = line.arguments
        while let word = rest.popFirst() {
            guard word.text.hasPrefix("--") else {
                words.append(word)
                continue
            }
            try readOption(word, &rest, of: line, for: directive)
        }
    }

    private mutating func readOption(_ word: DirectiveLine.Word, _ rest: inout ArraySlice<DirectiveLine.Word>,
                                     of line: DirectiveLine, for directive: Directive) throws(Diagnostic) {
        let parts = word.text.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts.first ?? "")
        if parts.count == 1, name.hasPrefix("no-"),
           let option = directive.options.first(where: { $0.isSwitch && $0.name == name.dropFirst(3) }) {
            _ = option.set(&settings, "off")
            return
        }
        guard let option = directive.options.first(where: { $0.name == name }) else {
            throw Self.unknownOption(name, word, of: line, for: directive)
        }
        if parts.count == 2 {
            let value = DirectiveLine.Word(text: String(parts[1]), column: word.column + name.count + 3)
            try option.set(&settings, value, of: line)
        } else if option.isSwitch {
            _ = option.set(&settings, "on")
        } else if let value = rest.first, !value.text.hasPrefix("--") {
            rest.removeFirst()
            try option.set(&settings, value, of: line)
        } else {
            throw line.error(at: word, "`--\(name)` lacks its value", expected: option.expected)
        }
    }

    private static func unknownOption(_ name: String, _ word: DirectiveLine.Word, of line: DirectiveLine,
                                      for directive: Directive) -> Diagnostic {
        let known = directive.options.map { "--\($0.name)" }
        guard !known.isEmpty else {
            return line.error(at: word, "`\(directive.name)` takes no options", help: "write `\(directive.usage)`")
        }
        if CellOption.all.contains(where: { $0.name == name }) {
            let others = Directive.all.filter { other in
                other.isForCell == directive.isForCell && other.options.contains { $0.name == name }
            }.map { "`\($0.name)`" }
            return line.error(at: word,
                              "`--\(name)` is no option of `\(directive.name)`, but of \(enumeration(others))",
                              expected: enumeration(known, "or"))
        }
        let near = nearest(to: name, among: directive.options.map(\.name))
        return line.error(at: word, "there is no option `--\(name)`", expected: enumeration(known, "or"),
                          help: near.map { "did you mean `--\($0)`?" })
    }
}

extension CellOption {
    /// - Throws: a `Diagnostic` for a value that the option does not take.
    func set(_ settings: inout Settings, _ value: DirectiveLine.Word, of line: DirectiveLine) throws(Diagnostic) {
        guard !set(&settings, value.text) else { return }
        let last = value.text.split(separator: ",").last.map(String.init) ?? value.text
        let near = nearest(to: last, among: words)
        throw line.error(at: value, "`\(value.text)` is no value for `\(name)`", expected: expected,
                         help: near.map { "did you mean `\($0)`?" })
    }

    /// Does what a `%` line says of the option: `%model tso`.
    ///
    /// - Throws: a `Diagnostic` for a value that the option does not take, and for more or less than one.
    func setDefault(_ settings: inout Settings, _ line: DirectiveLine) throws(Diagnostic) {
        guard let value = line.arguments.first else {
            throw line.errorAtEnd("`%\(name)` lacks its value", expected: expected)
        }
        if let surplus = line.arguments.dropFirst().first {
            throw line.error(at: surplus, "`%\(name)` takes one value", expected: expected)
        }
        try set(&settings, value, of: line)
    }
}
