/// How strongly an access or a fence is ordered: C11's `memory_order`, Rust's `Ordering`.
///
/// The raw values grow with strength, except that `acquire` and `release` are not comparable.
public enum MemoryOrder: UInt8, Sendable, Hashable, CaseIterable, Codable {
    /// Not atomic: an access to a `var`, or C's `*x`.
    case plain
    case relaxed
    case acquire
    case release
    case acqRel
    case seqCst

    /// Whether the operation is atomic, that is, can take part in synchronisation and cannot race with its like.
    @inlinable public var isAtomic: Bool { self != .plain }

    /// Whether a read or a fence of this order is the receiving end of a synchronises-with edge.
    @inlinable public var acquires: Bool { self == .acquire || self == .acqRel || self == .seqCst }

    /// Whether a write or a fence of this order is the sending end of a synchronises-with edge.
    @inlinable public var releases: Bool { self == .release || self == .acqRel || self == .seqCst }

    /// The name as the language, and Rust, spell it; `plain` for an access that is not atomic.
    public var name: String {
        switch self {
        case .plain: "plain"
        case .relaxed: "Relaxed"
        case .acquire: "Acquire"
        case .release: "Release"
        case .acqRel: "AcqRel"
        case .seqCst: "SeqCst"
        }
    }
}
