import Litmus

/// Turns a tree into a program: declarations first, then threads, then properties.
struct ProgramLowering {
    let tree: SyntaxTree
    let source: SourceText
    let known: Definitions
    var sink: DiagnosticSink
    var globals = Globals()
    var constants: ConstantEvaluation
    var locations: [Location] = []
    /// One for each declared thread.
    var bodies: [LoweredBody] = []
    var finallyBody: LoweredBody?
    var defined = Definitions()

    static func lower(_ tree: SyntaxTree, _ source: SourceText, _ known: Definitions,
                      _ sink: inout DiagnosticSink) -> (Program?, Definitions) {
        var lowering = ProgramLowering(tree, source, known, sink)
        let program = lowering.run()
        sink = lowering.sink
        return (sink.hasErrors ? nil : program, sink.hasErrors ? Definitions() : lowering.defined)
    }

    private init(_ tree: SyntaxTree, _ source: SourceText, _ known: Definitions, _ sink: DiagnosticSink) {
        self.tree = tree
        self.source = source
        self.known = known
        self.sink = sink
        let declarations = tree.items.flatMap { item in
            if case .constants(let constants) = item.kind { constants } else { [ConstantDeclaration]() }
        }
        constants = ConstantEvaluation(declarations, known: known.constants, sink)
    }

    private mutating func run() -> Program? {
        globals.lostNames = tree.lostNames
        checkNames()
        declareConstants()
        declareFunctions()
        declareShared()
        let threads = declareThreads()
        globals.isLibrary = threads.isEmpty && tree.items.allSatisfy(\.isDefinition)
        globals.namedRegisters = registersNamedByProperties()
        lowerBodies(threads)
        checkUncalledFunctions()
        let properties = lowerProperties()
        let observed = lowerObserved(properties)
        guard !globals.isLibrary else { return nil }
        if threads.isEmpty, !tree.lostNames.contains("thread") {
            sink.error(tree.items.last?.span ?? source.end, "the program has no thread",
                       help: "add one: `thread A { … }`")
        }
        checkSpawns(threads)
        return Program(name: programName ?? "program", locations: locations, threads: stampedThreads(threads),
                       finally: finallyBody?.thread(named: "finally"), properties: properties, observed: observed)
    }

    private var programName: String? {
        tree.items.lazy.compactMap { if case .program(let name) = $0.kind { name.text } else { nil } }.first
    }
}

// Names.
extension ProgramLowering {
    /// Duplicate names among what shares a space of names, and names that the language has taken.
    private mutating func checkNames() {
        var values: [String: Int] = [:], functions: [String: Int] = [:], threads: [String: Int] = [:]
        var programs: [String: Int] = [:], ends: [String: Int] = [:]
        for item in tree.items {
            switch item.kind {
            case .program(let name): claim(Name(text: "program", span: name.span), in: &programs)
            case .shared(let declaration):
                for declarator in declaration.declarators { claim(declarator.name, in: &values) }
            case .constants(let constants): for constant in constants { claim(constant.name, in: &values) }
            case .function(let function):
                if builtinFunctions.contains(function.name.text) || checkStatements.contains(function.name.text) {
                    sink.error(function.name.span, "`\(function.name.text)` belongs to the language",
                               help: "give the function another name")
                }
                claim(function.name, in: &functions)
                var parameters: [String: Int] = [:]
                for parameter in function.parameters { claim(parameter, in: &parameters) }
            case .thread(let thread): claim(thread.name, in: &threads)
            case .finally(let block): claim(Name(text: "finally", span: block.span), in: &ends)
            case .use(let path): checkUse(path, item.span)
            case .property, .observe: break
            }
        }
    }

    private mutating func claim(_ name: Name, in space: inout [String: Int]) {
        let line = source.line(of: name.span.start)
        if let earlier = space[name.text] {
            let help = ["program", "finally"].contains(name.text)
                ? "a program has one `\(name.text)` only" : "give one of them another name"
            sink.error(
                name.span, "`\(name.text)` is declared a second time; the first is on line \(earlier)", help: help)
        } else {
            space[name.text] = line
        }
    }

    private mutating func checkUse(_ path: String, _ span: Span) {
        sink.warning(span, "`use` does nothing here: the orderings and operations are always there",
                     help: "leave the line out")
    }
}

// Declarations.
extension ProgramLowering {
    private mutating func declareConstants() {
        constants.sink = sink
        globals.constants = constants.evaluateAll()
        sink = constants.sink
        for item in tree.items {
            guard case .constants(let declarations) = item.kind else { continue }
            for declaration in declarations {
                defined.constants[declaration.name.text] = globals.constants[declaration.name.text]
            }
        }
    }

    /// The value of a constant expression, within bounds.
    mutating func constant(_ expression: Expression, purpose: String, in range: ClosedRange<Int64>) -> Int? {
        constants.sink = sink
        let value = constants.value(of: expression, purpose: purpose)
        sink = constants.sink
        guard let value else { return nil }
        if range.contains(value) { return Int(value) }
        sink.error(expression.span, "\(purpose) cannot be \(value)",
                   expected: "a number from \(range.lowerBound) to \(range.upperBound)")
        return nil
    }

    mutating func constant(_ expression: Expression, purpose: String) -> Int64? {
        constants.sink = sink
        defer { sink = constants.sink }
        return constants.value(of: expression, purpose: purpose)
    }
}

extension Item {
    /// Whether a text of such items only is there for later texts to use.
    fileprivate var isDefinition: Bool {
        switch kind {
        case .constants, .function, .use, .program: true
        default: false
        }
    }
}
