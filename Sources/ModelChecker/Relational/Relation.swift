/// A binary relation on the numbers below `count`, as a plain matrix: for definitions that are to be read, not for
/// speed.
struct Relation: Equatable {
    let count: Int
    private var pairs: [Bool]

    /// The empty relation.
    init(on count: Int) {
        self.count = count
        pairs = Array(repeating: false, count: count * count)
    }

    /// The pairs for which `holds` is true.
    init(on count: Int, where holds: (Int, Int) -> Bool) {
        self.init(on: count)
        for a in 0..<count { for b in 0..<count where holds(a, b) { self[a, b] = true } }
    }

    /// [S]: the identity on a set.
    init(on count: Int, identityOn set: (Int) -> Bool) {
        self.init(on: count)
        for a in 0..<count where set(a) { self[a, a] = true }
    }

    subscript(a: Int, b: Int) -> Bool {
        get { pairs[a * count + b] }
        set { pairs[a * count + b] = newValue }
    }

    var isEmpty: Bool { !pairs.contains(true) }

    static func | (left: Relation, right: Relation) -> Relation {
        var result = left
        for index in result.pairs.indices where right.pairs[index] { result.pairs[index] = true }
        return result
    }

    static func & (left: Relation, right: Relation) -> Relation {
        var result = left
        for index in result.pairs.indices where !right.pairs[index] { result.pairs[index] = false }
        return result
    }

    static func - (left: Relation, right: Relation) -> Relation {
        var result = left
        for index in result.pairs.indices where right.pairs[index] { result.pairs[index] = false }
        return result
    }

    /// left ; right
    func then(_ right: Relation) -> Relation {
        var result = Relation(on: count)
        for a in 0..<count {
            for b in 0..<count where self[a, b] {
                for c in 0..<count where right[b, c] { result[a, c] = true }
            }
        }
        return result
    }

    /// r⁻¹
    var inverse: Relation { Relation(on: count) { self[$1, $0] } }

    /// r?
    var reflexive: Relation { self | Relation(on: count) { $0 == $1 } }

    /// r⁺, after Warshall. O(count³).
    var closure: Relation {
        var result = self
        for b in 0..<count {
            for a in 0..<count where result[a, b] {
                for c in 0..<count where result[b, c] { result[a, c] = true }
            }
        }
        return result
    }

    /// r*
    var reflexiveClosure: Relation { closure.reflexive }

    /// How many elements are related to themselves.
    var diagonalCount: Int { (0..<count).count { self[$0, $0] } }

    var pairCount: Int { pairs.count { $0 } }

    var isIrreflexive: Bool { !(0..<count).contains { self[$0, $0] } }

    var isAcyclic: Bool { closure.isIrreflexive }
}
