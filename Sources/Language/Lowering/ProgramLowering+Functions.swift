import Litmus

// Functions: they are kept as trees, and inlined where they are called, so none may call itself.
extension ProgramLowering {
    mutating func declareFunctions() {
        globals.functions = known.functions.mapValues {
            var function = $0
            function.isFromEarlierText = true
            return function
        }
        for item in tree.items {
            guard case .function(var declaration) = item.kind else { continue }
            declaration.body = declaration.body.returningItsLastValue
            let function = FunctionDefinition(declaration: declaration, source: source)
            globals.functions[declaration.name.text] = function
            defined.functions[declaration.name.text] = function
        }
        checkRecursion()
    }

    /// Reports each call that closes a cycle of calls. O(functions + calls).
    private mutating func checkRecursion() {
        let calls = globals.functions.mapValues { $0.declaration.body.calls }
        var finished: Set<String> = []
        for root in globals.functions.keys.sorted() where !finished.contains(root) {
            // The functions on the way from the root, with how many of their calls were followed.
            var path: [(function: String, next: Int)] = [(root, 0)]
            while let (function, next) = path.last {
                guard let call = calls[function].flatMap({ next < $0.count ? $0[next] : nil }) else {
                    finished.insert(function)
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                if let start = path.firstIndex(where: { $0.function == call.function }) {
                    reportRecursion(path[start...].map(\.function), call)
                } else if calls[call.function] != nil, !finished.contains(call.function) {
                    path.append((call.function, 0))
                }
            }
        }
    }

    private mutating func reportRecursion(_ cycle: [String], _ call: Call) {
        // The call may be in an earlier text; then a function of this one closed the cycle.
        let local = cycle.last { globals.functions[$0]?.isFromEarlierText == false }
        guard let local, let function = globals.functions[local] else { return }
        let isHere = local == cycle.last
        sink.error(isHere ? call.span : function.declaration.name.span,
                   "`\(call.function)` calls itself (\((cycle + [call.function]).joined(separator: " → "))), "
                       + "and functions are inlined",
                   help: "write it as a `loop` or a `while`")
    }
}

extension Block {
    /// The block of a function with Rust's tail expression made explicit: what ends in `e` ends in `return e`.
    var returningItsLastValue: Block {
        guard var last = statements.last else { return self }
        switch last.kind {
        case .expression(let value): last.kind = .return(value)
        case .block(let block): last.kind = .block(block.returningItsLastValue)
        case .guarded(let mode, let object, let block):
            last.kind = .guarded(mode, object, block.returningItsLastValue)
        case .conditional(let branches, let otherwise):
            let returning = branches.map { Branch(condition: $0.condition, body: $0.body.returningItsLastValue) }
            last.kind = .conditional(returning, otherwise: otherwise?.returningItsLastValue)
        default: return self
        }
        return Block(statements: statements.dropLast() + [last], span: span)
    }
}
