extension RustItems {
    /// Takes out aliases that stand for themselves, directly or through others (E0391), and says so.
    mutating func removeCyclicAliases() -> [TypesDiagnostic] {
        let byName = Dictionary(aliases.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let cyclic = aliases.filter { alias in
            var reached: Set<String> = []
            var open = alias.type.pathNames
            while let name = open.popLast() {
                if name == alias.name { return true }
                guard reached.insert(name).inserted, let next = byName[name] else { continue }
                open += next.type.pathNames
            }
            return false
        }
        aliases.removeAll { alias in cyclic.contains { $0.name == alias.name } }
        return cyclic.map {
            $0.place.diagnostic(.error, "the alias `\($0.name)` stands for itself (E0391)",
                                help: "make it a struct: `struct \($0.name)(…);`")
        }
    }
}

extension RustType {
    /// The names of all paths in the type.
    fileprivate var pathNames: [String] {
        switch self {
        case .path(_, let name, let arguments): [name] + arguments.flatMap(\.pathNames)
        case .tuple(let elements): elements.flatMap(\.pathNames)
        case .reference(_, let target), .rawPointer(_, let target), .array(let target, _), .slice(let target):
            target.pathNames
        default: []
        }
    }
}
