import Litmus
import ModelChecker

/// Explores a program under each of the models that the options name, with progress on the terminal, until it is done
/// or the user interrupts it.
///
/// - Parameter marksWeak: whether outcomes that `sc` does not allow are to be marked.
func exploreAll(_ program: Program, _ group: CheckOptionGroup, until interruption: Interruption,
             marksWeak: Bool = true) -> [Exploration] {
    group.model.map { model in
        var options = group.options(for: model)
        options.marksWeak = marksWeak
        let control = ExplorationControl()
        interruption.watch(control)
        let progress = ProgressLine(for: "\(program.name) under \(model.rawValue)", control)
        defer { progress?.clear() }
        return explore(program, options, control: control)
    }
}
