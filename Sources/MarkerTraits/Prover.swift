/// Decides which types are `Send` and `Sync`: by their explicit implementations, or else, as auto traits go, by what
/// they hold. Recursive types are coinductive: what is being proved may be assumed.
///
/// Every rule asks for all of several things, never for one of them, so a type's answer is the set of all goals that
/// can be reached from it: each is visited once.
struct Prover {
    let items: RustItems
    private let definitions: [String: RustDefinition]
    private let aliases: [String: RustAlias]
    private let supertraits: [String: [RustBound]]

    struct Goal: Hashable {
        var type: RustType
        var trait: MarkerTrait
    }

    /// As rustc's `recursion_limit`.
    private static let deepest = 128
    private static let mostParts = 512
    private static let mostGoals = 20_000

    init(_ items: RustItems) {
        self.items = items
        definitions = Dictionary(items.definitions.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        aliases = Dictionary(items.aliases.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        supertraits = Dictionary(items.traits.map { ($0.name, $0.supertraits) },
                                 uniquingKeysWith: { first, _ in first })
    }

    func prove(_ type: RustType, _ trait: MarkerTrait, assuming generics: RustGenerics = RustGenerics()) -> Proof {
        var search = Search(prover: self, assumptions: assumptions(of: generics))
        return search.prove(Goal(type: type, trait: trait))
    }

    /// What the fields alone say, whatever is implemented for the type itself.
    func proveFields(of definition: RustDefinition, _ trait: MarkerTrait, assuming generics: RustGenerics) -> Proof {
        var search = Search(prover: self, assumptions: assumptions(of: generics))
        return search.all(definition.fields.map { field in
            (Goal(type: field.type, trait: trait), "\(definition.name).\(field.path): \(field.type)")
        })
    }

    /// `T: Send`, for every bound that says so by itself or through a supertrait.
    private func assumptions(of generics: RustGenerics) -> Set<Requirement> {
        Set(generics.bounds.flatMap { bound in
            MarkerTrait.allCases.filter { implies(bound.bound, $0) }.map {
                Requirement(subject: bound.type.description, trait: $0.rawValue)
            }
        })
    }

    /// Whether whatever has the bound has the trait.
    func implies(_ bound: RustBound, _ trait: MarkerTrait) -> Bool {
        var reached: Set<String> = []
        var open = bound.isRelaxed ? [] : [bound.name]
        while let name = open.popLast() {
            if name == trait.rawValue { return true }
            guard reached.insert(name).inserted else { continue }
            open += (supertraits[name] ?? []).filter { !$0.isRelaxed }.map(\.name)
        }
        return false
    }

    /// The definition that a path names.
    func definition(module: [String], name: String) -> RustDefinition? {
        isStandard(module) ? nil : definitions[name]
    }

    func alias(module: [String], name: String) -> RustAlias? { isStandard(module) ? nil : aliases[name] }

    func implementations(for name: String, _ trait: MarkerTrait) -> [RustImplementation] {
        items.implementations.filter { implementation in
            guard implementation.trait == trait,
                  case .path(let module, let target, _) = implementation.type else { return false }
            return target == name && !isStandard(module)
        }
    }

    private static let crates: Set<String> = ["std", "core", "alloc"]

    private func isStandard(_ module: [String]) -> Bool {
        guard let first = module.first else { return false }
        return Self.crates.contains(first) || items.imports[first]?.first.map(Self.crates.contains) ?? false
    }

    /// The standard library's types that a path with so many arguments can mean: none, one, or several of one name.
    func standardTypes(module: [String], name: String, arguments: Int) -> [StandardType] {
        var path = module + [name]
        // `use std::rc;` and then `rc::Weak`, or `use std::rc::Weak as W`.
        if let first = path.first, let imported = items.imports[first] { path = imported + path.dropFirst() }
        guard let last = path.last else { return [] }
        let hint = path.dropLast().filter { !Self.crates.contains($0) && $0 != "primitive" }
        let named = (StandardType.all[last] ?? []).filter { type in
            type.module.suffix(hint.count) == hint[...] || hint.prefix(type.module.count) == type.module[...]
        }
        let fitting = named.filter { $0.takes(arguments) }
        let candidates = fitting.isEmpty ? named : fitting
        return candidates.allSatisfy(\.isAlways) ? Array(candidates.prefix(1)) : candidates
    }

    /// The type with its aliases replaced by what they stand for.
    func expanded(_ type: RustType) -> RustType {
        switch type {
        case .path(let module, let name, let arguments):
            let arguments = arguments.map(expanded)
            guard let alias = alias(module: module, name: name) else {
                return .path(module: module, name: name, arguments: arguments)
            }
            return expanded(alias.type.replacing(alias.generics.bindings(arguments)))
        case .reference(let isMutable, let target): return .reference(isMutable: isMutable, expanded(target))
        case .rawPointer(let isMutable, let target): return .rawPointer(isMutable: isMutable, expanded(target))
        case .tuple(let elements): return .tuple(elements.map(expanded))
        case .array(let element, let length): return .array(expanded(element), length: length)
        case .slice(let element): return .slice(expanded(element))
        default: return type
        }
    }
}

extension Prover {
    /// One question's search.
    struct Search {
        let prover: Prover
        let assumptions: Set<Requirement>
        private var visited: Set<Goal> = []

        init(prover: Prover, assumptions: Set<Requirement>) {
            self.prover = prover
            self.assumptions = assumptions
        }

        mutating func prove(_ goal: Goal) -> Proof {
            guard goal.type.isWithin(depth: Prover.deepest, parts: Prover.mostParts),
                  visited.count <= Prover.mostGoals else {
                return .fails(Proof.Failure(
                    reason: "the type expands into ever larger ones: rustc gives up too (E0275)",
                    help: "let the type refer to itself with the same arguments"))
            }
            guard visited.insert(goal).inserted else { return .holds(if: []) }
            switch goal.type {
            case .path(let module, let name, let arguments):
                return prove(goal, module: module, name: name, arguments)
            case .parameter(let name), .projection(let name): return require(name, goal.trait)
            case .reference(let isMutable, let target): return reference(goal, isMutable, target)
            case .rawPointer:
                return .fails(Proof.Failure(
                    reason: "\(goal.type) is never \(goal.trait.rawValue): nobody knows what else refers to its target",
                    help: StandardType.rawPointerHelp))
            case .tuple(let elements): return parts(of: goal, elements)
            case .array(let element, _), .slice(let element): return parts(of: goal, [element])
            case .function, .never, .constant: return .holds(if: [])
            case .object(let bounds): return object(goal, bounds)
            case .opaque(let bounds):
                if bounds.contains(where: { prover.implies($0, goal.trait) }) { return .holds(if: []) }
                return require("the type behind `\(goal.type)`", goal.trait)
            }
        }

        /// All of several goals; the step says how one comes in.
        mutating func all(_ goals: [(goal: Goal, step: String)]) -> Proof {
            var requirements: Set<Requirement> = []
            var unknown: String?
            for (goal, step) in goals {
                switch prove(goal) {
                case .holds(let more): requirements.formUnion(more)
                case .fails(let failure): return .fails(failure.below(step))
                case .unknown(let name): unknown = unknown ?? name
                }
            }
            return unknown.map(Proof.unknown) ?? .holds(if: requirements)
        }

        private func require(_ subject: String, _ trait: MarkerTrait) -> Proof {
            let requirement = Requirement(subject: subject, trait: trait.rawValue)
            return .holds(if: assumptions.contains(requirement) ? [] : [requirement])
        }

        private mutating func parts(of goal: Goal, _ parts: [RustType]) -> Proof {
            all(parts.map { (Goal(type: $0, trait: goal.trait), only(goal, if: $0, goal.trait)) })
        }

        private func only(_ goal: Goal, if type: RustType, _ trait: MarkerTrait) -> String {
            "\(goal.type) is \(goal.trait.rawValue) only if \(type) is \(trait.rawValue)"
        }

        private mutating func reference(_ goal: Goal, _ isMutable: Bool, _ target: RustType) -> Proof {
            // What a shared reference reaches is reached by two threads at once; a mutable one moves it.
            let needed: MarkerTrait = isMutable ? goal.trait : .sync
            return all([(Goal(type: target, trait: needed), only(goal, if: target, needed))])
        }

        private func object(_ goal: Goal, _ bounds: [RustBound]) -> Proof {
            if bounds.contains(where: { prover.implies($0, goal.trait) }) { return .holds(if: []) }
            let first = bounds.first?.text ?? "it"
            return .fails(Proof.Failure(
                reason: "any type that implements \(first) can be behind \(goal.type), "
                    + "and nothing says that it is \(goal.trait.rawValue)",
                help: "write \(RustType.object(bounds)) + \(goal.trait.rawValue)"))
        }

        private mutating func prove(_ goal: Goal, module: [String], name: String, _ arguments: [RustType]) -> Proof {
            if let definition = prover.definition(module: module, name: name) {
                return prove(goal, definition, arguments)
            }
            if let alias = prover.alias(module: module, name: name) {
                guard alias.generics.takes(arguments.count) else { return .unknown(goal.type.description) }
                let type = alias.type.replacing(alias.generics.bindings(arguments))
                return prove(Goal(type: type, trait: goal.trait))
            }
            if name == "Cow", let borrowed = arguments.first { return cow(goal, borrowed) }
            let standard = prover.standardTypes(module: module, name: name, arguments: arguments.count)
            guard standard.count == 1, standard[0].takes(arguments.count) else {
                return .unknown(goal.type.description)
            }
            return prove(goal, standard[0], arguments)
        }

        /// Either a shared reference, or the owned form of what it refers to.
        private mutating func cow(_ goal: Goal, _ borrowed: RustType) -> Proof {
            let owned: RustType = switch borrowed {
            case .slice(let element): .path(module: [], name: "Vec", arguments: [element])
            case .path(_, "str", _), .path(_, "Path", _), .path(_, "CStr", _), .path(_, "OsStr", _):
                .tuple([])
            case .parameter(let name): .projection("<\(name) as ToOwned>::Owned")
            default: borrowed
            }
            let reference = RustType.reference(isMutable: false, borrowed)
            return all([reference, owned].map { (Goal(type: $0, trait: goal.trait), only(goal, if: $0, goal.trait)) })
        }

        private mutating func prove(_ goal: Goal, _ type: StandardType, _ arguments: [RustType]) -> Proof {
            let trait = goal.trait
            // An allocator, where one is given, has to have the trait itself.
            let allocator = type.hasAllocator && arguments.count > type.arity.upperBound ? arguments.last : nil
            let held = allocator == nil ? arguments : Array(arguments.dropLast())
            var needs: [(RustType, MarkerTrait)]
            switch type.rule(for: trait) {
            case .never:
                let reason = "\(goal.type) is never \(trait.rawValue)"
                    + (type.reason(for: trait).map { ": \($0)" } ?? "")
                return .fails(Proof.Failure(reason: reason, help: type.help))
            case .always: needs = []
            case .structural: needs = held.map { ($0, trait) }
            case .when(let pairs):
                needs = pairs.filter { $0.argument < held.count }.map { (held[$0.argument], $0.trait) }
            }
            if let allocator { needs.append((allocator, trait)) }
            return all(needs.map { needed, neededTrait in
                let isMere = neededTrait == trait && type.reason(for: trait) == nil
                let reason = isMere ? "" : type.reason(for: trait).map { ": \($0)" } ?? ""
                return (Goal(type: needed, trait: neededTrait), only(goal, if: needed, neededTrait) + reason)
            })
        }

        private mutating func prove(_ goal: Goal, _ definition: RustDefinition, _ arguments: [RustType]) -> Proof {
            guard definition.generics.takes(arguments.count) else { return .unknown(goal.type.description) }
            let implementations = prover.implementations(for: definition.name, goal.trait)
            if !implementations.isEmpty { return prove(goal, implementations) }
            let bindings = definition.generics.bindings(arguments)
            return all(definition.fields.map { field in
                let type = field.type.replacing(bindings)
                return (Goal(type: type, trait: goal.trait), "\(definition.name).\(field.path): \(type)")
            })
        }

        /// By explicit implementations: as soon as there is one for some instance of a type, no instance is `Send` or
        /// `Sync` because of its fields.
        private mutating func prove(_ goal: Goal, _ implementations: [RustImplementation]) -> Proof {
            for implementation in implementations {
                guard let bindings = match(implementation, goal.type) else { continue }
                let line = "line \(implementation.place.line)"
                if implementation.isNegative {
                    return .fails(Proof.Failure(
                        reason: "\(line) says that \(goal.type) is not \(goal.trait.rawValue)"))
                }
                return bounds(of: implementation, bindings, goal, line)
            }
            let lines = implementations.map { "\($0.place.line)" }.joined(separator: ", ")
            return .fails(Proof.Failure(
                reason: "no implementation of \(goal.trait.rawValue) covers \(goal.type): those that there are "
                    + "(line \(lines)) take the place of the automatic one"))
        }

        private mutating func bounds(of implementation: RustImplementation, _ bindings: [String: RustType],
                                     _ goal: Goal, _ line: String) -> Proof {
            var goals: [(goal: Goal, step: String)] = []
            var others: Set<Requirement> = []
            for bound in implementation.generics.bounds where !bound.bound.isRelaxed {
                let type = bound.type.replacing(bindings)
                if let trait = MarkerTrait(rawValue: bound.bound.name) {
                    goals.append((Goal(type: type, trait: trait),
                                  only(goal, if: type, trait) + ": the implementation at \(line) asks for it"))
                } else if mentionsParameter(type) {
                    others.insert(Requirement(subject: type.description, trait: bound.bound.text))
                }
            }
            let proof = all(goals)
            guard case .holds(let requirements) = proof else { return proof }
            return .holds(if: requirements.union(others.subtracting(assumptions)))
        }

        private func mentionsParameter(_ type: RustType) -> Bool {
            switch type {
            case .parameter, .projection: true
            case .path(_, _, let arguments), .tuple(let arguments): arguments.contains(where: mentionsParameter)
            case .reference(_, let target), .rawPointer(_, let target), .array(let target, _), .slice(let target):
                mentionsParameter(target)
            default: false
            }
        }

        /// What the implementation's parameters stand for where it is for this type; nil where it is not.
        private func match(_ implementation: RustImplementation, _ type: RustType) -> [String: RustType]? {
            var bindings: [String: RustType] = [:]
            let names = Set(implementation.generics.parameters.map(\.name))
            let pattern = prover.expanded(implementation.type)
            return Self.match(pattern, prover.expanded(type), names, &bindings) ? bindings : nil
        }

        private static func match(_ pattern: RustType, _ type: RustType, _ names: Set<String>,
                                  _ bindings: inout [String: RustType]) -> Bool {
            switch (pattern, type) {
            case (.parameter(let name), _) where names.contains(name),
                 (.constant(let name), _) where names.contains(name):
                if let bound = bindings[name] { return bound == type }
                bindings[name] = type
                return true
            case (.path(_, let a, let left), .path(_, let b, let right)):
                return a == b && match(left, right, names, &bindings)
            case (.reference(let a, let left), .reference(let b, let right)),
                 (.rawPointer(let a, let left), .rawPointer(let b, let right)):
                return a == b && match(left, right, names, &bindings)
            case (.tuple(let left), .tuple(let right)): return match(left, right, names, &bindings)
            case (.array(let left, _), .array(let right, _)), (.slice(let left), .slice(let right)):
                return match(left, right, names, &bindings)
            default: return pattern == type
            }
        }

        private static func match(_ patterns: [RustType], _ types: [RustType], _ names: Set<String>,
                                  _ bindings: inout [String: RustType]) -> Bool {
            patterns.count == types.count
                && zip(patterns, types).allSatisfy { match($0, $1, names, &bindings) }
        }
    }
}
