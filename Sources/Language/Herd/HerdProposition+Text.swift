extension HerdProposition {
    /// The proposition as herd's logs print it: `1:r0=1 /\ [x]=2`.
    var text: String { text(inside: .top) }

    private enum Surrounding { case top, and, or, implies }

    private func text(inside outer: Surrounding) -> String {
        switch self {
        case .true: "true"
        case .false: "false"
        case .equals(let place, let value): "\(place.text)=\(value)"
        case .same(let left, let right): "\(left.text)=\(right.text)"
        case .not(let operand): "not (\(operand.text(inside: .top)))"
        case .and(let left, let right):
            Self.bracketed(outer == .implies, "\(left.text(inside: .and)) /\\ \(right.text(inside: .and))")
        case .or(let left, let right):
            Self.bracketed(outer == .and || outer == .implies,
                           "\(left.text(inside: .or)) \\/ \(right.text(inside: .or))")
        case .implies(let left, let right):
            Self.bracketed(outer == .and || outer == .or,
                           "\(left.text(inside: .implies)) => \(right.text(inside: .implies))")
        }
    }

    private static func bracketed(_ isBracketed: Bool, _ text: String) -> String { isBracketed ? "(\(text))" : text }

    /// What it names, in the order of the text.
    var observables: [HerdObservable] {
        switch self {
        case .true, .false: []
        case .equals(let place, _): [place]
        case .same(let left, let right): [left, right]
        case .not(let operand): operand.observables
        case .and(let left, let right), .or(let left, let right), .implies(let left, let right):
            left.observables + right.observables
        }
    }
}

extension HerdObservable {
    /// `0:r0`, `[x]`
    var text: String { process.map { "\($0):\(name)" } ?? "[\(name)]" }
}
