import LinuxThreads
import Litmus

/// One of several parts of an exploration, each of which can be explored on its own, by any process of the same build.
public struct ExplorationPart: Codable, Sendable {
    /// From 1.
    public let number: Int
    /// How many parts there are.
    public let count: Int
    let tasks: [ExplorationTask]
    /// What was found out while the exploration was taken apart; in the first part.
    let found: PartialResult?

    /// The estimated share of the whole exploration, from 0 to 1.
    public var share: Double { tasks.reduce(0) { $0 + $1.share } }
}

/// What exploring one part found.
public struct PartExploration: Codable, Sendable {
    public let number: Int
    public let count: Int
    /// Complete consistent execution graphs in this part.
    public var executions: Int { recorded.executions }
    public var blocked: Int { recorded.blocked }
    /// Which limit ended the exploration early; nil where none did.
    public let limit: ExplorationLimit?
    public let seconds: Double
    let recorded: PartialResult
}

/// Takes an exploration apart, into parts of about the same size as far as can be told beforehand.
///
/// - Returns: `count` parts; some are empty where the exploration is small.
public func split(_ program: Program, _ options: CheckOptions, into count: Int) -> [ExplorationPart] {
    let request = ExplorationRequest(program, options, ExplorationControl())
    let (tasks, found) = options.model.takeApart(request, atLeast: Splitting.tasksPerPart * count)
    var parts: [[ExplorationTask]] = Array(repeating: [], count: count)
    var shares = Array(repeating: 0.0, count: count)
    for task in tasks.sorted(by: { ($0.share, $1.key) > ($1.share, $0.key) }) {
        let smallest = shares.indices.min { shares[$0] < shares[$1] } ?? 0
        parts[smallest].append(task)
        shares[smallest] += task.share
    }
    return parts.enumerated().map { index, tasks in
        ExplorationPart(number: index + 1, count: count, tasks: tasks.sorted { $0.key < $1.key },
                        found: index == 0 ? found : nil)
    }
}

/// Explores one part of a program's exploration, under the options that it was taken apart with.
public func explore(_ part: ExplorationPart, of program: Program, _ options: CheckOptions,
                    control: ExplorationControl = ExplorationControl()) -> PartExploration {
    let started = MonotonicClock.nanoseconds()
    let request = ExplorationRequest(program, options, control)
    // The last task is taken first.
    let result = request.perform(part.tasks.reversed(), after: part.found)
    return PartExploration(number: part.number, count: part.count, limit: result.limit,
                           seconds: MonotonicClock.seconds(since: started), recorded: result.recorded)
}

/// Puts the parts' results together to what a single run would have found.
///
/// - Throws: `MergeError` where a part is missing, or there twice.
public func merge(_ parts: [PartExploration], of program: Program, _ options: CheckOptions) throws -> Exploration {
    try MergeError.check(parts)
    let request = ExplorationRequest(program, options, ExplorationControl())
    var recorder = Recorder(request, model: options.model)
    for part in parts.sorted(by: { $0.number < $1.number }) { recorder.merge(part.recorded) }
    let limit = parts.lazy.compactMap(\.limit).first
    var exploration = Exploration(ExplorationResult(recorded: recorder.result, limit: limit), request)
    exploration.explain(request)
    exploration.seconds = parts.reduce(0) { $0 + $1.seconds }
    return exploration
}

/// Why results do not make a whole.
public struct MergeError: Error, CustomStringConvertible {
    public let description: String

    fileprivate static func check(_ parts: [PartExploration]) throws {
        guard let count = parts.first?.count else { throw MergeError(description: "there are no results to merge") }
        guard parts.allSatisfy({ $0.count == count }) else {
            throw MergeError(description: "the results are of explorations that were split differently: into "
                + Set(parts.map(\.count)).sorted().map(String.init).joined(separator: " and ") + " parts")
        }
        let numbers = parts.map(\.number)
        if let twice = numbers.first(where: { number in numbers.filter { $0 == number }.count > 1 }) {
            throw MergeError(description: "the result of part \(twice) is there twice")
        }
        let missing = (1...count).filter { !numbers.contains($0) }
        guard missing.isEmpty else {
            throw MergeError(description: "of \(count) parts the results of these are missing: "
                + missing.map(String.init).joined(separator: ", "))
        }
    }
}

enum Splitting {
    /// More tasks than parts, so that parts are of about the same size.
    static let tasksPerPart = 16
    /// What one step takes away from a task's root.
    static let distance = 2
}

extension Workers {
    /// Takes the largest task apart, again and again, until there are enough.
    static func takeApart(_ request: ExplorationRequest, atLeast count: Int) -> ([ExplorationTask], PartialResult) {
        onDeepStack { () -> ([ExplorationTask], PartialResult) in
            let pool = TaskPool()
            var explorer = Explorer<Model>(request)
            explorer.share(.beyond(Splitting.distance), in: pool)
            var open = [ExplorationTask()]
            var leaves: [ExplorationTask] = []
            if explorer.isAtEnd() { (open, leaves) = ([], open) }
            while open.count + leaves.count < count,
                  let largest = open.indices.max(by: { (open[$0].share, open[$1].key) < (open[$1].share, open[$0].key) }) {
                explorer.perform(open.remove(at: largest))
                for task in pool.drain() {
                    if task.isLeaf { leaves.append(task) } else { open.append(task) }
                }
            }
            return (open + leaves, explorer.recorder.result)
        }
    }
}
