import Litmus
import ModelChecker

/// Explores a program under each of the models that the options name, with progress on the terminal, until it is done
/// or the user interrupts it.
///
/// - Throws: `InputError` where the program holds what the checker does not model.
func exploreAll(_ input: ProgramInput, _ group: CheckOptionGroup, seed: UInt64?,
                until interruption: Interruption) throws -> [Exploration] {
    let program = input.program
    try refuseObstacle(in: program)
    return group.models(input.directives).map { model in
        let control = ExplorationControl()
        interruption.watch(control)
        let progress = ProgressLine(for: "\(program.name) under \(model.rawValue)", control)
        defer { progress?.clear() }
        return explore(program, group.options(for: model, input.directives.check, seed: seed), control: control)
    }
}

/// - Throws: `InputError` where the program holds what the checker does not model.
func refuseObstacle(in program: Program) throws {
    if let obstacle = Obstacle(in: program) {
        throw InputError("\(program.name)\(obstacle.line.map { ", line \($0)" } ?? ""): \(obstacle)")
    }
}
