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
        errors = recorded.findings.sorted(by: Findings.isListedBefore).map(\.finding)
        let explored = ExploredProgram(request)
        outcomes = Self.outcomes(recorded, explored)
        properties = program.properties.filter { $0.applies(to: options.model.rawValue) }
            .map { Self.verdict(on: $0, recorded, explored) }
    }

    /// The end states, cut down to the observed values.
    private static func outcomes(_ recorded: PartialResult, _ explored: ExploredProgram) -> [OutcomeCount] {
        let program = explored.request.program
        let (width, shown) = (program.tracked.count, program.observed.count)
        var merged: [MergedOutcome] = []
        var entries: [Outcome: Int] = [:]
        for (number, first) in recorded.first.enumerated() {
            let outcome = Outcome(Array(recorded.values[(number * width)..<(number * width + shown)]))
            // Where all values are shown, no two end states look alike.
            if shown < width, let entry = entries[outcome] {
                merged[entry].add(first, recorded.counts[number])
            } else {
                if shown < width { entries[outcome] = merged.count }
                merged.append(MergedOutcome(outcome: outcome, executions: recorded.counts[number], first: first,
                                            isWeak: first.isWeak))
            }
        }
        merged.sort { $0.outcome < $1.outcome }
        return merged.map {
            var count = OutcomeCount(outcome: $0.outcome, executions: $0.executions, isWeak: $0.isWeak)
            count.source = .recorded($0.first.graph, explored)
            return count
        }
    }

    /// End states that differ in what is not shown only.
    private struct MergedOutcome {
        let outcome: Outcome
        var executions: Int
        var first: Recorder.FirstExecution
        var isWeak: Bool

        mutating func add(_ other: Recorder.FirstExecution, _ count: Int) {
            executions += count
            isWeak = isWeak && other.isWeak
            // What is shown of a weak outcome is weak itself: any execution of it is.
            if other.key < first.key { first = other }
        }
    }

    private static func verdict(on property: Property, _ recorded: PartialResult,
                                _ explored: ExploredProgram) -> PropertyResult {
        let columns = Dictionary(uniqueKeysWithValues: explored.request.program.tracked.enumerated().map { ($1, $0) })
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
        if let shown { result.source = .recorded(shown.graph, explored) }
        return result
    }
}
