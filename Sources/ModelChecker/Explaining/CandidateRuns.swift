import Litmus

/// The runs of each thread of a program, where a read may return whatever some run writes.
struct CandidateRuns {
    /// By thread.
    private(set) var runs: [[ThreadRun]] = []
    /// Whether these are all: not so where values feed on each other without end, as counters do, or where a run
    /// writes what it computes of what it reads, which could be anything; nor where there are some that do not end.
    private(set) var areAll = false
    /// How many runs there were on the way to the fixed point.
    private(set) var effort = 0
    /// Of each location, whether it is an object's.
    let isObject: [Bool]
    private let request: ExplorationRequest

    private static let rounds = 4

    /// The values that reads may return are a fixed point, where there is one: the greatest, not the least. What the
    /// text says that is written may be written, if only the right thing is read.
    ///
    /// Nil where there is more than can be enumerated.
    init?(_ request: ExplorationRequest, guesses: Set<Int64>) {
        self.request = request
        let (code, constants) = (request.code.source, WrittenConstants(request.code.source))
        let bounds = Self.bounds(code)
        isObject = bounds.map { $0 != nil }
        let first = code.startValues.map { Set([$0]) }
        var values = first.indices.map {
            isObject[$0] ? first[$0] : first[$0].union(constants.values[$0]).union(guesses)
        }
        for _ in 1...Self.rounds {
            guard var written = enumerate(values) else { return nil }
            for location in written.indices {
                written[location] = first[location].union(written[location].filter { $0 <= bounds[location] ?? .max })
            }
            let isClosed = zip(written, values).allSatisfy { $0.isSubset(of: $1) }
            areAll = isClosed && areAll && constants.areAll
            if written == values { return }
            // Once nothing new is written, what nobody writes is left out: no read can have it.
            values = isClosed ? written : zip(written, values).map { $0.union($1) }
        }
    }

    /// - Returns: of each location the values that are written; nil where there is too much.
    private mutating func enumerate(_ values: [Set<Int64>]) -> [Set<Int64>]? {
        (runs, areAll) = ([], true)
        var written: [Set<Int64>] = Array(repeating: [], count: values.count)
        for thread in 0..<request.code.bodyCount {
            let enumeration = RunEnumeration(thread, request.code, unroll: request.options.unroll, values)
            if enumeration.isTooLarge { return nil }
            areAll = areAll && !enumeration.hasEndless
            runs.append(enumeration.runs)
            effort += enumeration.runs.count
            written = zip(written, enumeration.written).map { $0.union($1) }
        }
        return written
    }

    /// Of each location of an object, a number that it does not exceed: a mutex holds its owner's, and to others each
    /// operation adds one at most. Nil for other locations.
    private static func bounds(_ code: ProgramCode) -> [Int64?] {
        var bounds: [Int64?] = Array(repeating: nil, count: code.startValues.count)
        for thread in code.threads {
            for step in thread.steps where step.operation.isObject {
                for location in Int(step.base)..<Int(step.base + step.count) {
                    var bound = bounds[location] ?? code.startValues[location]
                    switch step.operation {
                    case .lock, .tryLock: bound = max(bound, Int64(code.threads.count))
                    case .readLock, .tryReadLock, .releasePermit, .arrive:
                        bound = thread.loops.isEmpty && bound < .max ? bound + 1 : .max
                    default: break
                    }
                    bounds[location] = bound
                }
            }
        }
        return bounds
    }
}
