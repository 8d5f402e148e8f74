import Language

/// The pages of `%help`.
enum HelpTopic {
    /// What a page is called, and what it is about.
    private static let pages: [(name: String, summary: String, text: String)] = [
        ("language", "programs: shared state, threads, statements", HelpPages.language),
        ("atomics", "the operations on atomics, and fences", HelpPages.atomics),
        ("orderings", "Relaxed, Acquire, Release, AcqRel, SeqCst", HelpPages.orderings),
        ("objects", "mutexes, rwlocks, condition variables, barriers, semaphores, channels", HelpPages.objects),
        ("properties", "exists, forbid, forall, observe", HelpPages.properties),
        ("errors", "what makes a cell fail, and by which name", HelpPages.errors),
        ("models", "sc, tso and rc11", HelpPages.models),
        ("results", "how to read tables and timelines", HelpPages.results),
        ("limits", "what an answer promises, and what to do about large programs", HelpPages.limits),
        ("types", "Send and Sync", HelpPages.types),
        ("herd", "tests in herd's C format", HelpPages.herd),
    ]

    /// All topics but single options and settings.
    static var names: [String] {
        ["directives", "options"] + pages.map(\.name) + Set(Directive.all.map { bare($0.name) }).sorted()
            .filter { name in name != "types" && name != "help" }
    }

    /// The page without a topic.
    static var overview: String {
        """
        memmodel: every outcome that a memory model allows, and those that this machine
        shows. A cell is a small concurrent program:

            program store_buffering
            atomic flag1, flag2
            thread A { flag1.store(1, Relaxed); let r1 = flag2.load(Relaxed) }
            thread B { flag2.store(1, Relaxed); let r2 = flag1.load(Relaxed) }
            exists (A.r1 == 0 && B.r2 == 0)

        Executed like this it is explored under rc11. With `%%run` above it, it runs on
        real threads; with `%%compare`, both.

        \(directives)
        Topics: %help TOPIC

        \(table([("directives", "this list"), ("options", "all options, with the session's defaults")]
            + pages.map { ($0.name, $0.summary) }))
        """
    }

    /// A page by its topic, or the help on a directive (`run`, `%run`, `%%run`), an option (`--model`) or a setting
    /// (`%model`); nil where there is none.
    static func text(for topic: String) -> String? {
        let name = bare(topic.lowercased())
        if topic.hasPrefix("--") || topic.hasPrefix("%") && Directive.named(topic) == nil {
            let option = CellOption.all.first { $0.name == name }
            return option.map(text(of:)) ?? (topic.hasPrefix("%") ? text(for: name) : nil)
        }
        if let directive = Directive.named(topic) { return text(of: [directive]) }
        switch name {
        case "directives": return directives
        case "options": return options
        default: break
        }
        if let page = pages.first(where: { $0.name == name }) { return page.text + "\n" }
        let directives = Directive.all.filter { bare($0.name) == name }
        if !directives.isEmpty { return text(of: directives) }
        return CellOption.all.first { $0.name == name }.map(text(of:)) ?? Language.explanation(of: topic).map { $0 + "\n" }
    }

    private static func bare(_ topic: String) -> String { String(topic.drop { $0 == "%" || $0 == "-" }) }

    private static var directives: String {
        """
        Above a program, for its cell:

        \(table(Directive.forCells.map { ($0.usage, $0.summary) }))
        On lines of their own:

        \(table(Directive.all.filter { !$0.isForCell }.map { ($0.usage, $0.summary) }))
        Settings: `%model tso` is the session's default from then on, `%model` shows it.

        \(table(CellOption.all.filter(\.isForSession).map {
            ("%\($0.name) \($0.settingForm)", $0.summary)
        }))
        """
    }

    private static var options: String {
        func part(_ title: String, _ use: CellOption.Use) -> String {
            let options = CellOption.all.filter { $0.use.contains(use) && !(use == .run && $0.use.contains(.check)) }
            return "\(title)\n\n" + table(options.map { option in
                let value = option.show(Settings())
                return (option.usage, option.summary + (value == "none" || value == "off" ? "" : " (\(value))"))
            })
        }
        return [
            part("%%check and %%compare:", .check), part("%%run and %%compare:", .run),
            part("What results look like:", .report), part("All:", .text),
            "A switch of the session is undone for a cell by --no-NAME. Numbers may have k, M\n"
                + "and G behind them, and times ms, s, min and h. `none` takes a limit away.\n",
        ].joined(separator: "\n")
    }

    private static func text(of directives: [Directive]) -> String {
        directives.map { directive in
            let head = "\(directive.usage)\n\n" + indented(directive.summary)
            guard !directive.options.isEmpty else { return head }
            return head + "\n" + table(directive.options.map { ($0.usage, $0.summary) })
        }.joined(separator: "\n")
    }

    private static func text(of option: CellOption) -> String {
        let users = Directive.all.filter { directive in
            directive.options.contains { $0.name == option.name }
        }.map(\.name).joined(separator: ", ")
        let lines = [option.usage, "", indented(option.summary) + indented("value: \(option.expected)")
            + indented("taken by \(users)")
            + (option.isForSession ? indented("session's default: `%\(option.name) VALUE` sets it") : "")]
        return lines.joined(separator: "\n")
    }

    /// Lines of at most 80 columns, each with its line break.
    private static func indented(_ text: String) -> String {
        wrapped(text, 74).enumerated().map { ($0 == 0 ? "    " : "      ") + $1 + "\n" }.joined()
    }

    /// Two columns, the second wrapped so that lines have at most 80 columns.
    private static func table(_ rows: [(String, String)]) -> String {
        let width = min(28, rows.map(\.0.count).max() ?? 0)
        return rows.map { left, right in
            let isWide = left.count > width
            let lines = wrapped(right, 80 - width - 4)
            let first = isWide ? "  \(left)\n" + indent(width) : "  " + left
                + String(repeating: " ", count: width - left.count + 2)
            return first + lines.joined(separator: "\n" + indent(width)) + "\n"
        }.joined()
    }

    private static func indent(_ width: Int) -> String { String(repeating: " ", count: width + 4) }

    private static func wrapped(_ text: String, _ width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + word.count + 1 > width {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return lines + [line]
    }
}
