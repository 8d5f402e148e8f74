/// A JSON value, as Jupyter's messages and notebooks hold them.
///
/// Objects do not keep the order of their members: texts are written with sorted keys, as nbformat does.
public enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(Number)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    /// A number by its digits, so that what was read is written back as it was (`1.0`, `1e400`, 64 bits and more).
    public struct Number: Sendable, Hashable {
        public let literal: String

        init(literal: String) { self.literal = literal }

        /// Nil where it is no whole number, or too large.
        public var int: Int? {
            Int(literal) ?? Double(literal).flatMap { Int(exactly: $0) }
        }

        public var double: Double { Double(literal) ?? .nan }
    }

    public static func int(_ value: Int) -> JSON { .number(Number(literal: "\(value)")) }

    /// - Parameter value: what is not finite becomes null, since JSON has no word for it.
    public static func double(_ value: Double) -> JSON { value.isFinite ? .number(Number(literal: "\(value)")) : .null }
}

extension JSON {
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    public var int: Int? { if case .number(let value) = self { value.int } else { nil } }
    public var double: Double? { if case .number(let value) = self { value.double } else { nil } }
    public var string: String? { if case .string(let value) = self { value } else { nil } }
    public var array: [JSON]? { if case .array(let value) = self { value } else { nil } }
    public var object: [String: JSON]? { if case .object(let value) = self { value } else { nil } }
    public var isNull: Bool { self == .null }

    /// A member of an object. Reading one that is not there, or from what is no object, gives nil;
    /// setting makes an object of anything else, and setting nil takes the member away.
    public subscript(key: String) -> JSON? {
        get { object?[key] }
        set {
            var members = object ?? [:]
            members[key] = newValue
            self = .object(members)
        }
    }
}

extension JSON: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    public init(nilLiteral: ()) { self = .null }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int) { self = .int(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
}
