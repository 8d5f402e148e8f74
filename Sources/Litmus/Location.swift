/// A shared location: one machine word, or one of the objects that threads meet at.
///
/// An array of *n* elements is *n* consecutive locations; a `wide` variable of two words is two.
public struct Location: Sendable, Hashable {
    /// What the location is, which says what may be done with it.
    public enum Kind: Sendable, Hashable {
        case atomic
        case plain
        /// Half of a `wide` variable: plain, and never accessed in one go with its other half.
        case wideHalf
        case mutex
        case rwlock
        case condvar
        /// A barrier that lets its threads through in groups of `parties`.
        case barrier(parties: Int)
        case semaphore(permits: Int)
        /// A bounded channel; capacity 0 is a rendezvous.
        case channel(capacity: Int)

        /// Whether the location holds a value that reports can show, as opposed to an object's inner state.
        public var isMemory: Bool {
            switch self {
            case .atomic, .plain, .wideHalf: true
            default: false
            }
        }
    }

    /// The name as the program's text writes it: `x`, `slot[1]`, `pair.0`.
    public var name: String
    public var kind: Kind
    public var initialValue: Int64

    public init(name: String, kind: Kind, initialValue: Int64 = 0) {
        self.name = name
        self.kind = kind
        self.initialValue = initialValue
    }
}

/// The location that an instruction names: fixed, or chosen in an array by an index computed at run time.
public struct Address: Sendable, Hashable {
    /// The location's index in `Program.locations`, or that of the array's element 0.
    public var base: Int
    /// How many elements the array has; 1 for a lone location.
    public var count: Int
    /// The element's number, or nil for a lone location. Outside `0..<count` it is an error of the execution.
    public var index: Operand?

    public init(base: Int, count: Int = 1, index: Operand? = nil) {
        self.base = base
        self.count = count
        self.index = index
    }
}
