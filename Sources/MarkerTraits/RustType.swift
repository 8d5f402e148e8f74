/// A type of Rust's, as far as `Send` and `Sync` depend on it: lifetimes are left out.
indirect enum RustType: Sendable, Hashable {
    /// `Vec<T>`, `std::rc::Rc<i32>`; `module` is all before the last name.
    case path(module: [String], name: String, arguments: [RustType])
    /// A generic parameter.
    case parameter(String)
    /// `T::Item`, `<T as Iterator>::Item`: what it is depends on an implementation.
    case projection(String)
    case reference(isMutable: Bool, RustType)
    case rawPointer(isMutable: Bool, RustType)
    case tuple([RustType])
    case array(RustType, length: String)
    case slice(RustType)
    /// `fn(A) -> B`, spelled.
    case function(String)
    case never
    /// `dyn A + Send`.
    case object([RustBound])
    /// `impl A + Send`.
    case opaque([RustBound])
    /// A constant among the arguments of a path: `4` in `Matrix<4>`.
    case constant(String)
}

/// A trait that something is asked to implement.
struct RustBound: Sendable, Hashable {
    var name: String
    /// As it was written: `Fn(i32) -> i32`.
    var text: String
    /// `?Sized`
    var isRelaxed = false
}

extension RustType: CustomStringConvertible {
    /// As Rust spells it.
    var description: String {
        switch self {
        case .path(let module, let name, let arguments):
            let path = (module + [name]).joined(separator: "::")
            return arguments.isEmpty ? path : "\(path)<\(Self.list(arguments))>"
        case .parameter(let name), .projection(let name), .function(let name), .constant(let name): return name
        case .reference(let isMutable, let target): return "&\(isMutable ? "mut " : "")\(target.bracketed)"
        case .rawPointer(let isMutable, let target): return "*\(isMutable ? "mut" : "const") \(target.bracketed)"
        case .tuple(let elements): return elements.count == 1 ? "(\(elements[0]),)" : "(\(Self.list(elements)))"
        case .array(let element, let length): return "[\(element); \(length)]"
        case .slice(let element): return "[\(element)]"
        case .never: return "!"
        case .object(let bounds): return "dyn \(bounds.map(\.text).joined(separator: " + "))"
        case .opaque(let bounds): return "impl \(bounds.map(\.text).joined(separator: " + "))"
        }
    }

    /// `&(dyn A + B)` needs brackets where `Box<dyn A + B>` does not.
    private var bracketed: String {
        switch self {
        case .object(let bounds) where bounds.count > 1, .opaque(let bounds) where bounds.count > 1: "(\(self))"
        default: description
        }
    }

    private static func list(_ types: [RustType]) -> String {
        types.map(\.description).joined(separator: ", ")
    }
}

extension RustType {
    /// The type with parameters replaced, those that `arguments` names.
    func replacing(_ arguments: [String: RustType]) -> RustType {
        guard !arguments.isEmpty else { return self }
        switch self {
        case .path(let module, let name, let types):
            return .path(module: module, name: name, arguments: types.map { $0.replacing(arguments) })
        case .parameter(let name): return arguments[name] ?? self
        case .projection(let text): return .projection(Self.replaced(text, arguments))
        case .reference(let isMutable, let target):
            return .reference(isMutable: isMutable, target.replacing(arguments))
        case .rawPointer(let isMutable, let target):
            return .rawPointer(isMutable: isMutable, target.replacing(arguments))
        case .tuple(let elements): return .tuple(elements.map { $0.replacing(arguments) })
        case .array(let element, let length):
            return .array(element.replacing(arguments), length: arguments[length]?.description ?? length)
        case .slice(let element): return .slice(element.replacing(arguments))
        case .constant(let text): return arguments[text] ?? self
        case .function, .never, .object, .opaque: return self
        }
    }

    /// A projection's text with whole words replaced.
    private static func replaced(_ text: String, _ arguments: [String: RustType]) -> String {
        var result = ""
        var word = ""
        for character in text + "\u{0}" {
            if character.isLetter || character.isNumber || character == "_" {
                word.append(character)
            } else {
                result += arguments[word]?.description ?? word
                if character != "\u{0}" { result.append(character) }
                word = ""
            }
        }
        return result
    }

    /// Whether the type is nested no deeper than `depth` and has no more than `parts` parts: one that expands into
    /// itself exceeds either soon. Looks at `parts` parts at most, however large the type is.
    func isWithin(depth: Int, parts: Int) -> Bool {
        var remaining = parts
        return isWithin(depth: depth, &remaining)
    }

    private func isWithin(depth: Int, _ remaining: inout Int) -> Bool {
        remaining -= 1
        guard depth > 0, remaining >= 0 else { return false }
        switch self {
        case .path(_, _, let inner), .tuple(let inner):
            for type in inner where !type.isWithin(depth: depth - 1, &remaining) { return false }
            return true
        case .reference(_, let target), .rawPointer(_, let target), .array(let target, _), .slice(let target):
            return target.isWithin(depth: depth - 1, &remaining)
        default: return true
        }
    }
}
