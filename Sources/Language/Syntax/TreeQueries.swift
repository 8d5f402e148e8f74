extension Block {
    /// Whether a statement in it assigns to this name. A `let` of the same name inside does not count, but an
    /// assignment to what that declares does: the answer may be yes where no would do.
    func assigns(to name: String) -> Bool { statements.contains { $0.assigns(to: name) } }
}

extension Statement {
    fileprivate func assigns(to name: String) -> Bool {
        switch kind {
        case .assign(let target, _, _):
            if case .tuple(let targets) = target.kind { return targets.contains { $0.name == name } }
            return target.name == name
        default:
            return blocks.contains { $0.assigns(to: name) }
        }
    }
}

/// A function's name where it is called.
struct Call {
    var function: String
    var span: Span
}

extension Block {
    /// The calls in it, in the order of the text.
    var calls: [Call] { statements.flatMap { $0.calls } }
}

extension Statement {
    fileprivate var calls: [Call] { expressions.flatMap { $0.calls } + blocks.flatMap { $0.calls } }

    /// The expressions that belong to the statement itself, not to its blocks.
    private var expressions: [Expression] {
        switch kind {
        case .let(_, let value), .expression(let value), .assert(let value, _), .assume(let value), .spawn(let value),
             .join(let value), .while(_, let value, _), .guarded(_, let value, _):
            [value]
        case .assign(let target, _, let value): [target, value]
        case .conditional(let branches, _): branches.map(\.condition)
        case .for(_, _, let low, let high, _, _): [low, high]
        case .return(let value): value.map { [$0] } ?? []
        case .loop, .break, .continue, .panic, .block: []
        }
    }

    private var blocks: [Block] {
        switch kind {
        case .conditional(let branches, let otherwise): branches.map(\.body) + [otherwise].compactMap { $0 }
        case .while(_, _, let body), .loop(_, let body), .for(_, _, _, _, _, let body), .guarded(_, _, let body),
             .block(let body):
            [body]
        default: []
        }
    }
}

extension Expression {
    fileprivate var calls: [Call] {
        let inner = children.flatMap { $0.calls }
        guard case .call(let path, _) = kind, let name = path.last, path.count == 1 else { return inner }
        return [Call(function: name, span: span)] + inner
    }
}
