import Litmus

// Names.
extension ProgramLowering {
    /// The number of the body that a thread's code is, in `bodies`.
    private func bodyIndex(of thread: Int) -> Int? {
        let groups = globals.threadGroups.values.map(\.indices.lowerBound).sorted()
        return groups.lastIndex { $0 <= thread }
    }

    private var threadCount: Int { globals.threadIndices.count }

    func outermostRegisters(of thread: Int) -> [Observable] {
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

// Observables.
extension ProgramLowering {
    /// What a column of `observe` names: one observable, or all elements, words, registers or replicas.
    mutating func observables(_ expression: Expression) -> [Observable] {
        if case .field(let base, let name) = expression.kind, !name.isNumber, let threads = threads(base) {
            return threads.compactMap { register(name, of: $0, base.name ?? source[base.span]) }
        }
        if let name = expression.name, globals.shared[name] == nil, let threads = threads(expression) {
            return threads.flatMap { outermostRegisters(of: $0) }
        }
        return locationRange(expression).map { $0.map { .location($0) } } ?? []
    }

    /// The one observable that an operand of a condition names.
    mutating func observable(_ expression: Expression) -> Observable? {
        if case .field(let base, let name) = expression.kind, !name.isNumber, let threads = threads(base) {
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
            if shared.kind.isMemory { return shared.base..<shared.base + (shared.count ?? 1) * shared.words }
            sink.error(expression.span, "`\(name)` is \(shared.kind.withArticle) and has no value to ask for")
            return nil
        case .index(let base, let index):
            return locationRange(base).flatMap { element(index, of: base, $0) }
        case .field(let base, let field):
            if let name = base.name, globals.shared[name] == nil {
                reportNoThread(name, base.span)
                return nil
            }
            return locationRange(base).flatMap { half(field, of: base, $0) }
        default:
            sink.error(expression.span, "this has no value at the end of an execution",
                       expected: "a thread's register (`A.r1`), a location (`x`, `slot[1]`) or a number")
            return nil
        }
    }

    private mutating func element(_ index: Expression, of base: Expression, _ array: Range<Int>) -> Range<Int>? {
        guard let name = base.name, let shared = globals.shared[name], let count = shared.count else {
            sink.error(base.span, "`\(source[base.span])` is not an array")
            return nil
        }
        let bounds = 0...Int64(count - 1)
        guard let element = constant(index, purpose: "an index into `\(name)`", in: bounds) else { return nil }
        let first = array.lowerBound + element * shared.words
        return first..<first + shared.words
    }

    private mutating func half(_ field: Name, of base: Expression, _ words: Range<Int>) -> Range<Int>? {
        if words.count == 2, locations[words.lowerBound].kind == .wideHalf, let half = Int(field.text), half < 2 {
            return words.lowerBound + half..<words.lowerBound + half + 1
        }
        sink.error(field.span, "`\(source[base.span])` has no part `\(field.text)`",
                   help: "a thread's register is `A.r1`, a wide variable's word `pair.0`")
        return nil
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
}

extension Name {
    /// Whether it is the `0` of `pair.0`.
    fileprivate var isNumber: Bool { text.first?.isNumber ?? false }
}
