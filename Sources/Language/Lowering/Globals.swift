import Litmus

/// A declared piece of shared state: a lone location, a `wide` variable, or an array of either.
struct Shared: Sendable {
    var name: String
    var kind: SharedDeclaration.Kind
    var isWide = false
    /// The number of its first location.
    var base: Int
    /// The number of elements; nil for what is not an array.
    var count: Int?
    var line: Int

    /// How many locations one element has.
    var words: Int { isWide ? 2 : 1 }

    /// "an atomic", "an array of mutexes"
    var description: String {
        guard count != nil else { return isWide ? "a wide variable" : kind.withArticle }
        return "an array (of \(kind == .mutex ? "mutexe" : kind.rawValue)s)"
    }
}

/// What a program's text declares outside of its threads, and what earlier texts left.
struct Globals: Sendable {
    var constants: [String: Int64] = [:]
    var shared: [String: Shared] = [:]
    var functions: [String: FunctionDefinition] = [:]
    /// Each declared thread's name with the numbers of its replicas, in `Program.threads`.
    var threadGroups: [String: ThreadGroup] = [:]
    /// The names of all threads, replicas by their own name.
    var threadIndices: [String: Int] = [:]
    /// The registers that properties name. A `for`'s register that is among them keeps its last value.
    var namedRegisters: Set<String> = []
    /// Names that something unreadable may have declared; nothing is said about them.
    var lostNames: Set<String> = []
    /// Whether the text has functions and constants only: what its functions name may come from a later text.
    var isLibrary = false

    /// All names that can stand in an expression.
    var valueNames: [String] { (Array(shared.keys) + Array(constants.keys)).sorted() }
}

struct ThreadGroup: Sendable {
    var indices: Range<Int>
    /// Whether it was declared with `[n]`.
    var isReplicated: Bool
}

/// The memory models' names, for `under`.
let memoryModelNames = ModelName.allCases.map(\.rawValue)

/// The functions that the language brings with it. Their names cannot be given to others.
let builtinFunctions = ["fence", "compiler_fence", "spin_loop", "yield_now"]
let checkStatements = ["assert", "assume", "panic", "assert_eq", "assert_ne"]

/// How one of those is written.
func builtinForm(_ builtin: String) -> String {
    ["spin_loop", "yield_now"].contains(builtin) ? "\(builtin)()" : "\(builtin)(…)"
}
