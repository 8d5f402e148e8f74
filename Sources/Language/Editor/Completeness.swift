/// Whether a text can be run as it stands: what a console asks before it runs what was typed.
public enum Completeness: Sendable, Hashable {
    case complete
    /// More has to follow; the next line starts with `indent`.
    case incomplete(indent: String)
    /// No continuation can make it right.
    case invalid
    case unknown
}

public func completeness(of text: String) -> Completeness { .unknown }
