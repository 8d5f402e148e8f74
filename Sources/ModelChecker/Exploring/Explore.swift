import Litmus

/// Explores every execution of a program that the model allows.
///
/// - Returns: the outcomes with their numbers of executions, the verdict on each property, and the errors.
///   Where a limit of `options` or `control` ends it early, the result says so (`isComplete`, `limit`).
/// - Complexity: time linear in the number of executions; memory linear in the size of the largest one.
public func explore(_ program: Program, _ options: CheckOptions = CheckOptions(),
                    control: ExplorationControl = ExplorationControl()) -> Exploration {
    onDeepStack {
        let started = ContinuousClock.now
        let code = FlatCode(ProgramCode(program))
        let result = ModelName.explorer(options.model)(code, program, options, control)
        var exploration = Exploration(result, program, options)
        if options.marksWeak, options.model != .sc { exploration.markWeak(code, program, options, control) }
        let elapsed = ContinuousClock.now - started
        exploration.seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
        return exploration
    }
}

/// What an exploration leaves behind.
struct ExplorationResult {
    var recorder: Recorder
    var limit: String?
}

func explore<Model: MemoryModel>(_ model: Model.Type, _ code: FlatCode, _ program: Program, _ options: CheckOptions,
                                 _ control: ExplorationControl) -> ExplorationResult {
    var explorer = Explorer<Model>(code, program: program, options: options, control: control)
    explorer.visit()
    _ = explorer.limits.poll(executions: explorer.recorder.executions, blocked: explorer.recorder.blocked)
    return ExplorationResult(recorder: explorer.recorder, limit: explorer.limits.reason)
}

extension ModelName {
    /// The list of models: the one place that knows them all.
    static func explorer(
        _ name: ModelName
    ) -> (FlatCode, Program, CheckOptions, ExplorationControl) -> ExplorationResult {
        switch name {
        case .sc: { explore(SC.self, $0, $1, $2, $3) }
        case .tso: { explore(TSO.self, $0, $1, $2, $3) }
        case .rc11: { explore(RC11.self, $0, $1, $2, $3) }
        }
    }
}

extension Exploration {
    init(_ result: ExplorationResult, _ program: Program, _ options: CheckOptions) {
        self.init(model: options.model)
        let recorder = result.recorder
        executions = recorder.executions
        blocked = recorder.blocked
        racyExecutions = recorder.racyExecutions
        limit = result.limit
        isComplete = result.limit == nil && !recorder.isSatisfied
        unroll = options.unroll
        boundedLoops = recorder.boundedLoops.sorted { ($0.line, $0.thread) < ($1.line, $1.thread) }
        errors = recorder.findings.all.sorted { ($0.line ?? 0, $0.message) < ($1.line ?? 0, $1.message) }
        outcomes = Self.outcomes(recorder, program)
        properties = program.properties.filter { $0.applies(to: options.model.rawValue) }
            .map { Self.verdict(on: $0, recorder, program) }
    }

    /// The end states, cut down to the observed values.
    private static func outcomes(_ recorder: Recorder, _ program: Program) -> [OutcomeCount] {
        var counts: [Outcome: OutcomeCount] = [:]
        for (number, executions) in recorder.outcomes.counts.enumerated() {
            let outcome = Outcome(Array(recorder.outcomes.entry(number).prefix(program.observed.count)))
            counts[outcome, default: OutcomeCount(outcome: outcome, executions: 0, witness: recorder.witnesses[number])]
                .executions += executions
        }
        return counts.values.sorted { $0.outcome < $1.outcome }
    }

    private static func verdict(on property: Property, _ recorder: Recorder, _ program: Program) -> PropertyResult {
        let columns = Dictionary(uniqueKeysWithValues: program.tracked.enumerated().map { ($1, $0) })
        var (satisfying, others) = (0, 0)
        var shown: Witness?
        for (number, executions) in recorder.outcomes.counts.enumerated() {
            let values = Array(recorder.outcomes.entry(number))
            let isTrue = (property.condition.evaluate { values[columns[$0] ?? 0] } ?? 0) != 0
            if isTrue { satisfying += executions } else { others += executions }
            if shown == nil, isTrue == (property.kind != .forall) { shown = recorder.witnesses[number] }
        }
        return PropertyResult(property: property, holds: property.holds(satisfying: satisfying, others: others),
                              satisfying: satisfying, others: others, witness: shown)
    }

    /// Marks the outcomes that `sc` does not have. Where `sc` could not be explored to its end, none is marked.
    mutating func markWeak(_ code: FlatCode, _ program: Program, _ options: CheckOptions, _ control: ExplorationControl) {
        var scOptions = options
        scOptions.model = .sc
        let result = ModelName.explorer(.sc)(code, program, scOptions, control)
        guard result.limit == nil else { return }
        let allowed = Set(Self.outcomes(result.recorder, program).map(\.outcome))
        for index in outcomes.indices { outcomes[index].isWeak = !allowed.contains(outcomes[index].outcome) }
    }
}
