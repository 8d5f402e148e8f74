import Litmus

/// What a program's text drops executions by: `assume`, and herd's `filter`.
struct Assumptions {
    /// One of them.
    private enum Assumption: Equatable {
        /// `thread` counts in `Program.bodies`.
        case assume(thread: Int, instruction: Int)
        case filter
    }

    private let program: Program
    private let all: [Assumption]

    /// Nil where there are none.
    init?(of program: Program) {
        self.program = program
        var all: [Assumption] = program.filter == nil ? [] : [.filter]
        for (thread, body) in program.bodies.enumerated() {
            for (number, instruction) in body.instructions.enumerated() {
                if case .assume = instruction { all.append(.assume(thread: thread, instruction: number)) }
            }
        }
        guard !all.isEmpty else { return nil }
        self.all = all
    }

    /// Each has the program explored once more.
    private static let mostTried = 6

    /// The program without any of them.
    var lifted: Program { lifting(all) }

    /// Says which of them drop every execution that ends in some way, where some do.
    /// - Parameter happens: whether an execution of a program ends so.
    func sentence(_ happens: (Program) -> Bool) -> String {
        let groups = groups
        // One alone, where there is such a one: the others keep what it drops.
        let alone = (2...Self.mostTried).contains(groups.count) ? groups.first { happens(lifting($0)) } : nil
        let blamed = alone.map { [$0] } ?? groups
        let names = blamed.map { name($0[0]) }
        let (list, verb) = names.count == 1 ? (names[0], "drops")
            : (names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1] + " together", "drop")
        return "\(list) \(verb) every execution that ends so"
    }

    /// Those of replicated threads that stand at one place of the text are one.
    private var groups: [[Assumption]] {
        var groups: [[Assumption]] = []
        for assumption in all {
            if let index = groups.firstIndex(where: { name($0[0]) == name(assumption) }) {
                groups[index].append(assumption)
            } else {
                groups.append([assumption])
            }
        }
        return groups
    }

    private func name(_ assumption: Assumption) -> String {
        guard case .assume(let thread, let instruction) = assumption else { return "the test's filter" }
        let body = program.bodies[thread]
        let origin = body.origins[instruction]
        let statement = origin.statement.isEmpty ? "an assume" : "`\(origin.statement)`"
        if body.replicaGroup != nil { return "\(statement) on line \(origin.line)" }
        return "\(body.name)'s \(statement) on line \(origin.line)"
    }

    private func lifting(_ lifted: [Assumption]) -> Program {
        var program = program
        for assumption in lifted {
            switch assumption {
            case .filter: program.filter = nil
            case .assume(let thread, let instruction):
                if thread < program.threads.count {
                    program.threads[thread].instructions[instruction] = .hint(.yieldNow)
                } else {
                    program.finally?.instructions[instruction] = .hint(.yieldNow)
                }
            }
        }
        return program
    }
}
