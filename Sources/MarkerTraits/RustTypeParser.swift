/// Reads types. Items are read in RustItemParser.swift.
struct RustParser {
    var tokens: [RustToken]
    var position = 0
    /// The generic parameters that are in scope; true for constants.
    var scope: [String: Bool] = [:]
    /// What `Self` stands for.
    var selfType: RustType?
    /// How many types are being read inside each other.
    var nesting = 0

    var items = RustItems()
    var diagnostics: [TypesDiagnostic] = []

    /// A text of brackets alone must not exhaust the stack.
    private static let deepest = 128

    var current: RustToken { tokens[position] }

    func token(_ offset: Int) -> RustToken { tokens[min(position + offset, tokens.count - 1)] }

    mutating func advance() { position = min(position + 1, tokens.count - 1) }

    func isAt(_ text: String) -> Bool { current.text == text && current.kind != .literal && current.kind != .end }

    mutating func take(_ text: String) -> Bool {
        guard isAt(text) else { return false }
        advance()
        return true
    }

    mutating func expect(_ text: String, _ what: String) throws {
        guard !take(text) else { return }
        throw unexpected("`\(text)` \(what)")
    }

    mutating func name(_ what: String) throws -> RustToken {
        guard current.kind == .identifier else { throw unexpected(what) }
        defer { advance() }
        return current
    }

    func unexpected(_ expectation: String) -> TypesDiagnostic {
        let found = current.kind == .end ? "the text ends here" : "found `\(current.text)`"
        return RustPlace(current).diagnostic(.error, "\(found) where \(expectation) was expected")
    }

    mutating func type() throws -> RustType {
        guard nesting < Self.deepest else {
            throw RustPlace(current).diagnostic(.error, "this type is nested too deeply",
                                                help: "give its inner parts names with `type NAME = …`")
        }
        nesting += 1
        defer { nesting -= 1 }
        switch current.text {
        case "&": return try reference()
        case "*": return try rawPointer()
        case "(": return try tuple()
        case "[": return try arrayOrSlice()
        case "!":
            advance()
            return .never
        case "<": return try qualifiedProjection()
        case "for":
            try skipForLifetimes()
            return try type()
        case "fn", "unsafe", "extern": return try function()
        case "dyn", "impl":
            let isObject = current.text == "dyn"
            advance()
            let bounds = try self.bounds()
            return isObject ? .object(bounds) : .opaque(bounds)
        default:
            guard current.kind == .identifier || isAt("::") else { throw unexpected("a type") }
            return try path()
        }
    }

    private mutating func reference() throws -> RustType {
        advance()
        if current.kind == .lifetime { advance() }
        let isMutable = take("mut")
        return .reference(isMutable: isMutable, try typeWithoutPlus())
    }

    /// After `&` and `*const`, `dyn A + B` needs brackets: without them the first bound is all.
    private mutating func typeWithoutPlus() throws -> RustType {
        guard isAt("dyn") || isAt("impl") else { return try type() }
        let isObject = current.text == "dyn"
        advance()
        let bound = try self.bound()
        if isAt("+") {
            throw RustPlace(current).diagnostic(.error, "`+` after a reference is ambiguous",
                                                help: "put the trait object in brackets: &(dyn A + B)")
        }
        return isObject ? .object(bound.map { [$0] } ?? []) : .opaque(bound.map { [$0] } ?? [])
    }

    private mutating func rawPointer() throws -> RustType {
        advance()
        let isMutable = isAt("mut")
        guard take("mut") || take("const") else { throw unexpected("`const` or `mut`") }
        return .rawPointer(isMutable: isMutable, try typeWithoutPlus())
    }

    private mutating func tuple() throws -> RustType {
        advance()
        var elements: [RustType] = []
        var isTuple = isAt(")")
        while !isAt(")") {
            elements.append(try type())
            if isAt(",") { isTuple = true } else if !isAt(")") { throw unexpected("`,` or `)`") }
            _ = take(",")
        }
        advance()
        return isTuple ? .tuple(elements) : elements[0]
    }

    private mutating func arrayOrSlice() throws -> RustType {
        advance()
        let element = try type()
        guard take(";") else {
            try expect("]", "after a slice's type")
            return .slice(element)
        }
        let length = try textUntil("]")
        try expect("]", "after an array's length")
        return .array(element, length: length)
    }

    /// The tokens up to a closing bracket of the same depth, as text.
    private mutating func textUntil(_ end: String) throws -> String {
        var depth = 0
        var texts: [String] = []
        while !(depth == 0 && isAt(end)) {
            if current.kind == .end { throw unexpected("`\(end)`") }
            if ["(", "[", "{"].contains(current.text) { depth += 1 }
            if [")", "]", "}"].contains(current.text) { depth -= 1 }
            texts.append(current.text)
            advance()
        }
        return texts.joined(separator: " ")
    }

    /// `<T as Iterator>::Item`
    private mutating func qualifiedProjection() throws -> RustType {
        advance()
        var text = "<\(try type())"
        if take("as") { text += " as \(try type())" }
        try expect(">", "after a qualified path")
        text += ">"
        while take("::") { text += "::\(try name("a name").text)" }
        return .projection(text)
    }

    private mutating func skipForLifetimes() throws {
        advance()
        try expect("<", "after `for`")
        while !take(">") {
            guard current.kind == .lifetime || isAt(",") else { throw unexpected("a lifetime") }
            advance()
        }
    }

    private mutating func function() throws -> RustType {
        let start = position
        _ = take("unsafe")
        if take("extern"), current.kind == .literal { advance() }
        try expect("fn", "in a function pointer's type")
        try expect("(", "after `fn`")
        try functionParameters()
        if take("->") { _ = try type() }
        return .function(spelled(start..<position))
    }

    private mutating func functionParameters() throws {
        while !take(")") {
            if take("...") { continue }
            if current.kind == .identifier, token(1).text == ":" {
                advance()
                advance()
            }
            _ = try type()
            guard take(",") || isAt(")") else { throw unexpected("`,` or `)`") }
        }
    }

    /// Tokens as text, spaced as people space types.
    private func spelled(_ range: Range<Int>) -> String {
        var text = ""
        for token in tokens[range] {
            let isWord = token.kind != .sign
            if let last = text.last, isWord, last.isLetter || last.isNumber || ",;".contains(last) || last == "\"" {
                text += " "
            } else if token.text == "->" {
                text += " "
            } else if text.hasSuffix("->") || text.hasSuffix(","), token.text != ")" {
                text += " "
            }
            text += token.text
        }
        return text
    }

    /// `A + 'a + ?Sized + for<'b> Fn(&'b T) -> U`
    mutating func bounds() throws -> [RustBound] {
        var bounds: [RustBound] = []
        repeat {
            if let bound = try bound() { bounds.append(bound) }
        } while take("+")
        return bounds
    }

    /// Nil for a lifetime, and where nothing stands (`T:` may have no bound).
    private mutating func bound() throws -> RustBound? {
        if current.kind == .lifetime {
            advance()
            return nil
        }
        let isBracketed = take("(")
        let isRelaxed = take("?")
        if isAt("for") { try skipForLifetimes() }
        guard current.kind == .identifier || isAt("::") else {
            if isBracketed || isRelaxed { throw unexpected("a trait") }
            return nil
        }
        let start = position
        _ = take("::")
        var last = try name("a trait").text
        while take("::") { last = try name("a trait's name").text }
        if isAt("<") { _ = try arguments() }
        if take("(") {
            try functionParameters()
            if take("->") { _ = try typeWithoutPlus() }
        }
        let text = spelled(start..<position)
        if isBracketed { try expect(")", "after a bound") }
        return RustBound(name: last, text: isRelaxed ? "?\(text)" : text, isRelaxed: isRelaxed)
    }

    /// `std::rc::Rc<i32>`, `T`, `T::Item`, `Self`
    private mutating func path() throws -> RustType {
        let start = current
        _ = take("::")
        var segments = [try name("a type").text]
        var arguments: [RustType] = []
        while true {
            if isAt("<") || (isAt("::") && token(1).text == "<") {
                _ = take("::")
                arguments = try self.arguments()
            } else if isAt("::"), token(1).kind == .identifier {
                advance()
                segments.append(try name("a name").text)
                arguments = []
            } else {
                break
            }
        }
        if segments.count == 1, segments[0] == "Self", let selfType { return selfType }
        if let isConstant = scope[segments[0]] {
            if segments.count > 1 { return .projection(segments.joined(separator: "::")) }
            return isConstant ? .constant(segments[0]) : .parameter(segments[0])
        }
        if isAt("!") {
            throw RustPlace(start).diagnostic(.error, "a macro cannot be expanded here",
                                              help: "write the type that it stands for")
        }
        return .path(module: segments.dropLast(), name: segments[segments.count - 1], arguments: arguments)
    }

    /// `<'a, T, 4, Item = U>`: lifetimes and bindings are left out.
    private mutating func arguments() throws -> [RustType] {
        try expect("<", "before type arguments")
        var arguments: [RustType] = []
        while !take(">") {
            if current.kind == .lifetime {
                advance()
            } else if current.kind == .literal || isAt("-") {
                _ = take("-")
                arguments.append(.constant(current.text))
                advance()
            } else if take("{") {
                arguments.append(.constant(try textUntil("}")))
                advance()
            } else if current.kind == .identifier, token(1).text == "=" {
                advance()
                advance()
                _ = try type()
            } else {
                arguments.append(try type())
            }
            guard take(",") || isAt(">") else { throw unexpected("`,` or `>`") }
        }
        return arguments
    }
}
