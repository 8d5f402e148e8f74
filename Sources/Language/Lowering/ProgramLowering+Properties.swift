import Litmus

// Properties and `observe`: what is asked of an execution's end.
extension ProgramLowering {
    /// The names of registers in properties and `observe`, whatever thread they are of.
    func registersNamedByProperties() -> Set<String> {
        var names: Set<String> = []
        func collect(_ expression: Expression) {
            if case .field(_, let name) = expression.kind { names.insert(name.text) }
            expression.children.forEach(collect)
        }
        for item in tree.items {
            switch item.kind {
            case .property(let property): collect(property.condition)
            case .observe(let columns): columns.forEach(collect)
            default: break
            }
        }
        return names
    }

    mutating func lowerProperties() -> [Property] {
        var properties: [Property] = []
        for item in tree.items {
            guard case .property(let declaration) = item.kind else { continue }
            for model in declaration.models where !memoryModelNames.contains(model.text) {
                sink.error(model.span, "there is no memory model `\(model.text)`",
                           expected: enumeration(memoryModelNames.map { "`\($0)`" }, "or"),
                           help: nearest(to: model.text, among: memoryModelNames).map { "did you mean `\($0)`?" })
            }
            let condition = condition(declaration.condition)
            properties.append(Property(
                declaration.kind, condition, under: declaration.models.map(\.text),
                text: spelling(of: declaration.condition.span), line: source.line(of: item.span.start)))
        }
        return properties
    }

    /// The condition as it was written, on one line, without comments and without the outermost brackets.
    private func spelling(of span: Span) -> String {
        let slice = SourceText(source[span])
        var ignored = DiagnosticSink(slice)
        var tokens = Lexer.tokens(of: slice, &ignored).dropLast()
        while tokens.first?.isSymbol(.leftParen) ?? false, closesAtTheEnd(tokens) {
            tokens = tokens.dropFirst().dropLast()
        }
        var text = ""
        var end: Int?
        for token in tokens {
            if let end, token.span.start > end { text += " " }
            text += slice[token.span]
            end = token.span.end
        }
        return text
    }

    /// Whether the bracket that the tokens start with is closed by the last one.
    private func closesAtTheEnd(_ tokens: ArraySlice<Token>) -> Bool {
        var depth = 0
        for (index, token) in zip(tokens.indices, tokens) {
            if token.isSymbol(.leftParen) { depth += 1 }
            if token.isSymbol(.rightParen) { depth -= 1 }
            if depth == 0 { return index == tokens.endIndex - 1 }
        }
        return false
    }

    /// The columns: what `observe` says, else what properties name, else everything that has a name.
    mutating func lowerObserved(_ properties: [Property]) -> [Observable] {
        var columns: [Observable] = []
        var isSaid = false
        for item in tree.items {
            guard case .observe(let expressions) = item.kind else { continue }
            isSaid = true
            for expression in expressions { columns += observables(expression) }
        }
        if !isSaid { columns = properties.flatMap(\.condition.observables) }
        if !isSaid, columns.isEmpty { columns = everything }
        var seen: Set<Observable> = []
        return columns.filter { seen.insert($0).inserted }
    }

    private var everything: [Observable] {
        var columns: [Observable] = []
        for group in globals.threadGroups.values.sorted(by: { $0.indices.lowerBound < $1.indices.lowerBound }) {
            for thread in group.indices { columns += outermostRegisters(of: thread) }
        }
        return columns + locations.indices.filter { locations[$0].kind.isMemory }.map { .location($0) }
    }
}

// Names.
extension ProgramLowering {
    /// The number of the body that a thread's code is, in `bodies`.
    private func bodyIndex(of thread: Int) -> Int? {
        let groups = globals.threadGroups.values.map(\.indices.lowerBound).sorted()
        return groups.lastIndex { $0 <= thread }
    }

    private var threadCount: Int { globals.threadIndices.count }

    private func outermostRegisters(of thread: Int) -> [Observable] {
        guard let index = bodyIndex(of: thread), index < bodies.count else { return [] }
        let body = bodies[index]
        return body.outermostNames.compactMap { body.named[$0] }.map { .register(thread: thread, $0) }
    }

    /// The threads that an expression names: one, or all replicas. Nil where it names no thread.
    private mutating func threads(_ expression: Expression) -> [Int]? {
        switch expression.kind {
        case .name("finally"): return finallyBody == nil ? nil : [threadCount]
        case .name(let name):
            if let group = globals.threadGroups[name] { return Array(group.indices) }
            return globals.threadIndices[name].map { [$0] }
        case .index(let base, let index):
            guard let name = base.name, globals.shared[name] == nil, let group = globals.threadGroups[name],
                  group.isReplicated else { return nil }
            let bounds = 0...Int64(group.indices.count - 1)
            guard let number = constant(index, purpose: "a thread's number", in: bounds) else { return [] }
            return [group.indices.lowerBound + number]
        default: return nil
        }
    }

    /// A thread's register by its name; nil, and an error, where it has none of that name.
    private mutating func register(_ name: Name, of thread: Int, _ threadName: String) -> Observable? {
        if thread == threadCount {
            if let register = finallyBody?.named[name.text] { return .register(thread: thread, register) }
            return reportNoRegister(name, threadName, finallyBody)
        }
        guard let index = bodyIndex(of: thread), index < bodies.count else { return nil }
        if let register = bodies[index].named[name.text] { return .register(thread: thread, register) }
        if name.text == "id", globals.threadGroups[threadName]?.isReplicated ?? true {
            return .register(thread: thread, bodies[index].registerForID())
        }
        return reportNoRegister(name, threadName, bodies[index])
    }

    private mutating func reportNoRegister(_ name: Name, _ thread: String, _ body: LoweredBody?) -> Observable? {
        if globals.lostNames.contains(name.text) { return nil }
        let names = (body?.named.keys.sorted()) ?? []
        let help = nearest(to: name.text, among: names).map { "did you mean `\(thread).\($0)`?" }
            ?? (names.isEmpty ? "`let \(name.text) = …` in the thread declares it"
                : "it has \(enumeration(names.map { "`\($0)`" }))")
        sink.error(name.span, "`\(thread)` has no register `\(name.text)`", help: help)
        return nil
    }
}

// Observables and conditions.
extension ProgramLowering {
    /// What a column of `observe` names: one observable, or all elements, words, registers or replicas.
    private mutating func observables(_ expression: Expression) -> [Observable] {
        if case .field(let base, let name) = expression.kind, let threads = threads(base) {
            return threads.compactMap { register(name, of: $0, base.name ?? source[base.span]) }
        }
        if let name = expression.name, globals.shared[name] == nil, let threads = threads(expression) {
            return threads.flatMap { outermostRegisters(of: $0) }
        }
        return locationRange(expression).map { $0.map { .location($0) } } ?? []
    }

    /// The one observable that an operand of a condition names.
    private mutating func observable(_ expression: Expression) -> Observable? {
        if case .field(let base, let name) = expression.kind, let threads = threads(base) {
            if threads.count > 1, let group = base.name {
                sink.error(base.span, "`\(group)` is \(counted(threads.count, "thread"))",
                           help: "name one of them: `\(group)0.\(name.text)`")
                return nil
            }
            return threads.first.flatMap { register(name, of: $0, base.name ?? source[base.span]) }
        }
        guard let range = locationRange(expression) else { return nil }
        if range.count == 1 { return .location(range.lowerBound) }
        let text = source[expression.span]
        let isWide = locations[range.lowerBound].kind == .wideHalf
        sink.error(expression.span, "`\(text)` is more than one value", help: isWide
            ? "name a word of it: `\(text).0`" : "name an element of it: `\(text)[0]`")
        return nil
    }

    /// The locations that an expression names; nil, and an error, where it names none.
    private mutating func locationRange(_ expression: Expression) -> Range<Int>? {
        switch expression.kind {
        case .name(let name):
            guard let shared = globals.shared[name] else {
                reportUndeclared(name, expression.span)
                return nil
            }
            if !shared.kind.isMemory {
                sink.error(expression.span, "`\(name)` is \(shared.kind.withArticle) and has no value to ask for")
                return nil
            }
            let words = (shared.count ?? 1) * (shared.isWide ? 2 : 1)
            return shared.base..<shared.base + words
        case .index(let base, let index):
            guard let range = locationRange(base) else { return nil }
            guard let name = base.name, let shared = globals.shared[name], let count = shared.count else {
                sink.error(base.span, "`\(source[base.span])` is not an array")
                return nil
            }
            let bounds = 0...Int64(count - 1)
            guard let element = constant(index, purpose: "an index into `\(name)`", in: bounds) else { return nil }
            let words = shared.isWide ? 2 : 1
            return range.lowerBound + element * words..<range.lowerBound + (element + 1) * words
        case .field(let base, let field):
            if let name = base.name, globals.shared[name] == nil {
                reportNoThread(name, base.span)
                return nil
            }
            guard let range = locationRange(base) else { return nil }
            guard range.count == 2, locations[range.lowerBound].kind == .wideHalf, let half = Int(field.text), half < 2
            else {
                sink.error(
                    field.span, "`\(source[base.span])` has no part `\(field.text)`",
                    help: globals.shared.isEmpty
                        ? nil : "a thread's register is `A.r1`, a wide variable's word `pair.0`")
                return nil
            }
            return range.lowerBound + half..<range.lowerBound + half + 1
        default:
            sink.error(expression.span, "this has no value at the end of an execution",
                       expected: "a thread's register (`A.r1`), a location (`x`, `slot[1]`) or a number")
            return nil
        }
    }

    private mutating func reportUndeclared(_ name: String, _ span: Span) {
        if globals.lostNames.contains(name) { return }
        let owners = globals.threadGroups.keys.sorted().filter { owner in
            globals.threadGroups[owner].flatMap { bodyIndex(of: $0.indices.lowerBound) }
                .map { $0 < bodies.count && bodies[$0].named[name] != nil } ?? false
        }
        let help: String
        if let owner = owners.first {
            let isReplicated = globals.threadGroups[owner]?.isReplicated ?? false
            help = "the register is `\(owner)\(isReplicated ? "0" : "").\(name)`"
        } else if let meant = nearest(to: name, among: globals.valueNames) {
            help = "did you mean `\(meant)`?"
        } else if globals.threadGroups[name] != nil {
            help = "`\(name)` is a thread; name one of its registers: `\(name).r1`"
        } else {
            help = "registers are named with their thread: `A.\(name)`"
        }
        sink.error(span, "`\(name)` is not declared", help: help)
    }

    private mutating func reportNoThread(_ name: String, _ span: Span) {
        if globals.lostNames.contains(name) { return }
        let names = globals.threadGroups.keys.sorted() + globals.threadIndices.keys.sorted()
        sink.error(
            span, "there is no thread `\(name)`",
            help: nearest(to: name, among: names).map { "did you mean `\($0)`?" }
                ?? (names.isEmpty ? nil : "the threads are \(enumeration(Set(names).sorted().map { "`\($0)`" }))"))
    }

    private mutating func condition(_ expression: Expression) -> Condition {
        switch expression.kind {
        case .number(let number): return .constant(number)
        case .boolean(let truth): return .constant(truth ? 1 : 0)
        case .name(let name):
            if let constant = globals.constants[name], globals.shared[name] == nil { return .constant(constant) }
            return observable(expression).map { .value(of: $0) } ?? .constant(0)
        case .index, .field:
            return observable(expression).map { .value(of: $0) } ?? .constant(0)
        case .unary(let operation, let operand):
            return .unary(operation, condition(operand))
        case .binary(let operation, let left, let right):
            return .binary(operation, condition(left), condition(right))
        case .all(let operands): return balanced(.and, operands.map { condition($0) }[...])
        case .any(let operands): return balanced(.or, operands.map { condition($0) }[...])
        case .method(let receiver, let name, _):
            sink.error(expression.span, "a condition does nothing, it looks at the end of an execution",
                       help: name.text == "load" ? "its bare name is its final value: `\(source[receiver.span])`" : nil)
        case .call(let path, _):
            sink.error(expression.span, "a condition calls no functions",
                       help: "compute it in a thread, or in `finally`: `finally { assert(\(path.last ?? "f")(…)) }`")
        case .path, .tuple, .list:
            sink.error(expression.span, "this is not a value", expected: "`A.r1 == 0`, for example")
        case .invalid: break
        }
        return .constant(0)
    }
}

/// A chain of one associative operator as a tree of logarithmic height.
func balanced(_ operation: BinaryOperator, _ conditions: ArraySlice<Condition>) -> Condition {
    guard conditions.count > 1, let first = conditions.first else {
        return conditions.first ?? .constant(operation == .and ? 1 : 0)
    }
    if conditions.count == 2 { return .binary(operation, first, conditions[conditions.endIndex - 1]) }
    let middle = conditions.startIndex + conditions.count / 2
    return .binary(operation, balanced(operation, conditions[..<middle]), balanced(operation, conditions[middle...]))
}
