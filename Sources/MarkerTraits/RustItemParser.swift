extension RustParser {
    /// Reads a whole text. What cannot be read is reported, and reading goes on at the next item.
    static func parse(_ text: String) -> (items: RustItems, diagnostics: [TypesDiagnostic]) {
        let (tokens, diagnostics) = RustLexer.tokens(of: text)
        var parser = RustParser(tokens: tokens)
        parser.diagnostics = diagnostics
        while parser.current.kind != .end { parser.item() }
        return (parser.items, parser.diagnostics)
    }

    private mutating func item() {
        let start = position
        do {
            scope = [:]
            selfType = nil
            try itemOrQuery()
        } catch let diagnostic as TypesDiagnostic {
            diagnostics.append(diagnostic)
            position = max(position, start)
            skipToNextItem(after: start)
        } catch {
            diagnostics.append(RustPlace(current).diagnostic(.error, "\(error)"))
            skipToNextItem(after: start)
        }
    }

    /// The first word of a line outside all brackets that were opened since the item began.
    private mutating func skipToNextItem(after start: Int) {
        let stop = position
        position = start
        var depth = 0
        repeat {
            if ["(", "[", "{"].contains(current.text) { depth += 1 }
            if [")", "]", "}"].contains(current.text) { depth = max(0, depth - 1) }
            let line = current.line
            advance()
            if position > stop, depth == 0, current.line > line { return }
            if position > stop, Self.itemWords.contains(current.text), current.column == 1 { return }
        } while current.kind != .end
    }

    private static let itemWords: Set<String> = [
        "struct", "enum", "union", "type", "trait", "impl", "unsafe", "pub", "use", "mod", "fn", "const", "static",
        "extern", "macro_rules",
    ]

    private mutating func itemOrQuery() throws {
        while isAt("#") { try skipAttribute() }
        if take(";") || current.kind == .end { return }
        try skipVisibility()
        switch current.text {
        case "struct", "enum": try definition()
        case "union" where token(1).kind == .identifier: try definition()
        case "type": try alias()
        case "use": try use()
        case "trait": try trait()
        case "auto" where token(1).text == "trait", "unsafe" where ["trait", "auto"].contains(token(1).text):
            while !isAt("trait") { advance() }
            try trait()
        case "impl" where !startsOpaqueType: try implementation()
        case "unsafe" where token(1).text == "impl": try implementation()
        case "static": try staticItem()
        case "mod": try module()
        case "fn" where token(1).kind == .identifier, "const", "async", "macro_rules", "let": skipItem()
        case "unsafe" where startsFunctionItem(token(1)), "extern" where startsExternItem: skipItem()
        default: try query()
        }
    }

    /// `impl Fn() + Send` on a line of its own asks about a type; an implementation has a block.
    private var startsOpaqueType: Bool {
        var offset = 1
        while token(offset).line == current.line, token(offset).kind != .end {
            if ["for", "{", "!"].contains(token(offset).text) { return false }
            offset += 1
        }
        return token(1).text != "<"
    }

    private func startsFunctionItem(_ token: RustToken) -> Bool {
        token.text == "fn" && self.token(2).kind == .identifier
    }

    private var startsExternItem: Bool {
        let next = token(1).kind == .literal ? token(2) : token(1)
        let afterNext = token(1).kind == .literal ? token(3) : token(2)
        return next.text == "{" || next.text == "crate" || (next.text == "fn" && afterNext.kind == .identifier)
    }

    private mutating func skipAttribute() throws {
        advance()
        _ = take("!")
        try expect("[", "after `#`")
        try skipBalanced(until: "]")
    }

    /// Past the closing bracket of the group whose opening one was just read.
    private mutating func skipBalanced(until end: String) throws {
        var depth = 0
        while !(depth == 0 && isAt(end)) {
            if current.kind == .end { throw unexpected("`\(end)`") }
            if current.kind == .sign, ["(", "[", "{"].contains(current.text) { depth += 1 }
            if current.kind == .sign, [")", "]", "}"].contains(current.text) { depth -= 1 }
            advance()
        }
        advance()
    }

    private mutating func skipVisibility() throws {
        guard take("pub"), isAt("("), ["crate", "super", "self", "in"].contains(token(1).text) else { return }
        advance()
        try skipBalanced(until: ")")
    }

    /// An item that says nothing about types: to the end of its block, or to its semicolon.
    private mutating func skipItem() {
        var depth = 0
        while current.kind != .end {
            if current.kind == .sign {
                if ["(", "[", "{"].contains(current.text) { depth += 1 }
                if [")", "]", "}"].contains(current.text) {
                    depth -= 1
                    if depth == 0, current.text == "}" {
                        advance()
                        if isAt(";") { advance() }
                        return
                    }
                }
                if depth == 0, current.text == ";" {
                    advance()
                    return
                }
            }
            advance()
        }
    }

    private mutating func generics() throws -> RustGenerics {
        var generics = RustGenerics()
        guard take("<") else { return generics }
        while !take(">") {
            while isAt("#") { try skipAttribute() }
            if current.kind == .lifetime {
                advance()
                if take(":") { while current.kind == .lifetime || isAt("+") { advance() } }
            } else {
                try parameter(into: &generics)
            }
            guard take(",") || isAt(">") else { throw unexpected("`,` or `>`") }
        }
        return generics
    }

    private mutating func parameter(into generics: inout RustGenerics) throws {
        let isConstant = take("const")
        let name = try name("a generic parameter").text
        scope[name] = isConstant
        var parameter = RustGenerics.Parameter(name: name, isConstant: isConstant)
        if take(":") {
            if isConstant { _ = try type() } else {
                generics.bounds += try bounds().map { RustGenerics.Bound(type: .parameter(name), bound: $0) }
            }
        }
        if take("=") {
            if isConstant {
                parameter.standard = .constant(current.text)
                advance()
            } else {
                parameter.standard = try type()
            }
        }
        generics.parameters.append(parameter)
    }

    private mutating func whereClause(into generics: inout RustGenerics) throws {
        guard take("where") else { return }
        while !isAt("{"), !isAt(";"), !isAt("="), current.kind != .end {
            if current.kind == .lifetime {
                advance()
                try expect(":", "after a lifetime")
                while current.kind == .lifetime || isAt("+") { advance() }
            } else {
                let type = try type()
                try expect(":", "after a type in `where`")
                generics.bounds += try bounds().map { RustGenerics.Bound(type: type, bound: $0) }
            }
            guard take(",") else { return }
        }
    }

    private mutating func definition() throws {
        let keyword = current.text
        advance()
        let nameToken = try name("a name")
        var generics = try generics()
        selfType = RustDefinition(keyword: keyword, name: nameToken.text, generics: generics, fields: [],
                                  place: RustPlace(nameToken)).type
        try whereClause(into: &generics)
        var fields: [RustField] = []
        if keyword == "enum" {
            fields = try variants()
        } else if isAt("{") {
            fields = try namedFields(prefix: "")
        } else if isAt("("), keyword == "struct" {
            fields = try tupleFields(prefix: "")
            try whereClause(into: &generics)
            _ = take(";")
        } else if !take(";"), current.kind != .end, current.line == nameToken.line {
            throw unexpected("`{`, `(` or `;`")
        }
        if let twin = items.definitions.first(where: { $0.name == nameToken.text }) {
            throw RustPlace(nameToken).diagnostic(.error, "`\(nameToken.text)` is defined twice",
                                                  help: "the other definition is at line \(twin.place.line)")
        }
        items.definitions.append(RustDefinition(keyword: keyword, name: nameToken.text, generics: generics,
                                                fields: fields, place: RustPlace(nameToken)))
    }

    private mutating func namedFields(prefix: String) throws -> [RustField] {
        try expect("{", "before fields")
        var fields: [RustField] = []
        while !take("}") {
            while isAt("#") { try skipAttribute() }
            try skipVisibility()
            let field = try name("a field's name")
            try expect(":", "after a field's name")
            fields.append(RustField(path: prefix + field.text, type: try type(), place: RustPlace(field)))
            guard take(",") || isAt("}") else { throw unexpected("`,` or `}`") }
        }
        return fields
    }

    private mutating func tupleFields(prefix: String) throws -> [RustField] {
        try expect("(", "before fields")
        var fields: [RustField] = []
        while !take(")") {
            while isAt("#") { try skipAttribute() }
            try skipVisibility()
            let place = RustPlace(current)
            fields.append(RustField(path: "\(prefix)\(fields.count)", type: try type(), place: place))
            guard take(",") || isAt(")") else { throw unexpected("`,` or `)`") }
        }
        return fields
    }

    private mutating func variants() throws -> [RustField] {
        try expect("{", "before an enum's variants")
        var fields: [RustField] = []
        while !take("}") {
            while isAt("#") { try skipAttribute() }
            let variant = try name("a variant's name").text
            if isAt("(") { fields += try tupleFields(prefix: "\(variant).") }
            else if isAt("{") { fields += try namedFields(prefix: "\(variant).") }
            if take("=") { while !isAt(","), !isAt("}"), current.kind != .end { advance() } }
            guard take(",") || isAt("}") else { throw unexpected("`,` or `}`") }
        }
        return fields
    }

    private mutating func alias() throws {
        advance()
        let nameToken = try name("an alias's name")
        var generics = try generics()
        try whereClause(into: &generics)
        try expect("=", "after an alias's name")
        let type = try type()
        try endOfLine()
        items.aliases.append(RustAlias(name: nameToken.text, generics: generics, type: type,
                                       place: RustPlace(nameToken)))
    }

    private mutating func trait() throws {
        advance()
        let nameToken = try name("a trait's name")
        var generics = try generics()
        selfType = .parameter("Self")
        var supertraits = take(":") ? try bounds() : []
        try whereClause(into: &generics)
        supertraits += generics.bounds.filter { $0.type == .parameter("Self") }.map(\.bound)
        items.traits.append(RustTrait(name: nameToken.text, supertraits: supertraits))
        if take("{") { try skipBalanced(until: "}") } else { _ = take(";") }
    }

    private mutating func implementation() throws {
        let start = current
        let isUnsafe = take("unsafe")
        try expect("impl", "here")
        var generics = try generics()
        let isNegative = take("!")
        let subject = try type()
        guard take("for") else {
            // An inherent implementation: functions only.
            try whereClause(into: &generics)
            try expect("{", "before an implementation's items")
            return try skipBalanced(until: "}")
        }
        let target = try type()
        try whereClause(into: &generics)
        if take("{") { try skipBalanced(until: "}") } else if !take(";") { throw unexpected("`{}`") }
        guard case .path(_, let traitName, _) = subject, let trait = MarkerTrait(rawValue: traitName) else { return }
        items.implementations.append(RustImplementation(
            trait: trait, isNegative: isNegative, isUnsafe: isUnsafe, generics: generics, type: target,
            place: RustPlace(start)))
    }

    private mutating func use() throws {
        advance()
        _ = take("::")
        try useTree(prefix: [])
        try endOfLine()
    }

    private mutating func useTree(prefix: [String]) throws {
        if take("*") { return }
        if take("{") {
            while !take("}") {
                try useTree(prefix: prefix)
                guard take(",") || isAt("}") else { throw unexpected("`,` or `}`") }
            }
            return
        }
        let segment = try name("a path").text
        if take("::") { return try useTree(prefix: prefix + [segment]) }
        let path = segment == "self" ? prefix : prefix + [segment]
        let name = take("as") ? try name("a name").text : path.last ?? segment
        items.imports[name] = path
    }

    /// What a `static` holds is shared between all threads.
    private mutating func staticItem() throws {
        advance()
        let isMutable = take("mut")
        let nameToken = try name("a static's name")
        try expect(":", "after a static's name")
        let type = try type()
        items.queries.append(RustQuery(type: type, claims: isMutable ? [] : [.sync],
                                       reason: "all threads share the static \(nameToken.text)",
                                       place: RustPlace(nameToken)))
        while !isAt(";"), current.kind != .end { advance() }
        _ = take(";")
    }

    /// A module's items count as the text's own.
    private mutating func module() throws {
        advance()
        _ = try name("a module's name")
        if take(";") { return }
        try expect("{", "before a module's items")
        while !take("}") {
            if current.kind == .end { throw unexpected("`}`") }
            item()
        }
    }

    /// `Arc<i32>`, `Rc<i32>: Send + Sync`
    private mutating func query() throws {
        let start = current
        let type = try type()
        var claims: [MarkerTrait] = []
        if isAt(":") {
            advance()
            for bound in try bounds() {
                guard let trait = MarkerTrait(rawValue: bound.name) else {
                    throw RustPlace(start).diagnostic(
                        .error, "only `Send` and `Sync` can be asked for, not `\(bound.text)`")
                }
                claims.append(trait)
            }
        }
        try endOfLine()
        items.queries.append(RustQuery(type: type, claims: claims, reason: nil, place: RustPlace(start)))
    }

    private mutating func endOfLine() throws {
        if take(";") || current.kind == .end || isAt("}") || current.line > tokens[position - 1].line { return }
        throw unexpected("the end of the line")
    }
}
