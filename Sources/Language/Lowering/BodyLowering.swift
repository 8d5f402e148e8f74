import Litmus

/// Whose code it is.
enum BodyRole: Equatable {
    case thread(String)
    case finally
    /// Nobody's: the function is checked, and the code thrown away.
    case uncalledFunction
}

/// What a name stands for inside a body.
enum Meaning {
    case constant(Int64)
    case register(Register)
    /// A parameter that nothing assigns to: what was passed.
    case value(Operand)
    case shared(Place)
    /// Something that is wrong and was reported, or a parameter of a function that nobody calls.
    case unknown
}

/// Lowers one body: its statements are walked once, and what they call is inlined where it is called.
///
/// Errors do not stop it; what is wrong gets the value 0, so that everything that is wrong is found in one go.
struct BodyLowering {
    let globals: Globals
    let role: BodyRole
    let hasID: Bool
    var sink: DiagnosticSink
    var code = CodeBuilder()

    /// From the outermost block inwards. A function's parameters are a scope, and hide what is before them.
    var scopes: [Scope] = []
    var registers = NamedRegisters()
    var idRegister: Register?
    /// The calls that are being inlined.
    var frames: [Frame] = []
    var loops: [LoopContext] = []
    /// What is held by `lock m { … }` and its like, from the outermost inwards.
    var guards: [HeldGuard] = []
    var spawnedThreads: Set<Int> = []
    var calledFunctions: Set<String> = []
    /// Where the arguments begin that were reported, once for all uses of their parameters.
    var reportedArguments: Set<Int> = []
    /// How deep the walk is in blocks, calls and expressions; see `descend`.
    private var depth = 0

    init(_ globals: Globals, role: BodyRole, hasID: Bool, _ sink: DiagnosticSink) {
        self.globals = globals
        self.role = role
        self.hasID = hasID
        self.sink = sink
    }

    mutating func lower(_ block: Block) -> LoweredBody {
        _ = lower(block: block)
        code.finish()
        return LoweredBody(code: code, named: registers.byName, outermostNames: registers.outermostNames,
                           idRegister: idRegister, spawnedThreads: spawnedThreads, calledFunctions: calledFunctions)
    }
}

struct Scope {
    var names: [String: Meaning] = [:]
    /// The registers to be given back at the scope's end.
    var owned: Set<Register> = []
}

struct LoopContext {
    var label: String?
    var breakTarget: Label
    var continueTarget: Label
    /// How many guards were held outside the loop.
    var guardDepth: Int
    var hasBreak = false
}

struct HeldGuard {
    var place: Place
    var release: ObjectOperation
}

/// A call that is being inlined.
struct Frame {
    var function: FunctionDefinition
    /// Where errors in the body of a function of an earlier text are reported: the call.
    var call: Span
    /// What the call passes, one for each parameter; none in a function that nobody calls.
    var arguments: [Expression]
    /// Where instructions come from in such a function.
    var callOrigin: Origin
    var results: Results
    var end: Label
    var firstScope: Int
    var firstLoop: Int
    var firstGuard: Int
    var returnsValue = false
}

/// Where results go that somebody asks for.
enum Results {
    case none
    case one(Register)
    case two(Register?, Register?)
}

// Depth.
extension BodyLowering {
    /// What a level of each costs of the stack, roughly: a block or a call is many frames, an operator is few.
    enum Level: Int { case expression = 1, block = 8 }

    private static let maximalDepth = 640

    /// Notes that the walk goes a level deeper, until `ascend`. The parser bounds what one text can nest; functions
    /// that call functions add their depths up, and where that gets too much it is an error, not a stack overflow.
    ///
    /// - Returns: whether the walk may go on. Either way, `ascend` follows.
    mutating func descend(_ level: Level, at span: Span) -> Bool {
        depth += level.rawValue
        if depth <= Self.maximalDepth { return true }
        error(span, "functions that call functions are nested too deeply here",
              help: "they are inlined; let one of them do its work in a loop")
        return false
    }

    mutating func ascend(_ level: Level) { depth -= level.rawValue }
}

// Messages.
extension BodyLowering {
    mutating func error(_ span: Span, _ message: String, expected: String? = nil, help: String? = nil) {
        report(.error, span, message, expected: expected, help: help)
    }

    mutating func warning(_ span: Span, _ message: String, help: String? = nil) {
        report(.warning, span, message, help: help)
    }

    private mutating func report(_ severity: Diagnostic.Severity, _ span: Span, _ message: String,
                                 expected: String? = nil, help: String? = nil) {
        guard let foreign = frames.first(where: { $0.function.isFromEarlierText }) else {
            return sink.report(severity, span, message, expected: expected, help: help)
        }
        guard severity == .error else { return }
        sink.report(severity, foreign.call, "in `\(foreign.function.declaration.name.text)`, from earlier: \(message)",
                    expected: expected, help: help)
    }

    /// The text that spans count in.
    var source: SourceText { frames.last?.function.source ?? sink.source }

    mutating func setOrigin(_ span: Span, statement: String? = nil) {
        let statement = statement ?? source.abridged(span)
        if let foreign = frames.first(where: { $0.function.isFromEarlierText }) {
            code.origin = Origin(line: foreign.callOrigin.line, column: foreign.callOrigin.column, statement: statement)
        } else {
            code.origin = Origin(line: source.line(of: span.start), column: source.column(of: span.start),
                                 statement: statement)
        }
    }
}
