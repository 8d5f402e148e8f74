import Litmus

/// Reads a test in herd's C format. The first error ends it: what follows would be guesswork.
struct HerdParser {
    private let tokens: [HerdToken]
    private var position = 0
    var sink: DiagnosticSink
    private var nesting = 0

    /// A syntax error that was reported already.
    struct Failure: Error {}

    static func parse(_ source: SourceText, _ header: HerdHeader, _ sink: inout DiagnosticSink) -> HerdTest? {
        let tokens = HerdLexer.tokens(of: source, from: header.bodyStart, &sink)
        var parser = HerdParser(tokens: tokens, sink: sink)
        defer { sink = parser.sink }
        return try? parser.test(header.name)
    }

    private init(tokens: [HerdToken], sink: DiagnosticSink) {
        self.tokens = tokens
        self.sink = sink
    }

    private mutating func test(_ name: String) throws(Failure) -> HerdTest {
        var test = HerdTest(name: name, conditionSpan: token.span)
        test.initial = try initialState()
        while token.process != nil { test.processes.append(try process()) }
        if test.processes.isEmpty { throw unexpected("a process: `P0 (atomic_int* x) { … }`") }
        try final(&test)
        return test
    }
}

// Tokens.
extension HerdParser {
    var token: HerdToken { tokens[position] }
    var lastToken: HerdToken { tokens[max(position - 1, 0)] }
    func token(ahead distance: Int) -> HerdToken { tokens[min(position + distance, tokens.count - 1)] }
    var isAtEnd: Bool { token.kind == .end }

    mutating func advance() { if !isAtEnd { position += 1 } }

    mutating func take(_ symbol: String) -> Bool {
        guard token.isSymbol(symbol) else { return false }
        advance()
        return true
    }

    mutating func take(word: String) -> Bool {
        guard token.isWord(word) else { return false }
        advance()
        return true
    }

    mutating func expect(_ symbol: String, help: String? = nil) throws(Failure) {
        if !take(symbol) { throw unexpected("`\(symbol)`", help: help) }
    }

    mutating func name(of what: String) throws(Failure) -> String {
        guard let word = token.word else { throw unexpected(what) }
        advance()
        return word
    }

    /// A number with its sign.
    mutating func number() throws(Failure) -> Int64 {
        let isNegative = take("-")
        guard case .number(let value) = token.kind else { throw unexpected("a number") }
        advance()
        return isNegative ? -value : value
    }

    mutating func unexpected(_ expected: String, help: String? = nil) -> Failure {
        sink.error(token.span, "expected \(expected), found \(token.description)", expected: expected, help: help)
        return Failure()
    }

    /// Reports a construct of herd's that is not supported.
    mutating func unsupported(_ span: Span, _ what: String, help: String? = nil) -> Failure {
        sink.error(span, "\(what) is not supported", help: help)
        return Failure()
    }

    func span(from start: Span) -> Span { Span(start: start.start, end: max(start.end, lastToken.span.end)) }

    mutating func nested<Result>(
        _ body: (inout HerdParser) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard nesting < Parser.maximalNesting else {
            sink.error(token.span, "this is nested too deeply", help: "at most \(Parser.maximalNesting) levels")
            throw Failure()
        }
        nesting += 1
        defer { nesting -= 1 }
        return try body(&self)
    }
}

// The initial state, and processes' heads.
extension HerdParser {
    /// `{ x = 0; [y] = 1; int z = 2; 0:r0 = 1; }`
    private mutating func initialState() throws(Failure) -> [HerdInitialValue] {
        if isAtEnd { throw unexpected("the initial state: `{ … }`") }
        try expect("{")
        var values: [HerdInitialValue] = []
        while !isAtEnd, !token.isSymbol("}") {
            if take(";") { continue }
            values.append(try initialValue())
            if !token.isSymbol("}") { try expect(";") }
        }
        try expect("}")
        return values
    }

    private mutating func initialValue() throws(Failure) -> HerdInitialValue {
        let type = try typeIfAny()
        let place = try observable()
        if token.isSymbol("[") { throw unsupported(place.span, "the array `\(place.name)`") }
        if let type, type.stars > 0 { throw unsupported(place.span, "the pointer `\(place.name)` as a location") }
        var value: Int64 = 0
        if take("=") {
            if take(word: "ATOMIC_VAR_INIT") {
                try expect("(")
                value = try number()
                try expect(")")
            } else if token.isSymbol("&") || token.word != nil {
                throw unsupported(token.span, "a pointer as a value")
            } else {
                value = try number()
            }
        }
        return HerdInitialValue(place: place, type: type, value: value)
    }

    /// `x`, `[x]`, `*x`, `0:r0`, `P0:r0`
    mutating func observable() throws(Failure) -> HerdObservable {
        let start = token.span
        if take("[") {
            let name = try name(of: "a location")
            try expect("]")
            return HerdObservable(process: nil, name: name, span: span(from: start))
        }
        if take("*") { return HerdObservable(process: nil, name: try name(of: "a location"), span: span(from: start)) }
        var process = token.process
        if case .number(let number) = token.kind { process = Int(number) }
        if let process, token(ahead: 1).isSymbol(":") {
            advance()
            advance()
            return HerdObservable(process: process, name: try name(of: "a register"), span: span(from: start))
        }
        return HerdObservable(process: nil, name: try name(of: "a register (`0:r0`) or a location (`[x]`)"),
                              span: span(from: start))
    }

    private mutating func process() throws(Failure) -> HerdProcess {
        let start = token.span
        let number = token.process ?? 0
        advance()
        try expect("(")
        var parameters: [HerdParameter] = []
        while !isAtEnd, !token.isSymbol(")") {
            parameters.append(try parameter())
            if !take(",") { break }
        }
        try expect(")")
        let head = span(from: start)
        try expect("{")
        let body = try statements()
        try expect("}")
        return HerdProcess(number: number, parameters: parameters, body: body, span: head)
    }

    private mutating func parameter() throws(Failure) -> HerdParameter {
        let start = token.span
        guard let type = try typeIfAny() else { throw unexpected("a parameter: `atomic_int* x`") }
        let name = try name(of: "a parameter's name")
        let span = span(from: start)
        guard type.stars == 1 else {
            throw unsupported(span, type.stars == 0 ? "a parameter that is no pointer" : "a pointer to a pointer",
                              help: "the shared locations are passed: `atomic_int* \(name)`")
        }
        return HerdParameter(name: name, type: type, span: span)
    }
}

// Types.
extension HerdParser {
    private static let baseTypes: Set<String> = [
        "int", "long", "short", "char", "unsigned", "signed", "bool", "_Bool", "size_t", "intptr_t", "uintptr_t",
        "int8_t", "int16_t", "int32_t", "int64_t", "uint8_t", "uint16_t", "uint32_t", "uint64_t", "mtx_t", "atomic_t",
        "void",
    ]
    private static let qualifiers: Set<String> = ["const", "volatile", "register", "static", "_Atomic"]

    /// Whether the current word begins a type.
    var beginsType: Bool {
        guard let word = token.word else { return false }
        return Self.baseTypes.contains(word) || Self.qualifiers.contains(word) || isAtomicType(word)
    }

    /// `atomic_int`, `atomic_uintptr_t`, …; what is called is not one.
    private func isAtomicType(_ word: String) -> Bool {
        word.hasPrefix("atomic_") && !token(ahead: 1).isSymbol("(")
    }

    /// A type with its stars, or nil where none begins.
    mutating func typeIfAny() throws(Failure) -> HerdType? {
        guard beginsType else { return nil }
        var type = HerdType()
        while beginsType, let word = token.word {
            if word == "_Atomic" || isAtomicType(word) { type.isAtomic = true }
            if word == "mtx_t" { type.isMutex = true }
            advance()
            if word == "_Atomic", take("(") {
                _ = try typeIfAny()
                try expect(")")
            }
        }
        while true {
            if take("*") { type.stars += 1 } else if !(take(word: "volatile") || take(word: "const")) { break }
        }
        return type
    }
}
