/// The memory models, as the command line and the language spell them. `ModelChecker` has a page for each.
public enum ModelName: String, Sendable, Hashable, CaseIterable, Codable {
    /// Sequential consistency.
    case sc
    /// x86-TSO under the standard mapping of C11.
    case tso
    /// Repaired C11.
    case rc11
}
