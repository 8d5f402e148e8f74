import Litmus
import ModelChecker

/// Explores a program under each of the models that the options name, with progress on the terminal, until it is done
/// or the user interrupts it.
///
/// - Throws: `InputError` where the program holds what the checker does not model.
func exploreAll(_ program: Program, _ group: CheckOptionGroup, until interruption: Interruption) throws -> [Exploration] {
    if let obstacle = Obstacle(in: program) {
        throw InputError("\(program.name)\(obstacle.line.map { ", line \($0)" } ?? ""): \(obstacle)")
    }
    return group.model.map { model in
        let control = ExplorationControl()
        interruption.watch(control)
        let progress = ProgressLine(for: "\(program.name) under \(model.rawValue)", control)
        defer { progress?.clear() }
        return explore(program, group.options(for: model), control: control)
    }
}
