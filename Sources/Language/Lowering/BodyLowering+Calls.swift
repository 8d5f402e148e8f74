import Litmus

// Functions: the language's own, and the program's, which are inlined where they are called.
extension BodyLowering {
    /// Emits a call.
    /// - Returns: where the value is, if it is not in `results`.
    mutating func call(_ path: [String], _ arguments: [Expression], _ span: Span, _ results: Results) -> Operand? {
        guard let name = path.last else { return nil }
        if builtinFunctions.contains(name), path.count == 1 || Self.isStandard(path) {
            builtin(name, arguments, span)
            if case .none = results { return nil }
            error(span, "`\(name)` gives no value", help: "write it as a statement of its own")
            return nil
        }
        guard path.count == 1, let function = globals.functions[name] else {
            reportUnknown(path, span)
            // It may take locations, so that those are no mistakes here.
            for argument in arguments {
                if let operand = self.argument(for: argument).operand { code.release(operand) }
            }
            return nil
        }
        calledFunctions.insert(name)
        if role == .uncalledFunction { return check(function, arguments, span, results) }
        return inline(function, arguments, span, results)
    }

    /// Whether a path is one by which Rust reaches the function of that name.
    private static func isStandard(_ path: [String]) -> Bool {
        path.dropLast().allSatisfy { ["std", "core", "sync", "atomic", "hint", "thread", "loom"].contains($0) }
    }

    private mutating func builtin(_ name: String, _ arguments: [Expression], _ span: Span) {
        let isFence = name.hasSuffix("fence")
        if arguments.count > (isFence ? 1 : 0) {
            error(arguments[isFence ? 1 : 0].span, "`\(name)` takes \(isFence ? "one ordering" : "nothing")")
            return
        }
        switch name {
        case "fence": code.emit(.fence(order(arguments.first, for: .fence)))
        case "compiler_fence": code.emit(.compilerFence(order(arguments.first, for: .fence)))
        case "spin_loop": code.emit(.hint(.spinLoop))
        default: code.emit(.hint(.yieldNow))
        }
    }

    private mutating func reportUnknown(_ path: [String], _ span: Span) {
        let name = path.joined(separator: "::")
        if globals.lostNames.contains(name) { return }
        if path.count == 1, globals.isLibrary {
            warning(span, "`\(name)` is not declared here", help: "the text that calls the function has to declare it")
            return
        }
        let candidates = globals.functions.keys.sorted() + builtinFunctions + checkStatements.prefix(3)
        let help: String
        if path.count == 1, ["spawn", "join"].contains(name) {
            help = "write `\(name) NAME`, with the thread's name"
        } else if checkStatements.contains(name) {
            help = "`\(name)` is a statement of its own"
        } else if let meant = nearest(to: path.last ?? name, among: candidates) {
            help = "did you mean `\(meant)`?"
        } else {
            help = "declare it: `fn \(path.last ?? name)(…) { … }`"
        }
        error(span, "there is no function `\(name)`", help: help)
    }
}

// Inlining.
extension BodyLowering {
    private mutating func inline(_ function: FunctionDefinition, _ arguments: [Expression], _ span: Span,
                                 _ results: Results) -> Operand? {
        let declaration = function.declaration
        defer { ascend(.block) }
        guard descend(.block, at: span), isCallable(function, arguments, span), !code.isTooLong else { return nil }
        let meanings = arguments.map { expression in
            let meaning = argument(for: expression)
            // A parameter may be used many times; what it stands for is kept until the call is over.
            if let operand = meaning.operand { code.hold(operand) }
            return meaning
        }
        frames.append(Frame(function: function, call: span, arguments: arguments, callOrigin: code.origin,
                            results: results, end: code.label(), firstScope: scopes.count, firstLoop: loops.count,
                            firstGuard: guards.count))
        let value = scoped { lowering -> Operand? in
            for (parameter, meaning) in zip(declaration.parameters, meanings) {
                lowering.bind(parameter, to: meaning, in: declaration.body)
            }
            return lowering.lower(inlined: declaration, span)
        }
        let frame = frames.removeLast()
        code.place(frame.end)
        code.origin = frame.callOrigin
        for operand in meanings.compactMap(\.operand) { code.letGo(operand) }
        if code.isTooLong {
            error(span, "the thread has more than \(CodeBuilder.maximalInstructions) instructions",
                  help: "functions are copied to each of their calls; call this one less often")
        }
        return value
    }

    private mutating func lower(inlined declaration: FunctionDeclaration, _ call: Span) -> Operand? {
        let statements = declaration.body.statements
        let frame = frames[frames.count - 1]
        // A body that is one `return e` needs no register for its value.
        if case .one(let register) = frame.results, statements.count == 1,
           case .return(let value?) = statements[0].kind {
            setOrigin(statements[0].header)
            let operand = self.value(of: value, into: register)
            // What belongs to the function may serve again as soon as the call is over.
            if operand == .register(register) || operand.isConstant { return operand }
            code.emit(.copy(to: register, operand))
            code.release(operand)
            return nil
        }
        let isReachable = lower(statements: statements)
        guard case .none = frame.results else {
            if !frames[frames.count - 1].returnsValue {
                error(call, "`\(declaration.name.text)` gives no value", help: "`return e` in the function gives one")
            } else if isReachable {
                error(declaration.name.span, "`\(declaration.name.text)` ends without a value on some path",
                      help: "end it with `return e`")
            }
            return nil
        }
        return nil
    }

    private mutating func isCallable(_ function: FunctionDefinition, _ arguments: [Expression], _ span: Span) -> Bool {
        let declaration = function.declaration
        let name = declaration.name.text
        // Recursion was reported when the functions were declared.
        if frames.contains(where: { $0.function.declaration.name.text == name }) { return false }
        if arguments.count != declaration.parameters.count {
            error(span, "`\(name)` takes \(counted(declaration.parameters.count, "argument")), not \(arguments.count)",
                  expected: "`\(function.signature)`")
            return false
        }
        return true
    }

    /// What an argument passes: shared state as itself, anything else as its value.
    private mutating func argument(for expression: Expression) -> Meaning {
        if sharedState(of: expression) != nil {
            return place(of: expression).map { .shared($0) } ?? .unknown
        }
        if let name = expression.name, case .unknown? = meaning(of: name) { return .unknown }
        return .value(value(of: expression))
    }

    private mutating func bind(_ parameter: Name, to meaning: Meaning, in body: Block) {
        // A parameter that is assigned to is a register of the function's own.
        if case .value(let operand) = meaning, body.assigns(to: parameter.text) {
            let register = register(for: parameter.text)
            code.emit(.copy(to: register, operand))
            bind(parameter.text, to: .register(register))
        } else {
            bind(parameter.text, to: meaning)
        }
    }

    /// A call in a function that nobody calls: what is called is checked by itself.
    private mutating func check(_ function: FunctionDefinition, _ arguments: [Expression], _ span: Span,
                                _ results: Results) -> Operand? {
        for argument in arguments { _ = self.argument(for: argument) }
        _ = isCallable(function, arguments, span)
        return nil
    }

    /// Checks a function that nobody calls: its parameters may be anything.
    mutating func check(_ function: FunctionDefinition) {
        let declaration = function.declaration
        frames.append(Frame(function: function, call: declaration.name.span, arguments: [],
                            callOrigin: code.origin, results: .none, end: code.label(),
                            firstScope: 0, firstLoop: 0, firstGuard: 0))
        _ = scoped { lowering in
            for parameter in declaration.parameters { lowering.bind(parameter.text, to: .unknown) }
            return lowering.lower(statements: declaration.body.statements)
        }
        frames.removeLast()
    }
}

// Threads that are named: `spawn A`, `join t[1]`.
extension BodyLowering {
    /// The threads that a name means; none, and an error, where it means none.
    mutating func threads(_ target: Expression) -> [Int] {
        switch target.kind {
        case .name(let name):
            if let group = globals.threadGroups[name] { return Array(group.indices) }
            if let index = globals.threadIndices[name] { return [index] }
            let meant = nearest(to: name, among: (Array(globals.threadGroups.keys)
                + Array(globals.threadIndices.keys)).sorted())
            if globals.isLibrary || globals.lostNames.contains(name) { return [] }
            error(target.span, "there is no thread `\(name)`",
                  help: meant.map { "did you mean `\($0)`?" } ?? "declare it: `thread \(name) { … }`")
        case .index(let base, let index):
            guard let name = base.name, let group = globals.threadGroups[name], group.isReplicated else {
                error(base.span, "`\(text(base))` is not a thread with replicas", help: "`thread NAME[3] { … }` is one")
                return []
            }
            guard case .constant(let number) = value(of: index) else {
                error(index.span, "which thread it is has to be known before the program starts",
                      expected: "a number or a constant")
                return []
            }
            if number >= 0, number < group.indices.count { return [group.indices.lowerBound + Int(number)] }
            error(index.span, "`\(name)` has no thread \(number)", expected: "0 to \(group.indices.count - 1)")
        default:
            error(target.span, "a thread's name stands here")
        }
        return []
    }

    mutating func spawn(_ index: Int, _ span: Span) {
        guard isOther(index, span, "spawn") else { return }
        spawnedThreads.insert(index)
        code.emit(.spawn(thread: index))
    }

    mutating func join(_ index: Int, _ span: Span) {
        guard isOther(index, span, "join") else { return }
        code.emit(.join(thread: index))
    }

    private mutating func isOther(_ index: Int, _ span: Span, _ word: String) -> Bool {
        switch role {
        case .thread(let name) where globals.threadGroups[name]?.indices.contains(index) ?? false:
            error(span, "a thread cannot `\(word)` itself")
            return false
        case .finally:
            error(span, "`\(word)` has no place in `finally`, which runs after every thread has ended")
            return false
        default:
            return true
        }
    }
}

extension Meaning {
    /// What a parameter holds on to: its value, or the index of its place.
    fileprivate var operand: Operand? {
        switch self {
        case .value(let operand): operand
        case .shared(let place): place.index
        default: nil
        }
    }
}

extension Operand {
    var isConstant: Bool { if case .constant = self { true } else { false } }
}
