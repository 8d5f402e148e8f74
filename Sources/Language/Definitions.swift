/// Functions and constants that a text may use without declaring them: those that the kernel kept of earlier cells.
public struct Definitions: Sendable {
    public init() {}

    /// These and `later`'s; where both have a name, `later`'s counts.
    public func merging(_ later: Definitions) -> Definitions { self }

    public var functionNames: [String] { [] }
    public var constantNames: [String] { [] }
    public var isEmpty: Bool { functionNames.isEmpty && constantNames.isEmpty }
}
