import Litmus

/// Where an end state's values are found once all bodies have run.
struct TrackedSources: Sendable {
    enum Source: Sendable, Hashable {
        /// A column of a body's log.
        case log(body: Int, column: Int)
        /// An offset in the instance.
        case memory(offset: Int)
    }

    /// One for each of `Program.tracked`.
    private(set) var sources: [Source] = []
    /// The registers that each body logs at its end, by column.
    private(set) var logged: [[Register]]

    init(_ program: Program, layout: InstanceLayout) {
        logged = Array(repeating: [], count: program.bodies.count)
        for observable in program.tracked {
            switch observable {
            case .location(let location): sources.append(.memory(offset: layout.offsets[location]))
            case .register(let body, let register):
                let column = logged[body].firstIndex(of: register) ?? logged[body].count
                if column == logged[body].count { logged[body].append(register) }
                sources.append(.log(body: body, column: column))
            }
        }
    }

    /// Whether counting looks at the instances' memory.
    var readMemory: Bool {
        sources.contains { if case .memory = $0 { true } else { false } }
    }
}
