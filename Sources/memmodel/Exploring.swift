import Litmus
import ModelChecker

/// Explores a program under each of the models that the options name, with progress on the terminal, until it is done
/// or the user interrupts it.
func exploreAll(_ program: Program, _ group: CheckOptionGroup, until interruption: Interruption) -> [Exploration] {
    group.model.map { model in
        let control = ExplorationControl()
        interruption.watch(control)
        let progress = ProgressLine(for: "\(program.name) under \(model.rawValue)", control)
        defer { progress?.clear() }
        return explore(program, group.options(for: model), control: control)
    }
}
