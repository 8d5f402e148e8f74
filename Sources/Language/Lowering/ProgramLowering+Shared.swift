import Litmus

// Shared state: names, numbers and initial values of locations.
extension ProgramLowering {
    /// More locations than this are an error: nobody explores that, and the size is a slip.
    private static let maximalLocations = 1 << 20

    mutating func declareShared() {
        for item in tree.items {
            guard case .shared(let declaration) = item.kind else { continue }
            for declarator in declaration.declarators { declare(declarator, declaration.kind) }
        }
    }

    private mutating func declare(_ declarator: Declarator, _ kind: SharedDeclaration.Kind) {
        var count: Int?
        if let size = declarator.size {
            count = constant(size, purpose: "an array's size", in: 1...Int64(Self.maximalLocations)) ?? 1
        }
        let shared = Shared(name: declarator.name.text, kind: kind, isWide: declarator.isWide, base: locations.count,
                            count: count, line: source.line(of: declarator.name.span.start))
        if globals.shared[shared.name] == nil { globals.shared[shared.name] = shared }
        // A constant of an earlier text gives way to what this one declares.
        if defined.constants[shared.name] == nil { globals.constants[shared.name] = nil }
        let wordCount = (count ?? 1) * (declarator.isWide ? 2 : 1)
        guard locations.count + wordCount <= Self.maximalLocations else {
            sink.error(declarator.name.span, "the program has more than \(Self.maximalLocations) locations")
            return
        }
        let locationKind = locationKind(of: declarator, kind)
        let values = initialValues(of: declarator, kind, wordCount)
        for element in 0..<(count ?? 1) {
            let name = count == nil ? shared.name : "\(shared.name)[\(element)]"
            if declarator.isWide {
                locations.append(Location(name: "\(name).0", kind: .wideHalf, initialValue: values[2 * element]))
                locations.append(Location(name: "\(name).1", kind: .wideHalf, initialValue: values[2 * element + 1]))
            } else {
                locations.append(Location(name: name, kind: locationKind, initialValue: values[element]))
            }
        }
    }

    private mutating func locationKind(of declarator: Declarator, _ kind: SharedDeclaration.Kind) -> Location.Kind {
        switch kind {
        case .atomic: return .atomic
        case .plain: return .plain
        case .mutex: return .mutex
        case .rwlock: return .rwlock
        case .condvar: return .condvar
        case .barrier: return .barrier(parties: parameter(of: declarator, kind, atLeast: 1))
        case .semaphore: return .semaphore(permits: parameter(of: declarator, kind, atLeast: 0))
        case .channel: return .channel(capacity: parameter(of: declarator, kind, atLeast: 0))
        }
    }

    private mutating func parameter(of declarator: Declarator, _ kind: SharedDeclaration.Kind,
                                    atLeast least: Int64) -> Int {
        guard let parameter = declarator.parameter else {
            sink.error(declarator.name.span, "`\(declarator.name.text)` has to say \(kind.parameter ?? "its size")",
                       help: "`\(kind.rawValue) \(declarator.name.text)(2)`")
            return Int(least)
        }
        return constant(parameter, purpose: "\(kind.withArticle)'s number", in: least...Int64(Int32.max)) ?? Int(least)
    }
}

// Initial values.
extension ProgramLowering {
    /// As many values as there are words; 0 where nothing is said, or where what is said is wrong.
    private mutating func initialValues(of declarator: Declarator, _ kind: SharedDeclaration.Kind,
                                        _ wordCount: Int) -> [Int64] {
        let zeros = [Int64](repeating: 0, count: wordCount)
        guard let initial = declarator.initial else { return zeros }
        guard kind.isMemory else {
            sink.error(initial.span, "\(kind.withArticle) has no initial value",
                       help: kind.parameter.map { "`\(kind.rawValue) \(declarator.name.text)(2)` says \($0)" })
            return zeros
        }
        guard declarator.size != nil else { return words(of: initial, isWide: declarator.isWide) }
        guard case .list(let elements) = initial.kind else {
            let element = words(of: initial, isWide: declarator.isWide)
            return (0..<wordCount / element.count).flatMap { _ in element }
        }
        let count = wordCount / (declarator.isWide ? 2 : 1)
        if elements.count != count {
            sink.error(initial.span, "\(counted(elements.count, "value")) for an array of \(counted(count, "element"))",
                       help: "one value each, or `= 0` for all of them")
            return zeros
        }
        return elements.flatMap { words(of: $0, isWide: declarator.isWide) }
    }

    /// One word, or a wide variable's two.
    private mutating func words(of initial: Expression, isWide: Bool) -> [Int64] {
        if isWide {
            guard case .tuple(let halves) = initial.kind, halves.count == 2 else {
                sink.error(initial.span, "a wide variable starts with two numbers", expected: "`(0, 0)`")
                return [0, 0]
            }
            return halves.map { constant($0, purpose: "an initial value") ?? 0 }
        }
        switch initial.kind {
        case .tuple:
            sink.error(initial.span, "one word cannot hold a pair", help: "two words are `var pair: wide = (0, 0)`")
            return [0]
        case .list:
            sink.error(initial.span, "a list of values is for arrays", help: "`x[2] = [1, 2]`")
            return [0]
        default:
            return [constant(initial, purpose: "an initial value") ?? 0]
        }
    }
}
