import Litmus

extension Exploration {
    init(_ result: ExplorationResult, _ request: ExplorationRequest) {
        let (program, options) = (request.program, request.options)
        self.init(model: options.model)
        symmetryFactor = request.code.source.symmetry?.factor ?? 1
        usedSymmetry = symmetryFactor > 1 && options.symmetry == .countVisited
        let recorded = usedSymmetry ? result.recorded : result.recorded.multiplied(by: symmetryFactor)
        executions = recorded.executions
        blocked = recorded.blocked
        racyExecutions = recorded.racyExecutions
        limit = result.limit
        isComplete = result.limit == nil && !result.endedAtError
        unroll = options.unroll
        boundedLoops = recorded.boundedLoops.sorted { ($0.line, $0.thread) < ($1.line, $1.thread) }
        errors = recorded.findings.map(\.finding).sorted { ($0.line ?? 0, $0.message) < ($1.line ?? 0, $1.message) }
        outcomes = Self.outcomes(recorded, request)
        properties = program.properties.filter { $0.applies(to: options.model.rawValue) }
            .map { Self.verdict(on: $0, recorded, request) }
    }

    /// The end states, cut down to the observed values.
    private static func outcomes(_ recorded: PartialResult, _ request: ExplorationRequest) -> [OutcomeCount] {
        let program = request.program
        let width = program.tracked.count
        var counts: [Outcome: (executions: Int, isWeak: Bool, first: Recorder.FirstExecution)] = [:]
        for (number, first) in recorded.first.enumerated() {
            let values = recorded.values[(number * width)..<(number * width + program.observed.count)]
            var entry = counts[Outcome(Array(values))] ?? (0, true, first)
            entry.executions += recorded.counts[number]
            entry.isWeak = entry.isWeak && first.isWeak
            // What is shown of a weak outcome is weak itself: any execution of it is.
            if first.key < entry.first.key { entry.first = first }
            counts[Outcome(Array(values))] = entry
        }
        return counts.map {
            var count = OutcomeCount(outcome: $0, executions: $1.executions, isWeak: $1.isWeak)
            count.source = .recorded($1.first.graph, request)
            return count
        }.sorted { $0.outcome < $1.outcome }
    }

    private static func verdict(on property: Property, _ recorded: PartialResult,
                                _ request: ExplorationRequest) -> PropertyResult {
        let columns = Dictionary(uniqueKeysWithValues: request.program.tracked.enumerated().map { ($1, $0) })
        var (satisfying, others) = (0, 0)
        var shown: Recorder.FirstExecution?
        for (number, first) in recorded.first.enumerated() {
            let isTrue = (property.condition.evaluate { observable in
                recorded.values[number * columns.count + (columns[observable] ?? 0)]
            } ?? 0) != 0
            if isTrue { satisfying += recorded.counts[number] } else { others += recorded.counts[number] }
            guard isTrue == (property.kind != .forall) else { continue }
            if shown.map({ first.key < $0.key }) ?? true { shown = first }
        }
        var result = PropertyResult(property: property, holds: property.holds(satisfying: satisfying, others: others),
                                    satisfying: satisfying, others: others)
        if let shown { result.source = .recorded(shown.graph, request) }
        return result
    }
}
