/// Finds out which of a text's types are `Send` and which are `Sync`.
///
/// The text is Rust: `struct`s, `enum`s, `union`s, `type` aliases, `unsafe impl`s of the two traits, `impl !Send`,
/// traits (for their supertraits), `static`s, and types on lines of their own, which may claim something
/// (`Arc<i32>: Send`). Everything else is skipped. The rules are those of Rust 1.95, its standard library's types
/// included; types of other crates have to be declared.
///
/// - Returns: an answer for each type; where the text has errors, they are in `diagnostics`, and the types that they do
///   not touch are answered all the same.
public func analyse(_ text: String) -> TypesReport {
    var (items, diagnostics) = RustParser.parse(text)
    diagnostics += items.removeCyclicAliases()
    diagnostics += NameCheck.diagnostics(for: items)
    let prover = Prover(items)
    diagnostics += items.definitions.flatMap { prover.unsoundPromises(of: $0) }
    let verdicts = items.definitions.map { prover.verdict(on: $0) } + items.aliases.map { prover.verdict(on: $0) }
        + items.queries.map { prover.verdict(on: $0) }
    let inOrder = verdicts.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
    return TypesReport(
        types: inOrder.map(\.element),
        diagnostics: diagnostics.sorted { ($0.line, $0.column) < ($1.line, $1.column) }, source: text)
}

extension Prover {
    fileprivate func verdict(on definition: RustDefinition) -> TypeVerdict {
        let verdicts = MarkerTrait.allCases.map { trait in
            verdict(trait, prove(definition.type, trait, assuming: definition.generics),
                    reason: reason(definition, trait))
        }
        return TypeVerdict(name: definition.type.description, line: definition.place.line, send: verdicts[0],
                           sync: verdicts[1], claims: [])
    }

    fileprivate func verdict(on alias: RustAlias) -> TypeVerdict {
        let parameters = alias.generics.parameters.map {
            $0.isConstant ? RustType.constant($0.name) : .parameter($0.name)
        }
        let verdicts = MarkerTrait.allCases.map { trait in
            verdict(trait, prove(alias.type, trait, assuming: alias.generics), reason: reason(alias.type, trait))
        }
        return TypeVerdict(name: RustType.path(module: [], name: alias.name, arguments: parameters).description,
                           expansion: alias.type.description, line: alias.place.line, send: verdicts[0],
                           sync: verdicts[1], claims: [])
    }

    fileprivate func verdict(on query: RustQuery) -> TypeVerdict {
        let verdicts = MarkerTrait.allCases.map { trait in
            verdict(trait, prove(query.type, trait), reason: reason(query.type, trait))
        }
        return TypeVerdict(name: query.type.description, line: query.place.line, send: verdicts[0], sync: verdicts[1],
                           claims: query.claims, claimReason: query.reason)
    }

    private func verdict(_ trait: MarkerTrait, _ proof: Proof, reason: String) -> TraitVerdict {
        switch proof {
        case .holds(let requirements) where requirements.isEmpty:
            TraitVerdict(trait: trait, status: .yes, conditions: [], path: [], reason: reason)
        case .holds(let requirements):
            TraitVerdict(trait: trait, status: .conditional, conditions: Self.conditions(requirements), path: [],
                         reason: reason)
        case .fails(let failure):
            TraitVerdict(trait: trait, status: .no, conditions: [], path: failure.steps, reason: failure.reason,
                         help: failure.help)
        case .unknown(let name):
            TraitVerdict(trait: trait, status: .unknown, conditions: [], path: [],
                         reason: "it depends on `\(name)`, which has an error")
        }
    }

    /// `T: Send`, `T: Sync` and `U: Send` as `T: Send + Sync` and `U: Send`.
    private static func conditions(_ requirements: Set<Requirement>) -> [String] {
        Dictionary(grouping: requirements, by: \.subject).sorted { $0.key < $1.key }.map { subject, group in
            "\(subject): \(group.map(\.trait).sorted().joined(separator: " + "))"
        }
    }

    /// Why a definition has a trait, where it has.
    private func reason(_ definition: RustDefinition, _ trait: MarkerTrait) -> String {
        if let promise = implementations(for: definition.name, trait).first(where: { !$0.isNegative }) {
            let fields = proveFields(of: definition, trait, assuming: promise.generics)
            let text = "the `unsafe impl` at line \(promise.place.line) promises it; no compiler checks that"
            if case .fails(let failure) = fields, let field = failure.steps.first {
                return text + " (\(field) alone would not allow it)"
            }
            return text
        }
        if definition.fields.isEmpty { return "it holds nothing" }
        return definition.keyword == "enum" ? "everything in its variants is" : "all its fields are"
    }

    /// Why a type has a trait, where it has.
    private func reason(_ type: RustType, _ trait: MarkerTrait) -> String {
        switch type {
        case .path(let module, let name, let arguments):
            if let definition = definition(module: module, name: name) { return reason(definition, trait) }
            if let alias = alias(module: module, name: name) { return reason(alias.type, trait) }
            guard let standard = standardTypes(module: module, name: name, arguments: arguments.count).first else {
                return "both of its forms are"
            }
            if let reason = standard.reason(for: trait) { return reason }
            if case .structural = standard.rule(for: trait) { return "it holds nothing else" }
            return "the standard library says so"
        case .reference(false, _): return "references on two threads may reach the same value, which is Sync"
        case .reference(true, _): return "it is as good as the value that it refers to"
        case .tuple(let elements) where elements.isEmpty: return "it holds nothing"
        case .tuple, .array, .slice: return "all its elements are"
        case .function: return "a function pointer refers to code only"
        case .object, .opaque: return "its bounds say so"
        default: return "it holds nothing"
        }
    }

    /// Warns of an `unsafe impl` that promises for all arguments what the fields keep for some only.
    fileprivate func unsoundPromises(of definition: RustDefinition) -> [TypesDiagnostic] {
        MarkerTrait.allCases.flatMap { trait in
            implementations(for: definition.name, trait).filter { !$0.isNegative }.compactMap { promise in
                var instance = definition
                guard case .path(_, _, let arguments) = promise.type,
                      definition.generics.takes(arguments.count) else { return nil }
                let bindings = definition.generics.bindings(arguments)
                // Fields that are not `Send` at all are what the promise is about; it is meant to speak for them.
                instance.fields = definition.fields.compactMap { field in
                    var field = field
                    field.type = field.type.replacing(bindings)
                    if case .fails = prove(field.type, trait, assuming: promise.generics) { return nil }
                    return field
                }
                guard case .holds(let requirements) = proveFields(of: instance, trait, assuming: promise.generics),
                      let first = requirements.sorted().first else { return nil }
                return promise.place.diagnostic(
                    .warning, "this promises \(trait.rawValue) for every \(first.subject), also where it is not "
                        + "\(first.trait): a field of type \(first.subject) then crosses threads unprotected",
                    help: "add the bound \(first)")
            }
        }
    }
}
