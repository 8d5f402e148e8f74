/// Functions and constants that a text may use without declaring them: those that the kernel kept of earlier cells.
public struct Definitions: Sendable {
    var functions: [String: FunctionDefinition] = [:]
    var constants: [String: Int64] = [:]

    public init() {}

    /// These and `later`'s; where both have a name, `later`'s counts.
    public func merging(_ later: Definitions) -> Definitions {
        var merged = self
        merged.functions.merge(later.functions) { $1 }
        merged.constants.merge(later.constants) { $1 }
        return merged
    }

    /// Sorted.
    public var functionNames: [String] { functions.keys.sorted() }
    /// Sorted.
    public var constantNames: [String] { constants.keys.sorted() }
    public var isEmpty: Bool { functions.isEmpty && constants.isEmpty }

    /// How the function is called: `acquire(l)`. Nil where there is none of that name.
    public func signature(of function: String) -> String? { functions[function]?.signature }

    /// A constant's value; nil where there is none of that name.
    public func value(of constant: String) -> Int64? { constants[constant] }
}

/// A function with the text that it was read from, which its spans count in.
struct FunctionDefinition: Sendable {
    var declaration: FunctionDeclaration
    var source: SourceText
    /// Whether the text is another one than that which is being lowered.
    var isFromEarlierText = false

    var signature: String { "\(declaration.name.text)(\(declaration.parameters.map(\.text).joined(separator: ", ")))" }
}
