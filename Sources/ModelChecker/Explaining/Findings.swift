import Litmus

/// The distinct errors of a program, each with the first execution that showed it.
///
/// Replicated threads are one place: an error of `t0` and the same one of `t1` are reported once.
struct Findings {
    private let program: Program
    private let code: FlatCode
    private let bodies: Program.Bodies
    /// For each thread, the first of the replicas that it is one of.
    private let firstReplicas: [Int]
    private var numbers: [Place: Int] = [:]
    private(set) var entries: [Entry] = []

    init(program: Program, code: FlatCode) {
        self.program = program
        self.code = code
        let bodies = program.bodies
        self.bodies = bodies
        var first: [Int: Int] = [:]
        for thread in bodies.indices.reversed() {
            if let group = bodies[thread].replicaGroup { first[group] = thread }
        }
        firstReplicas = bodies.indices.map { thread in bodies[thread].replicaGroup.flatMap { first[$0] } ?? thread }
    }

    var isEmpty: Bool { entries.isEmpty }

    /// The errors themselves.
    var all: [Finding] { entries.map(\.finding) }

    struct Place: Hashable, Codable, Sendable {
        var kind: FindingKind
        var instructions: [Int]
    }

    struct Entry: Codable, Sendable {
        var place: Place
        var finding: Finding
        var sighting: Sighting
    }

    /// Where an error was seen. Of all executions that show it the first one is kept, of those under `sc` where there
    /// are any: they are easier to follow, and only what none of them shows is a weak model's doing.
    struct Sighting: Codable, Sendable, Comparable {
        var isWeak: Bool
        var key: TaskKey

        static func < (a: Sighting, b: Sighting) -> Bool { a.isWeak == b.isWeak ? a.key < b.key : b.isWeak }
    }

    /// Errors are listed in the order of the program's text, and those of one place in the order of exploration.
    static func isListedBefore(_ a: Entry, _ b: Entry) -> Bool {
        (a.finding.line ?? 0, a.finding.message, a.sighting) < (b.finding.line ?? 0, b.finding.message, b.sighting)
    }

    /// One number for an instruction, the same for all replicas of a thread.
    private func place(_ thread: Int, _ instruction: Int) -> Int {
        firstReplicas[thread] << 32 | instruction
    }

    /// Whether nothing like this was found before, or only what is to be replaced by it.
    private func isNew(_ kind: FindingKind, _ instructions: [Int], _ sighting: Sighting) -> Bool {
        guard let number = numbers[Place(kind: kind, instructions: instructions)] else { return true }
        return sighting < entries[number].sighting
    }

    private mutating func add(_ entry: Entry) {
        if let number = numbers[entry.place] {
            entries[number] = entry
        } else {
            numbers[entry.place] = entries.count
            entries.append(entry)
        }
    }

    private mutating func add(_ kind: FindingKind, _ instructions: [Int], _ finding: Finding, _ sighting: Sighting) {
        add(Entry(place: Place(kind: kind, instructions: instructions), finding: finding, sighting: sighting))
    }

    /// Adds what was found elsewhere; of the same error the execution that comes first in the order of exploration
    /// stays.
    mutating func merge(_ others: [Entry]) {
        for other in others where isNew(other.place.kind, other.place.instructions, other.sighting) { add(other) }
    }

    private func instruction(_ graph: borrowing ExecutionGraph, _ id: EventID) -> Int {
        code.source.threads[id.thread].instruction[Int(graph.pointer(id).pointee.step)]
    }

    private func origin(_ thread: Int, _ instruction: Int) -> Origin {
        let origins = bodies[thread].origins
        return origins.indices.contains(instruction) ? origins[instruction] : Origin()
    }

    private func line(_ origin: Origin) -> Int? { origin.line > 0 ? origin.line : nil }

    // MARK: Races

    mutating func noteRaces(_ graph: borrowing ExecutionGraph, _ model: ModelName, _ sighting: Sighting) {
        for pair in racingPairs(graph) { noteRace(graph, model, pair.first, pair.second, sighting) }
    }

    /// Which of the two was marked depends on how the graph came about; which pair comes first must not.
    private func racingPairs(_ graph: borrowing ExecutionGraph) -> [RacingPair] {
        var pairs: [RacingPair] = []
        for thread in 0..<graph.threadCount {
            for index in 0..<Int(graph.lengths[thread]) {
                let id = EventID(thread: thread, index: index)
                guard graph.pointer(id).pointee.races else { continue }
                graph.forEachRace(of: id) {
                    pairs.append(RacingPair(id, $0))
                    return true
                }
            }
        }
        return pairs.sorted()
    }

    private struct RacingPair: Comparable {
        let first: EventID
        let second: EventID

        init(_ a: EventID, _ b: EventID) { (first, second) = a.raw < b.raw ? (a, b) : (b, a) }

        static func < (a: RacingPair, b: RacingPair) -> Bool {
            (a.first.raw, a.second.raw) < (b.first.raw, b.second.raw)
        }
    }

    private func placesOfAccesses(_ graph: borrowing ExecutionGraph, _ a: EventID, _ b: EventID) -> [Int] {
        [placeOfAccess(graph, a), placeOfAccess(graph, b)].sorted()
    }

    /// The halves of a `wide` variable are accessed at one place: that of the first.
    private func placeOfAccess(_ graph: borrowing ExecutionGraph, _ id: EventID) -> Int {
        let number = instruction(graph, id)
        guard program.locations[code.source.declared(graph.pointer(id).pointee.location)].kind == .wideHalf else {
            return place(id.thread, number)
        }
        let origins = bodies[id.thread].origins
        return place(id.thread, origins.firstIndex(of: origins[number]) ?? number)
    }

    private mutating func noteRace(_ graph: borrowing ExecutionGraph, _ model: ModelName, _ a: EventID, _ b: EventID,
                                   _ sighting: Sighting) {
        let places = placesOfAccesses(graph, a, b)
        guard isNew(.race, places, sighting) else { return }
        // The write first: it is what the other access is unordered with.
        let isWriteFirst = graph.pointer(a).pointee.kind.writes
            && !(graph.pointer(b).pointee.kind.writes && (b.thread, b.index) < (a.thread, a.index))
        let (first, second) = isWriteFirst ? (a, b) : (b, a)
        let witness = Witness(graph, code, program, model, racing: [first, second])
        let message = RaceExplanation(graph, program, code).sentence(first, second)
        let blamed = origin(second.thread, instruction(graph, second))
        add(.race, places, Finding(kind: .race, message: message, thread: bodies[second.thread].name,
                                   line: line(blamed), witness: witness), sighting)
    }

    // MARK: Failures

    mutating func noteFailures(_ graph: borrowing ExecutionGraph, _ model: ModelName, _ sighting: Sighting) {
        for thread in 0..<graph.threadCount
        where graph.position(thread) == ThreadStatus.failed && graph.hasStarted(thread, code) {
            let stop = Int(graph.stops[graph.row(thread, Int(graph.lengths[thread]))])
            let instruction = code.source.threads[thread].instruction[stop]
            let failure = Failure(program, bodies[thread], bodies[thread].instructions[instruction],
                                  origin(thread, instruction).statement, graph.registers(now: thread))
            guard isNew(failure.kind, [place(thread, instruction)], sighting) else { continue }
            var witness = Witness(graph, code, program, model)
            witness.blocked = [Witness.Blocked(thread: thread, instruction: instruction, reason: failure.remark)]
            add(failure.kind, [place(thread, instruction)], Finding(
                kind: failure.kind, message: failure.message, thread: bodies[thread].name,
                line: line(origin(thread, instruction)), witness: witness), sighting)
        }
    }

    // MARK: Deadlocks and livelocks

    /// An execution in which nobody can go on is a deadlock if some thread waits for a lock or another thread, and
    /// a livelock if all who have not ended spin. Where an error ended some thread, only those count whom that thread
    /// could not have let go on.
    mutating func noteBlocked(_ graph: borrowing ExecutionGraph, _ model: ModelName, _ sighting: Sighting) {
        let stuck = StuckThreads(graph, program, code)
        guard let kind = stuck.kind else { return }
        let places = stuck.unexplained.map { place($0.thread, $0.instruction) }.sorted()
        guard isNew(kind, places, sighting) else { return }
        var witness = Witness(graph, code, program, model)
        witness.blocked = stuck.threads
        let first = stuck.unexplained[0]
        add(kind, places, Finding(kind: kind, message: stuck.sentence, thread: bodies[first.thread].name,
                                  line: line(origin(first.thread, first.instruction)), witness: witness), sighting)
    }
}
