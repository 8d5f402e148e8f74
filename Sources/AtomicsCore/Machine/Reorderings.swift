/// Two accesses of one thread to different locations, in the order of the program.
public enum Reordering: String, Sendable, Hashable, CaseIterable {
    case storeLoad = "store → load"
    case storeStore = "store → store"
    case loadLoad = "load → load"
    case loadStore = "load → store"

    /// Whether the processors of an architecture can let another thread see the second before the first, when both are
    /// `Relaxed`.
    ///
    /// x86-64: *Intel SDM*, volume 3, section 8.2, and Sewell and others, *x86-TSO* (CACM 2010). arm64: *Arm
    /// Architecture Reference Manual*, section B2.3, and Pulte and others, *Simplifying ARM Concurrency* (POPL 2018).
    public func isPossible(on architecture: String) -> Bool { architecture != "x86_64" || self == .storeLoad }

    /// The classic program that shows it.
    public var shownBy: String {
        switch self {
        case .storeLoad: "store buffering (SB)"
        case .storeStore: "message passing (MP), the writer's side; 2+2W"
        case .loadLoad: "message passing (MP), the reader's side; IRIW"
        case .loadStore: "load buffering (LB)"
        }
    }

    /// What it takes to rule the reordering out, in the language.
    public var preventedBy: String {
        switch self {
        case .storeLoad: "SeqCst on both, or fence(SeqCst) between them"
        case .storeStore: "Release on the second, or fence(Release) between them"
        case .loadLoad: "Acquire on the first, or fence(Acquire) between them"
        case .loadStore: "Acquire on the first, or Release on the second"
        }
    }
}
