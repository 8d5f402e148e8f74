import JupyterProtocol
import Language
import Litmus
import Reports

extension CellExecution {
    /// `%model tso` sets the session's default; `%model` shows it.
    mutating func set(_ option: CellOption, _ line: DirectiveLine) throws {
        if line.arguments.isEmpty {
            return show(MimeBundle(text: "\(option.name): \(option.show(session.settings))"))
        }
        var settings = session.settings
        try option.setDefault(&settings, line)
        session.use(settings)
    }

    /// Does what a `%` line says that sets nothing.
    mutating func perform(_ directive: Directive, _ line: DirectiveLine) throws {
        switch directive.action {
        case .help: try help(line)
        case .timeline: try timeline(line, directive)
        case .bench:
            let arguments = try DirectiveArguments(of: line, for: directive, session.settings)
            try bench(try programs(named: arguments.words, line, directive), arguments.settings)
        case .check, .run, .compare:
            let arguments = try DirectiveArguments(of: line, for: directive, session.settings)
            let stored = try program(named: arguments.words, line, directive)
            try perform(directive.action, on: stored.program, arguments.settings)
        case .show:
            let arguments = try DirectiveArguments(of: line, for: directive, session.settings)
            show(MimeBundle(text: try program(named: arguments.words, line, directive).source.withoutBlankEnds))
        case .list:
            try takeNoWords(line, directive)
            show(MimeBundle(text: session.listing))
        case .machine:
            try describeMachine(try takeNoWords(line, directive))
        case .types: break
        }
    }

    @discardableResult
    private func takeNoWords(_ line: DirectiveLine, _ directive: Directive) throws(Diagnostic) -> Settings {
        let arguments = try DirectiveArguments(of: line, for: directive, session.settings)
        guard let word = arguments.words.first else { return arguments.settings }
        throw line.error(at: word, "`\(directive.name)` takes no `\(word.text)`", help: "write `\(directive.usage)`")
    }

    /// The program that a line names; the latest one where it names none.
    private func program(named words: [DirectiveLine.Word], _ line: DirectiveLine,
                         _ directive: Directive) throws(Diagnostic) -> StoredProgram {
        if words.count > 1 {
            throw line.error(at: words[1], "`\(directive.name)` takes one program's name",
                             help: "write `\(directive.usage)`, and one line for each program")
        }
        if let name = words.first { return try program(named: name, line) }
        if text.hasProgram, text.linesBefore.contains(line), directive.action != .show {
            throw line.error(at: line.name, "`\(directive.name)` works with a program of an earlier cell",
                             help: "write `%\(directive.name)` for the program below")
        }
        guard let last = session.lastProgram else {
            throw line.errorAtEnd("there is no program yet", expected: "one in an earlier cell",
                                  help: "execute a cell that begins with `program NAME`")
        }
        return last
    }

    /// The programs that a line names, in its order; the latest one where it names none.
    private func programs(named words: [DirectiveLine.Word], _ line: DirectiveLine,
                          _ directive: Directive) throws(Diagnostic) -> [Program] {
        if words.isEmpty { return [try program(named: words, line, directive).program] }
        return try words.map { word throws(Diagnostic) in try program(named: word, line).program }
    }

    func program(named name: DirectiveLine.Word, _ line: DirectiveLine) throws(Diagnostic) -> StoredProgram {
        if let stored = session.program(name.text) { return stored }
        let names = session.programNames
        let near = nearest(to: name.text, among: names).map { "did you mean `\($0)`?" }
        let below = text.hasProgram ? "`%\(line.name.text)` works with the program below" : nil
        throw line.error(
            at: name, "there is no program `\(name.text)`",
            expected: names.isEmpty ? "the name of a program of an earlier cell, and there is none yet"
                : enumeration(names.reversed(), "or"),
            help: near ?? below)
    }

    private mutating func help(_ line: DirectiveLine) throws {
        guard let topic = line.arguments.first else { return page(HelpTopic.overview) }
        guard let text = HelpTopic.text(for: topic.text) else {
            let near = nearest(to: topic.text, among: HelpTopic.names)
            throw line.error(at: topic, "there is no help on `\(topic.text)`",
                             expected: enumeration(HelpTopic.names, "or"),
                             help: near.map { "did you mean `%help \($0)`?" })
        }
        page(text)
    }

    private mutating func page(_ text: String) {
        payload.append(["source": "page", "start": 0, "data": ["text/plain": .string(text)]])
    }
}

extension String {
    /// Without empty lines at its beginning and end.
    var withoutBlankEnds: String {
        var lines = split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        while let first = lines.first, first.allSatisfy(\.isWhitespace) { lines.removeFirst() }
        while let last = lines.last, last.allSatisfy(\.isWhitespace) { lines.removeLast() }
        return lines.joined(separator: "\n")
    }
}
