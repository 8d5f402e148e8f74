/// Checks the names in a text before anything is proved about them: unknown ones, wrong numbers of arguments, aliases
/// that stand for themselves, and implementations that rustc would refuse.
struct NameCheck {
    private let prover: Prover
    private(set) var diagnostics: [TypesDiagnostic] = []

    static func diagnostics(for items: RustItems) -> [TypesDiagnostic] {
        var check = NameCheck(prover: Prover(items))
        check.run(items)
        return check.diagnostics
    }

    private init(prover: Prover) { self.prover = prover }

    private mutating func run(_ items: RustItems) {
        for definition in items.definitions {
            for field in definition.fields { check(field.type, at: field.place) }
        }
        for alias in items.aliases { check(alias.type, at: alias.place) }
        for query in items.queries { check(query.type, at: query.place) }
        for (index, implementation) in items.implementations.enumerated() {
            check(implementation.type, at: implementation.place)
            check(implementation, earlier: items.implementations[..<index])
        }
    }

    private mutating func check(_ type: RustType, at place: RustPlace) {
        switch type {
        case .path(let module, let name, let arguments):
            checkPath(module, name, arguments, at: place)
            for argument in arguments { check(argument, at: place) }
        case .reference(_, let target), .rawPointer(_, let target), .array(let target, _), .slice(let target):
            check(target, at: place)
        case .tuple(let elements):
            for element in elements { check(element, at: place) }
        default: break
        }
    }

    private mutating func checkPath(_ module: [String], _ name: String, _ arguments: [RustType], at place: RustPlace) {
        let text = (module + [name]).joined(separator: "::")
        let generics = prover.definition(module: module, name: name)?.generics
            ?? prover.alias(module: module, name: name)?.generics
        if let generics {
            guard !generics.takes(arguments.count) else { return }
            return report(arityText(text, "\(generics.parameters.count)", arguments.count), at: place)
        }
        if name == "Cow", arguments.count == 1 { return }
        let types = prover.standardTypes(module: module, name: name, arguments: arguments.count)
        if types.count > 1 {
            let paths = types.map { "`\(($0.module + [name]).joined(separator: "::"))`" }
            report("`\(text)` can mean several types", at: place,
                   help: "write \(paths.joined(separator: " or ")), or say which with `use`")
        } else if let type = types.first {
            guard !type.takes(arguments.count) else { return }
            let arity = type.arity.lowerBound == type.arity.upperBound ? "\(type.arity.lowerBound)"
                : "\(type.arity.lowerBound) to \(type.arity.upperBound)"
            report(arityText(text, arity, arguments.count), at: place)
        } else {
            report("`\(text)` is not known", at: place, help: suggestion(for: name))
        }
    }

    private func arityText(_ name: String, _ expected: String, _ found: Int) -> String {
        "`\(name)` takes \(expected) type argument\(expected == "1" ? "" : "s"), and has \(found)"
    }

    private mutating func report(_ message: String, at place: RustPlace, help: String? = nil) {
        let diagnostic = place.diagnostic(.error, message, help: help)
        if !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
    }

    private func suggestion(for name: String) -> String {
        let own = prover.items.definitions.map(\.name) + prover.items.aliases.map(\.name)
        let known = own + Array(StandardType.all.keys)
        let distances = known.map { ($0, editDistance($0.lowercased(), name.lowercased())) }
        let nearest = distances.filter { $0.1 <= max(1, name.count / 4) }.min { ($0.1, $0.0) < ($1.1, $1.0) }
        guard let nearest else { return "define it here: `struct \(name) { … }`" }
        return "did you mean `\(nearest.0)`?"
    }

    /// rustc's rules for implementations of auto traits, with its error numbers.
    private mutating func check(_ implementation: RustImplementation, earlier: ArraySlice<RustImplementation>) {
        let trait = implementation.trait.rawValue
        let place = implementation.place
        if !implementation.isNegative, !implementation.isUnsafe {
            report("an implementation of \(trait) has to be `unsafe impl` (E0200)", at: place,
                   help: "write `unsafe impl` if the type keeps the promise: the compiler does not check it")
        }
        if implementation.isNegative, implementation.isUnsafe {
            report("a negative implementation promises nothing, so it is not unsafe (E0198)", at: place,
                   help: "write `impl !\(trait) for …`")
        }
        guard case .path(let module, let name, let arguments) = implementation.type,
              prover.definition(module: module, name: name) != nil else {
            return report("\(trait) can be implemented for types that are defined here only (E0117)", at: place,
                          help: "wrap \(implementation.type) in a struct of your own")
        }
        let free = implementation.generics.parameters.filter { parameter in
            !arguments.contains { $0.mentions(parameter.name) }
        }
        if let parameter = free.first {
            report("the parameter \(parameter.name) does not occur in \(implementation.type) (E0207)", at: place)
        }
        if let twin = earlier.first(where: { $0.trait == implementation.trait && $0.overlaps(implementation) }) {
            let number = twin.isNegative == implementation.isNegative ? "E0119" : "E0751"
            report("this contradicts or repeats the implementation at line \(twin.place.line) (\(number))", at: place)
        }
    }
}

extension RustType {
    /// Whether the name of a parameter occurs in the type.
    func mentions(_ name: String) -> Bool {
        switch self {
        case .parameter(let parameter), .constant(let parameter): parameter == name
        case .path(_, _, let arguments), .tuple(let arguments): arguments.contains { $0.mentions(name) }
        case .reference(_, let target), .rawPointer(_, let target), .slice(let target): target.mentions(name)
        case .array(let element, let length): element.mentions(name) || length == name
        default: false
        }
    }

    /// Whether some type could be an instance of both, parameters of each standing for anything.
    fileprivate func overlaps(_ other: RustType) -> Bool {
        switch (self, other) {
        case (.parameter, _), (_, .parameter), (.projection, _), (_, .projection): true
        case (.path(_, let a, let left), .path(_, let b, let right)):
            a == b && left.count == right.count && zip(left, right).allSatisfy { $0.overlaps($1) }
        case (.reference(let a, let left), .reference(let b, let right)),
             (.rawPointer(let a, let left), .rawPointer(let b, let right)): a == b && left.overlaps(right)
        case (.tuple(let left), .tuple(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.overlaps($1) }
        case (.array(let left, _), .array(let right, _)), (.slice(let left), .slice(let right)): left.overlaps(right)
        default: self == other
        }
    }
}

extension RustImplementation {
    fileprivate func overlaps(_ other: RustImplementation) -> Bool { type.overlaps(other.type) }
}

/// How many letters have to be put in, taken out or exchanged (Levenshtein), in time and memory of the product of both
/// lengths.
private func editDistance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var row = Array(0...b.count)
    for (i, letter) in a.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, other) in b.enumerated() {
            let change = diagonal + (letter == other ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(change, row[j] + 1, diagonal + 1)
        }
    }
    return row[b.count]
}
