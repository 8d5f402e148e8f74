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
        let explored = ExploredProgram(request)
        errors = recorded.findings.sorted(by: Findings.isListedBefore).map { entry in
            var finding = entry.finding
            if let record = finding.witness?.record { finding.source = .recorded(record, explored) }
            return finding
        }
        outcomes = Self.outcomes(recorded, explored)
        properties = program.properties.filter { $0.applies(to: options.model.rawValue) }
            .map { Self.verdict(on: $0, recorded, explored) }
    }

    /// The end states, cut down to the observed values, in the order of tables.
    private static func outcomes(_ recorded: PartialResult, _ explored: ExploredProgram) -> [OutcomeCount] {
        let (width, shown) = (explored.request.tracked.count, explored.request.program.observed.count)
        var outcomes: [OutcomeCount] = []
        outcomes.reserveCapacity(recorded.counts.count)
        recorded.values.withUnsafeBufferPointer { values in
            func shownValues(_ number: Int) -> Slice<UnsafeBufferPointer<Int64>> {
                values[(number * width)..<(number * width + shown)]
            }
            let order = recorded.counts.indices.sorted { shownValues($0).lexicographicallyPrecedes(shownValues($1)) }
            var rest = order[...]
            while let first = rest.first {
                let alike = rest.prefix { shownValues($0).elementsEqual(shownValues(first)) }
                outcomes.append(OutcomeCount(Outcome(Array(shownValues(first))), alike, recorded, explored))
                rest = rest.dropFirst(alike.count)
            }
        }
        return outcomes
    }

    private static func verdict(on property: Property, _ recorded: PartialResult,
                                _ explored: ExploredProgram) -> PropertyResult {
        let columns = Dictionary(uniqueKeysWithValues: explored.request.tracked.enumerated().map { ($1, $0) })
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

extension OutcomeCount {
    /// End states that differ in what is not shown only; `numbers` are theirs in what was recorded. What is shown of a
    /// weak one is possible under `sc` if one of the others is. The witness is the first execution of all.
    fileprivate init(_ outcome: Outcome, _ numbers: ArraySlice<Int>, _ recorded: PartialResult, _ explored: ExploredProgram) {
        self.init(outcome: outcome, executions: numbers.reduce(0) { $0 + recorded.counts[$1] },
                  isWeak: numbers.allSatisfy { recorded.first[$0].isWeak })
        let first = numbers.min { recorded.first[$0].key < recorded.first[$1].key }
        if let first { source = .recorded(recorded.first[first].graph, explored) }
    }
}
