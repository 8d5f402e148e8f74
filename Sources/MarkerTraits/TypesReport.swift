/// Which types are `Send`, which are `Sync`, and why.
public struct TypesReport: Sendable, Hashable {
    /// The types that the text defines, names and asks about, in its order.
    public var types: [TypeVerdict]
    /// What is wrong with the text, by line.
    public var diagnostics: [TypesDiagnostic]
    /// The text itself: diagnostics show its lines.
    public var source: String

    /// Whether the text was read whole.
    public var isReadable: Bool { !diagnostics.contains { $0.severity == .error } }

    /// Whether the text was read whole and all that it claims (`Arc<i32>: Send`, a `static`) is so.
    public var holds: Bool { isReadable && types.allSatisfy { $0.brokenClaims.isEmpty } }

    /// One line: what is wrong first, or how many types there are.
    public var summary: String {
        if let error = diagnostics.first(where: { $0.severity == .error }) {
            let more = diagnostics.count { $0.severity == .error } - 1
            return "line \(error.line): \(error.message)" + (more > 0 ? " (and \(more) more)" : "")
        }
        if let broken = types.first(where: { !$0.brokenClaims.isEmpty }) {
            return "\(broken.name) is not \(broken.brokenClaims.map(\.rawValue).joined(separator: " and "))"
        }
        return types.count == 1 ? "1 type" : "\(types.count) types"
    }
}

/// What there is to say about one type.
public struct TypeVerdict: Sendable, Hashable {
    /// As Rust spells it: `Shared<T>`.
    public var name: String
    /// For an alias: what it stands for.
    public var expansion: String?
    /// From 1.
    public var line: Int
    public var send: TraitVerdict
    public var sync: TraitVerdict
    /// The traits that the text says it has.
    public var claims: [MarkerTrait]
    /// Why they are claimed, where that is not what the line says itself.
    public var claimReason: String?

    public var verdicts: [TraitVerdict] { [send, sync] }

    /// The claims that are not so. What is not known is not a broken claim: a diagnostic speaks of it.
    public var brokenClaims: [MarkerTrait] {
        verdicts.filter { claims.contains($0.trait) && ($0.status == .no || $0.status == .conditional) }.map(\.trait)
    }
}

public struct TraitVerdict: Sendable, Hashable {
    public enum Status: String, Sendable, Hashable, CaseIterable {
        case yes
        /// For some type arguments.
        case conditional
        case no
        /// The text has an error where the answer is.
        case unknown
    }

    public var trait: MarkerTrait
    public var status: Status
    /// `T: Send + Sync`; what all has to hold where the status is `conditional`.
    public var conditions: [String]
    /// For a no: from the type down to the part that is to blame.
    public var path: [String]
    /// One sentence without a full stop.
    public var reason: String
    /// What to do about a no.
    public var help: String?
}
