import Litmus

/// Values that the loads may be given though no run writes them unless it has read them: out of thin air is nothing
/// else. Only such values are worth a try as satisfy the condition, so they are sought there.
struct GuessedValues {
    private let condition: Condition

    private static let mostValues = 24
    private static let mostAssignments = 1024
    private static let mostSets = 10

    init(_ condition: Condition) { self.condition = condition }

    /// The numbers that stand in the condition.
    var constants: Set<Int64> { condition.constants }

    /// Sets to be tried when those are not enough, the most promising first: what satisfies the condition.
    var sets: [Set<Int64>] {
        var sets: [Set<Int64>] = []
        for solution in solutions where !([constants] + sets).contains(where: { solution.isSubset(of: $0) }) {
            sets.append(solution)
            if sets.count == Self.mostSets { break }
        }
        return sets
    }

    /// The values of assignments to what the condition names that make it true, the fewest different values first.
    private var solutions: [Set<Int64>] {
        var seen: Set<Observable> = []
        let names = condition.observables.filter { seen.insert($0).inserted }
        let values = nearby
        var (index, count) = (0, 1)
        for _ in names { count = min(count * values.count, Self.mostAssignments) }
        var found: [(order: Int, values: Set<Int64>)] = []
        while index < count {
            var (rest, assigned) = (index, [Observable: Int64]())
            for name in names {
                assigned[name] = values[rest % values.count]
                rest /= values.count
            }
            if condition.evaluate({ assigned[$0] ?? 0 }) ?? 0 != 0 { found.append((index, Set(assigned.values))) }
            index += 1
        }
        return found.sorted { ($0.values.count, $0.order) < ($1.values.count, $1.order) }.map(\.values)
    }

    /// Small numbers, those of the condition, their neighbours, and what can be made of two of them.
    private var nearby: [Int64] {
        let constants = condition.constants.sorted()
        var values: [Int64] = [0, 1] + constants + constants.flatMap { [$0 &+ 1, $0 &- 1, 0 &- $0] } + [2, -1]
        for a in constants {
            for b in constants + [2] {
                if b != 0, b != -1 { values.append(a / b) }
                values += [a &- b, a &+ b]
            }
        }
        var seen: Set<Int64> = []
        return Array(values.filter { seen.insert($0).inserted }.prefix(Self.mostValues))
    }
}

extension Condition {
    /// The numbers that stand in it.
    fileprivate var constants: Set<Int64> {
        switch self {
        case .constant(let constant): [constant]
        case .value: []
        case .unary(_, let operand): operand.constants
        case .binary(_, let left, let right): left.constants.union(right.constants)
        }
    }
}
