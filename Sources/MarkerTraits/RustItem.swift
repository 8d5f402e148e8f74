/// A place in the text.
struct RustPlace: Sendable, Hashable {
    var line: Int
    var column: Int
    var length: Int

    init(_ token: RustToken) {
        line = token.line
        column = token.column
        length = token.text.count
    }

    func diagnostic(_ severity: TypesDiagnostic.Severity, _ message: String, help: String? = nil) -> TypesDiagnostic {
        TypesDiagnostic(severity, message, line: line, column: column, length: length, help: help)
    }
}

/// `<'a, T: Send, const N: usize>` with its `where`: lifetimes are left out.
struct RustGenerics: Sendable, Hashable {
    struct Parameter: Sendable, Hashable {
        var name: String
        var isConstant = false
        /// What stands for it where an argument is missing.
        var standard: RustType?
    }

    struct Bound: Sendable, Hashable {
        var type: RustType
        var bound: RustBound
    }

    var parameters: [Parameter] = []
    var bounds: [Bound] = []

    /// Whether it may be given so many arguments.
    func takes(_ arguments: Int) -> Bool {
        arguments <= parameters.count && parameters.dropFirst(arguments).allSatisfy { $0.standard != nil }
    }

    /// What the parameters stand for.
    func bindings(_ arguments: [RustType]) -> [String: RustType] {
        var bindings: [String: RustType] = [:]
        for (index, parameter) in parameters.enumerated() {
            if index < arguments.count {
                bindings[parameter.name] = arguments[index]
            } else if let standard = parameter.standard {
                bindings[parameter.name] = standard.replacing(bindings)
            }
        }
        return bindings
    }
}

struct RustField: Sendable, Hashable {
    /// `name`, `0`, `Variant.name`, `Variant.0`.
    var path: String
    var type: RustType
    var place: RustPlace
}

/// A `struct`, an `enum` or a `union`.
struct RustDefinition: Sendable, Hashable {
    var keyword: String
    var name: String
    var generics: RustGenerics
    var fields: [RustField]
    var place: RustPlace

    /// The type with its own parameters as arguments.
    var type: RustType {
        .path(module: [], name: name, arguments: generics.parameters.map {
            $0.isConstant ? .constant($0.name) : .parameter($0.name)
        })
    }
}

/// `unsafe impl<T: Send> Sync for Foo<T> {}`, `impl !Send for Foo {}`
struct RustImplementation: Sendable, Hashable {
    var trait: MarkerTrait
    var isNegative: Bool
    var isUnsafe: Bool
    var generics: RustGenerics
    var type: RustType
    var place: RustPlace
}

struct RustAlias: Sendable, Hashable {
    var name: String
    var generics: RustGenerics
    var type: RustType
    var place: RustPlace
}

struct RustTrait: Sendable, Hashable {
    var name: String
    var supertraits: [RustBound]
}

/// A type that somebody asks about: on a line of its own, in an alias, or in a `static`.
struct RustQuery: Sendable, Hashable {
    var type: RustType
    /// What is said of it: `Arc<i32>: Send`. Empty for a mere question.
    var claims: [MarkerTrait]
    /// Why it is claimed, where that is not what the line says itself.
    var reason: String?
    var place: RustPlace
}

/// All that a text says, in its order.
struct RustItems: Sendable, Hashable {
    var definitions: [RustDefinition] = []
    var implementations: [RustImplementation] = []
    var aliases: [RustAlias] = []
    var traits: [RustTrait] = []
    /// `use std::rc::Weak as W` as `W: [std, rc, Weak]`.
    var imports: [String: [String]] = [:]
    var queries: [RustQuery] = []
}
