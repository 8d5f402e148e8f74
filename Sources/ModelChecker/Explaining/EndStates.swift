import Litmus

/// The end states that satisfy a condition, and the program's filter.
struct EndStates {
    private let conditions: [Condition]
    /// The places of the tracked values.
    private let columns: [Observable: Int]
    /// Whether it takes more than registers to tell.
    let asksForLocations: Bool

    init(_ condition: Condition, of request: ExplorationRequest) {
        conditions = [condition] + [request.program.filter].compactMap { $0 }
        columns = Dictionary(uniqueKeysWithValues: request.tracked.enumerated().map { ($1, $0) })
        asksForLocations = conditions.flatMap(\.observables).contains {
            if case .location = $0 { true } else { false }
        }
    }

    /// - Parameter values: those of `Program.tracked`.
    func contains(_ values: [Int64]) -> Bool {
        values.withUnsafeBufferPointer { contains($0) }
    }

    func contains(_ values: UnsafeBufferPointer<Int64>) -> Bool {
        conditions.allSatisfy { ($0.evaluate { columns[$0].map { values[$0] } ?? 0 } ?? 0) != 0 }
    }

    func contains(_ values: UnsafeMutablePointer<Int64>) -> Bool {
        contains(UnsafeBufferPointer(start: values, count: columns.count))
    }
}
