import Litmus

/// Spells end states and conditions as herd7 and litmus7 do: `0:r1=0`, `[x]=2`, `exists ([x]=2 /\ not (0:r0=0))`.
struct HerdSpelling {
    let program: Program

    init(of program: Program) { self.program = program }

    /// `0:r1` and `[x]`; an array's element is `slot[1]`, whose brackets do.
    func name(of observable: Observable) -> String {
        switch observable {
        case .register(let thread, let register):
            return "\(thread):\(program.bodies[thread].registers[register].name ?? "\(register)")"
        case .location(let index):
            let name = program.locations[index].name
            return name.hasSuffix("]") ? name : "[\(name)]"
        }
    }

    /// The order of the columns: registers by thread and name, then locations by name.
    func columns(of observables: [Observable]) -> [Int] {
        func key(_ observable: Observable) -> (Int, String) {
            switch observable {
            case .register(let thread, _): (thread, name(of: observable))
            case .location: (Int.max, name(of: observable))
            }
        }
        return observables.indices.sorted { key(observables[$0]) < key(observables[$1]) }
    }

    /// `exists (…)`, `~exists (…)`, `forall (…)`; without a property `forall (true)`, as herd7 completes a test.
    func condition(of property: Property?) -> String {
        guard let property else { return "forall (true)" }
        return "\(quantifier(of: property.kind)) (\(text(of: property.condition)))"
    }

    /// What herd7 says of a test's kind, in its first line.
    func kind(of property: Property?) -> String {
        switch property?.kind {
        case .exists: "Allowed"
        case .forbid: "Forbidden"
        case .forall, nil: "Required"
        }
    }

    private func quantifier(of kind: Property.Kind) -> String {
        switch kind {
        case .exists: "exists"
        case .forbid: "~exists"
        case .forall: "forall"
        }
    }

    /// Conjunctions bind tighter than disjunctions. herd7 compares for equality only; what the language has beyond
    /// that is spelled as the language does.
    private func text(of condition: Condition, within precedence: Int = 0) -> String {
        switch condition {
        case .binary(.and, let left, let right):
            return bracketed("\(text(of: left, within: 2)) /\\ \(text(of: right, within: 2))", if: precedence > 2)
        case .binary(.or, let left, let right):
            return bracketed("\(text(of: left, within: 1)) \\/ \(text(of: right, within: 1))", if: precedence > 1)
        case .binary(.equal, let left, let right):
            return "\(term(left))=\(term(right))"
        case .binary(.notEqual, let left, let right):
            return "not (\(term(left))=\(term(right)))"
        case .unary(.not, let operand):
            return "not (\(text(of: operand)))"
        case .constant(let value):
            return value == 0 ? "false" : "true"
        default:
            return term(condition)
        }
    }

    private func term(_ condition: Condition) -> String {
        switch condition {
        case .constant(let value): "\(value)"
        case .value(let observable): name(of: observable)
        case .unary(.negate, let operand): "-\(term(operand))"
        case .unary(.not, let operand): "!\(term(operand))"
        case .binary(let operation, let left, let right): "(\(term(left)) \(operation.symbol) \(term(right)))"
        }
    }

    private func bracketed(_ text: String, if isNeeded: Bool) -> String { isNeeded ? "(\(text))" : text }
}
