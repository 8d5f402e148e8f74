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
        case .conditional(let branches, let otherwise):
            return branches.contains { $0.body.assigns(to: name) } || otherwise?.assigns(to: name) ?? false
        case .while(_, _, let body), .loop(_, let body), .for(_, _, _, _, _, let body), .guarded(_, _, let body),
             .block(let body):
            return body.assigns(to: name)
        default:
            return false
        }
    }
}
