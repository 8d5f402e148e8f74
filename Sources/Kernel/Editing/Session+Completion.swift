import JupyterProtocol
import Language

extension Session {
    /// The content of a `complete_reply`. `cursor` counts unicode code points.
    public func complete(_ code: String, cursor: Int) -> JSON {
        let cell = CellText(code)
        let cursor = max(0, min(cursor, code.unicodeScalars.count))
        let result = CursorInDirective(cell, cursor: cursor).map { completions($0, cursor) }
            ?? (cell.cellDirective?.name.text == "%%types"
                ? CompletionResult(matches: [], start: cursor, end: cursor)
                : Language.complete(cell.program, at: cursor, definitions: definitions))
        let types = result.matches.map { match -> JSON in
            ["start": .int(result.start), "end": .int(result.end), "text": .string(match.text),
             "type": .string(match.kind), "signature": .string(match.signature)]
        }
        return ["status": "ok", "matches": .array(result.matches.map { .string($0.text) }),
                "cursor_start": .int(result.start), "cursor_end": .int(result.end),
                "metadata": ["_jupyter_types_experimental": .array(types)]]
    }

    private func completions(_ place: CursorInDirective, _ cursor: Int) -> CompletionResult {
        var start = place.start
        var prefix = place.prefix
        let items: [CompletionItem]
        if place.before.isEmpty {
            items = Self.directiveItems
        } else if let (option, value) = place.option {
            start = cursor - value.unicodeScalars.count
            prefix = value
            items = option.words.map { CompletionItem(text: $0, kind: "value") }
        } else if prefix.hasPrefix("-") {
            items = (place.directive?.options ?? []).map {
                CompletionItem(text: "--\($0.name)", kind: "option", signature: $0.usage)
            }
        } else {
            items = words(place)
        }
        return CompletionResult(matches: items.filter { $0.text.hasPrefix(prefix) }, start: start, end: cursor)
    }

    private static var directiveItems: [CompletionItem] {
        Directive.all.map { CompletionItem(text: $0.name, kind: "directive", signature: $0.usage) }
            + CellOption.all.filter { $0.isForSession && $0.name != "timeline" }.map {
                CompletionItem(text: "%\($0.name)", kind: "setting",
                               signature: "%\($0.name) \($0.isSwitch ? "on|off" : $0.placeholder)")
            }
    }

    /// What may stand behind a directive's name, other than options.
    private func words(_ place: CursorInDirective) -> [CompletionItem] {
        let programs = programNames.reversed().map { CompletionItem(text: $0, kind: "program") }
        let isFirst = place.before.count == 1
        switch place.directive?.action {
        case .help where isFirst: return HelpTopic.names.map { CompletionItem(text: $0, kind: "topic") }
        case .timeline where !isFirst:
            let columns = place.before.dropFirst().first.flatMap { program($0.text) }?.program
            return columns.map { program in
                program.observed.map { CompletionItem(text: "\(program.label(of: $0))=", kind: "register") }
            } ?? []
        case .timeline:
            return programs + ["all", "weak", "none"].map { CompletionItem(text: $0, kind: "value") }
        case .check, .run, .compare, .bench, .show:
            return isFirst && !place.line.isForCell ? programs : []
        default:
            guard isFirst, case .setting(let option)? = place.meaning else { return [] }
            return option.words.map { CompletionItem(text: $0, kind: "value") }
        }
    }
}

extension CursorInDirective {
    /// The option whose value is being typed, and what there is of it since the last comma.
    fileprivate var option: (CellOption, String)? {
        func rest(_ value: String) -> String {
            value.lastIndex(of: ",").map { String(value[value.index(after: $0)...]) } ?? value
        }
        let parts = prefix.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "=" }.map(String.init)
        if prefix.hasPrefix("--"), parts.count == 2 {
            return named(parts[0]).map { ($0, rest(parts[1])) }
        }
        if let last = before.last, before.count > 1, let option = named(last.text), !option.isSwitch {
            return (option, rest(prefix))
        }
        if before.count == 1, prefix.contains(","), case .setting(let option)? = meaning {
            return (option, rest(prefix))
        }
        return nil
    }

    private func named(_ text: String) -> CellOption? {
        guard text.hasPrefix("--") else { return nil }
        return directive?.options.first { $0.name == text.dropFirst(2) }
    }
}
