import Litmus

/// On which processors the threads of a run are kept.
struct Placement: Sendable {
    /// Each thread's processor, or nil where the operating system chooses.
    var processors: [Int]?
    /// For people: "pinned to processors 0 and 1".
    var description: String?
    var warnings: [String] = []
    let threadCount: Int
    /// How many processors there are for the threads.
    let processorCount: Int

    /// - Throws: `RunError` for a processor that does not exist or may not be used.
    init(_ affinity: Affinity, threads: [String], on topology: Topology) throws {
        threadCount = threads.count
        guard !threads.isEmpty else {
            processorCount = topology.processors.count
            return
        }
        let order: [Int]? = switch affinity {
        case .none: nil
        case .spread: Self.spread(topology)
        case .compact: Self.compact(topology)
        case .processors(let numbers): try Self.checked(numbers, on: topology)
        }
        processorCount = order.map { Set($0.prefix(threads.count)).count } ?? topology.processors.count
        if let order {
            processors = threads.indices.map { order[$0 % order.count] }
            let used = Array(order.prefix(threads.count))
            description = used.count == 1 ? "pinned to processor \(used[0])" : "pinned to processors \(list(used))"
        }
        warnings = warnings(threads: threads, on: topology)
    }

    private static func checked(_ numbers: [Int], on topology: Topology) throws -> [Int] {
        guard !numbers.isEmpty else { throw RunError("no processors are given; \(existing(topology))") }
        for number in numbers where !topology.numbers.contains(number) {
            throw RunError("there is no processor \(number) to run on; \(existing(topology))")
        }
        return numbers
    }

    private static func existing(_ topology: Topology) -> String {
        let numbers = topology.numbers
        return numbers.count == 1 ? "the only one is \(numbers[0])" : "there are \(ranges(numbers))"
    }

    /// SMT siblings first, then cores that share a cache, then the rest.
    static func compact(_ topology: Topology) -> [Int] {
        topology.processors.sorted { a, b in
            [a.node, a.package, topology.cacheGroup(of: a.number), a.core, a.number]
                .lexicographicallyPrecedes([b.node, b.package, topology.cacheGroup(of: b.number), b.core, b.number])
        }.map(\.number)
    }

    /// One a core before two of a core, and each as far from those before it as the machine allows.
    static func spread(_ topology: Topology) -> [Int] {
        var rest = compact(topology)
        let byNumber = Dictionary(uniqueKeysWithValues: topology.processors.map { ($0.number, $0) })
        var uses: [[Int]: Int] = [:]
        var order: [Int] = []
        // What is shared with processors chosen before counts: a core most, then a cache, a package, a node.
        func groups(_ number: Int) -> [[Int]] {
            guard let processor = byNumber[number] else { return [] }
            return [[0, processor.package, processor.core], [1, processor.node], [2, processor.package],
                    [3, topology.cacheGroup(of: number)]]
        }
        while !rest.isEmpty {
            let scores = rest.map { number in groups(number).map { uses[$0, default: 0] } }
            let best = rest.indices.min { scores[$0].lexicographicallyPrecedes(scores[$1]) } ?? 0
            let number = rest.remove(at: best)
            for group in groups(number) { uses[group, default: 0] += 1 }
            order.append(number)
        }
        return order
    }

    private func warnings(threads: [String], on topology: Topology) -> [String] {
        let used = processorCount
        guard threads.count > used else { return [] }
        var warning = "\(threads.count) threads on \(used == 1 ? "1 processor" : "\(used) processors"): "
        warning += used == 1
            ? "they take turns, so no outcome that needs two threads to run at the same time can be seen"
            : "at most \(used) run at the same time, so an outcome that needs more of them at once "
                + "is not seen, or far too seldom"
        if let processors, let (first, second) = sharing(processors), used > 1 {
            warning += "; \(threads[first]) and \(threads[second]) share processor \(processors[first]) "
                + "and never run at the same time"
        }
        return [warning]
    }

    /// Two threads that have the same processor.
    private func sharing(_ processors: [Int]) -> (Int, Int)? {
        for second in processors.indices {
            if let first = processors[..<second].firstIndex(of: processors[second]) { return (first, second) }
        }
        return nil
    }
}

/// "0, 1 and 4".
private func list(_ numbers: [Int]) -> String {
    let texts = numbers.map(String.init)
    return texts.count < 2 ? texts.joined() : texts.dropLast().joined(separator: ", ") + " and " + (texts.last ?? "")
}

/// "0 to 7 and 16".
private func ranges(_ numbers: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for number in numbers {
        if let last = runs.last, last.upperBound + 1 == number {
            runs[runs.count - 1] = last.lowerBound...number
        } else {
            runs.append(number...number)
        }
    }
    let texts = runs.flatMap { run -> [String] in
        run.count > 2 ? ["\(run.lowerBound) to \(run.upperBound)"] : run.map(String.init)
    }
    return texts.count < 2 ? texts.joined() : texts.dropLast().joined(separator: ", ") + " and " + (texts.last ?? "")
}
