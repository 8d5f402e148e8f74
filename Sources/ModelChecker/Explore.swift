import Litmus

/// Explores every execution of a program that the model allows.
///
/// - Returns: the outcomes with their numbers of executions, the verdict on each property, and the errors.
///   Where a limit of `options` or `control` ends it early, the result says so (`isComplete`, `limit`).
public func explore(_ program: Program, _ options: CheckOptions = CheckOptions(),
                    control: ExplorationControl = ExplorationControl()) -> Exploration {
    Exploration(model: options.model)
}
