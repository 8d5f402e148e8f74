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
        let asked = program.properties.filter { $0.applies(to: options.model.rawValue) }
        let columns = asked.isEmpty ? [:]
            : Dictionary(uniqueKeysWithValues: request.tracked.enumerated().map { ($1, $0) })
        properties = asked.map { Self.verdict(on: $0, columns, recorded, explored) }
    }

    /// The end states, cut down to the observed values, in the order of tables.
    private static func outcomes(_ recorded: PartialResult, _ explored: ExploredProgram) -> [OutcomeCount] {
        var outcomes: [OutcomeCount] = []
        outcomes.reserveCapacity(recorded.counts.count)
        recorded.values.withUnsafeBufferPointer { values in
            guard !recorded.counts.isEmpty else { return }
            let states = ShownStates(values: values, width: explored.request.tracked.count,
                                     shown: explored.request.program.observed.count)
            let order = recorded.counts.indices.sorted(by: states.precedes)
            var start = 0
            while start < order.count {
                var end = start + 1
                while end < order.count, states.areAlike(order[start], order[end]) { end += 1 }
                outcomes.append(OutcomeCount(Outcome(states[order[start]]), order[start..<end], recorded, explored))
                start = end
            }
        }
        return outcomes
    }

    /// - Parameter columns: the places of the tracked values in an end state.
    private static func verdict(on property: Property, _ columns: [Observable: Int], _ recorded: PartialResult,
                                _ explored: ExploredProgram) -> PropertyResult {
        var (satisfying, others, undefined) = (0, 0, 0)
        var shown: Recorder.FirstExecution?
        for (number, first) in recorded.first.enumerated() {
            let value = property.condition.evaluate { observable in
                recorded.values[number * columns.count + (columns[observable] ?? 0)]
            }
            switch value {
            case nil: undefined += recorded.counts[number]
            case 0: others += recorded.counts[number]
            default: satisfying += recorded.counts[number]
            }
            guard value.map({ ($0 != 0) == (property.kind != .forall) }) ?? true else { continue }
            if shown.map({ first.key < $0.key }) ?? true { shown = first }
        }
        let holds = undefined == 0 && property.holds(satisfying: satisfying, others: others)
        var result = PropertyResult(property: property, holds: holds, satisfying: satisfying, others: others)
        result.undefined = undefined
        if let shown { result.source = .recorded(shown.graph, explored) }
        return result
    }
}

/// What is shown of each end state: the first of its values.
private struct ShownStates {
    /// All end states' values, one state after the other.
    let values: UnsafeBufferPointer<Int64>
    let width: Int
    let shown: Int

    subscript(number: Int) -> [Int64] { Array(values[(number * width)..<(number * width + shown)]) }

    /// Lexicographic.
    @inline(__always)
    func precedes(_ a: Int, _ b: Int) -> Bool {
        for place in 0..<shown where values[a * width + place] != values[b * width + place] {
            return values[a * width + place] < values[b * width + place]
        }
        return false
    }

    @inline(__always)
    func areAlike(_ a: Int, _ b: Int) -> Bool {
        for place in 0..<shown where values[a * width + place] != values[b * width + place] { return false }
        return true
    }
}

extension OutcomeCount {
    /// End states that differ in what is not shown only; `numbers` are theirs in what was recorded. What is shown of a
    /// weak one is possible under `sc` if one of the others is. The witness is the first execution of all.
    fileprivate init(_ outcome: Outcome, _ numbers: ArraySlice<Int>, _ recorded: PartialResult, _ explored: ExploredProgram) {
        var (executions, isWeak, earliest) = (0, true, numbers[numbers.startIndex])
        for number in numbers {
            executions += recorded.counts[number]
            isWeak = isWeak && recorded.first[number].isWeak
            if number != earliest, recorded.first[number].key < recorded.first[earliest].key { earliest = number }
        }
        self.init(outcome: outcome, executions: executions, isWeak: isWeak)
        source = .recorded(recorded.first[earliest].graph, explored)
    }
}
