import Litmus

/// Which register each `let` gets, and which one a name means in a property.
///
/// A `let` in the outermost block gets a register of its own, and the latest of a name is what a property means.
/// Inner blocks' `let`s of one name share a register where their lives do not overlap, so that a property reaches
/// them by name too. Functions' registers are nobody's to name; they are shared by all calls.
struct NamedRegisters {
    private var outermost: [String: Register] = [:]
    private(set) var outermostNames: [String] = []
    private var inner: [String: [Register]] = [:]
    private var functions: [String: [Register]] = [:]
    private var live: Set<Register> = []

    /// What each name means in a property.
    var byName: [String: Register] {
        inner.compactMapValues(\.first).merging(outermost) { $1 }
    }

    mutating func outermost(_ name: String, _ code: inout CodeBuilder) -> Register {
        let register = code.declare(name, isOutermost: true)
        if outermost.updateValue(register, forKey: name) == nil { outermostNames.append(name) }
        return register
    }

    mutating func inner(_ name: String, isInFunction: Bool, _ code: inout CodeBuilder) -> Register {
        let pool = (isInFunction ? functions[name] : inner[name]) ?? []
        let register = pool.first { !live.contains($0) } ?? code.declare(name, isOutermost: false)
        if !pool.contains(register) {
            if isInFunction { functions[name] = pool + [register] } else { inner[name] = pool + [register] }
        }
        live.insert(register)
        return register
    }

    mutating func release(_ registers: Set<Register>) { live.subtract(registers) }
}

// Scopes and the registers in them.
extension BodyLowering {
    /// Runs `body` in a scope of its own.
    mutating func scoped<Result>(_ body: (inout BodyLowering) -> Result) -> Result {
        scopes.append(Scope())
        let result = body(&self)
        if let scope = scopes.popLast() { registers.release(scope.owned) }
        return result
    }

    private var isOutermost: Bool { frames.isEmpty && scopes.count == 1 }

    /// The register for a `let` of this name here; `bind` makes the name mean it.
    mutating func register(for name: String) -> Register {
        if isOutermost, role != .uncalledFunction { return registers.outermost(name, &code) }
        // What an inner `let` hides in its own block is not needed any more, so its register serves again.
        if case .register(let earlier)? = scopes[scopes.count - 1].names[name],
           scopes[scopes.count - 1].owned.contains(earlier) { return earlier }
        let register = registers.inner(name, isInFunction: !frames.isEmpty, &code)
        scopes[scopes.count - 1].owned.insert(register)
        return register
    }

    mutating func bind(_ name: String, to meaning: Meaning) { scopes[scopes.count - 1].names[name] = meaning }

    /// What a name stands for here; nil where it is not declared.
    mutating func meaning(of name: String) -> Meaning? {
        for scope in scopes[(frames.last?.firstScope ?? 0)...].reversed() {
            if let meaning = scope.names[name] { return meaning }
        }
        if name == "id", hasID, frames.isEmpty { return .register(registerForID()) }
        if let constant = globals.constants[name] { return .constant(constant) }
        if let shared = globals.shared[name] { return .shared(Place(shared)) }
        return nil
    }

    private mutating func registerForID() -> Register {
        if let idRegister { return idRegister }
        let register = code.declare("id", isOutermost: false)
        idRegister = register
        return register
    }

    /// Reports a name that is not declared, with what was probably meant: where it is a statement by itself, another
    /// statement perhaps.
    mutating func reportUndeclared(_ name: String, _ span: Span, isStatement: Bool = false) {
        if globals.lostNames.contains(name) { return }
        if globals.isLibrary {
            warning(span, "`\(name)` is not declared here", help: "the text that calls the function has to declare it")
            return
        }
        var candidates = globals.valueNames
        for scope in scopes[(frames.last?.firstScope ?? 0)...] { candidates += scope.names.keys.sorted() }
        let help: String
        if name == "id" {
            help = hasID ? "a function gets it as a parameter" : "`id` is the number of a thread of `thread NAME[3]`"
        } else if isStatement, let meant = nearestBareStatement(to: name) {
            help = "did you mean `\(meant)`?"
        } else if let meant = nearest(to: name, among: candidates) {
            help = "did you mean `\(meant)`?"
        } else if globals.functions[name] != nil {
            help = "`\(name)` is a function: `\(name)(…)`"
        } else if builtinFunctions.contains(name) || checkStatements.contains(name) {
            help = "write it with its brackets: `\(builtinForm(name))`"
        } else if globals.threadGroups[name] != nil {
            help = "`\(name)` is a thread; its registers can be named in properties only"
        } else if orderNames[name] != nil {
            help = "`\(name)` is an ordering; it stands last in an operation's brackets"
        } else {
            help = "declare it: `atomic \(name)` or `var \(name)` for shared state, `let \(name) = …` in the thread"
        }
        error(span, "`\(name)` is not declared", help: help)
    }
}
