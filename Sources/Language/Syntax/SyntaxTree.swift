import Litmus

/// A text of the memmodel language, as it was written: brackets and layout are gone, nothing else.
struct SyntaxTree: Sendable, Hashable {
    var items: [Item] = []
    /// The words in what could not be read: what they may have declared is not to be called undeclared.
    var lostNames: Set<String> = []
}

struct Name: Sendable, Hashable {
    var text: String
    var span: Span
}

/// What stands at the top of a text, between items.
struct Item: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case program(Name)
        /// Rust's `use …`, which means nothing here.
        case use(path: String)
        case shared(SharedDeclaration)
        case constants([ConstantDeclaration])
        case function(FunctionDeclaration)
        case thread(ThreadDeclaration)
        case finally(Block)
        case property(PropertyDeclaration)
        case observe([Expression])
    }

    var kind: Kind
    var span: Span
}

/// `atomic x = 0, slot[4]`
struct SharedDeclaration: Sendable, Hashable {
    enum Kind: String, Sendable, Hashable, CaseIterable {
        case atomic
        case plain = "var"
        case mutex, rwlock, condvar, barrier, semaphore, channel

        /// What the number in brackets behind the name says; nil where there is none.
        var parameter: String? {
            switch self {
            case .barrier: "how many threads it waits for"
            case .semaphore: "how many permits it starts with"
            case .channel: "its capacity"
            default: nil
            }
        }

        var isMemory: Bool { self == .atomic || self == .plain }
    }

    var kind: Kind
    var declarators: [Declarator]
}

/// `slot[4] = 0`, `b(2)`, `pair: wide = (0, 0)`
struct Declarator: Sendable, Hashable {
    var name: Name
    /// The array's number of elements.
    var size: Expression?
    /// A barrier's, semaphore's or channel's number.
    var parameter: Expression?
    var isWide = false
    var initial: Expression?
}

struct ConstantDeclaration: Sendable, Hashable {
    var name: Name
    var value: Expression
}

struct FunctionDeclaration: Sendable, Hashable {
    var name: Name
    var parameters: [Name]
    var body: Block
}

struct ThreadDeclaration: Sendable, Hashable {
    var name: Name
    /// How many replicas; nil for a lone thread.
    var count: Expression?
    var body: Block
}

struct PropertyDeclaration: Sendable, Hashable {
    var kind: Property.Kind
    var condition: Expression
    var models: [Name]
}

struct Block: Sendable, Hashable {
    var statements: [Statement]
    /// From bracket to bracket.
    var span: Span
}

struct Statement: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case `let`(Pattern, Expression)
        /// `data = e`; with an operator, `data += e`.
        case assign(Expression, BinaryOperator?, Expression)
        case expression(Expression)
        case conditional([Branch], otherwise: Block?)
        case `while`(label: Name?, Expression, Block)
        case loop(label: Name?, Block)
        case `for`(label: Name?, Pattern, from: Expression, to: Expression, isInclusive: Bool, Block)
        case `break`(label: Name?)
        case `continue`(label: Name?)
        case `return`(Expression?)
        case assert(Expression, message: String?)
        case assume(Expression)
        case panic(message: String?)
        case spawn(Expression)
        case join(Expression)
        /// `lock m { … }`
        case guarded(GuardMode, Expression, Block)
        case block(Block)
    }

    var kind: Kind
    /// The whole statement.
    var span: Span
    /// The statement without its blocks: `while x.load() == 0`.
    var header: Span
}

enum GuardMode: String, Sendable, Hashable, CaseIterable { case lock, read, write }

/// `if c { … }`, with or without an `else` before it.
struct Branch: Sendable, Hashable {
    var condition: Expression
    var body: Block
}

/// What a `let` binds; nil for `_`.
enum Pattern: Sendable, Hashable {
    case single(Name?)
    case pair(Name?, Name?)
}
