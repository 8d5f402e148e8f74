/// What has to hold for a type to have a trait: `T: Send`.
struct Requirement: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// A parameter, a projection, or a hidden type.
    var subject: String
    var trait: String

    var description: String { "\(subject): \(trait)" }

    static func < (a: Requirement, b: Requirement) -> Bool { (a.subject, a.trait) < (b.subject, b.trait) }
}

/// Whether a type has a trait.
enum Proof: Sendable, Hashable {
    /// It does, if all of these hold.
    case holds(if: Set<Requirement>)
    case fails(Failure)
    /// A name in it is not known.
    case unknown(String)

    /// From the type that was asked about down to the one that is to blame.
    struct Failure: Sendable, Hashable {
        /// `Foo.shared: Rc<i32>`, `Arc<Cell<i32>> is Send only if Cell<i32> is Sync`
        var steps: [String] = []
        /// `Rc<i32> is never Send: …`
        var reason: String
        var help: String?

        func below(_ step: String) -> Failure { Failure(steps: [step] + steps, reason: reason, help: help) }
    }
}
