import Litmus

/// A race in a graph that is only the beginning of executions: some thread can go on by looking once more, and an `assume`
/// may yet drop whatever comes of it. The exploration visits those executions without the iteration in which the thread
/// looked in vain, which may be what races: whether one of them is kept has to be found out separately.
struct TentativeRace: Codable, Sendable {
    var place: Findings.Place
    var beginning: ExplorationTask
    var key: TaskKey
}

extension ExplorationResult {
    /// Adds the races of beginnings that some execution goes on from to its end.
    mutating func confirmRaces(_ request: ExplorationRequest) {
        guard limit == nil, !endedAtError else { return }
        for race in recorded.tentativeRaces.sorted(by: { $0.key < $1.key })
        where !recorded.findings.contains(where: { $0.place == race.place }) {
            guard var found = request.options.model.confirm(race, request) else { continue }
            found.sighting.key = race.key
            recorded.findings.append(found)
        }
    }
}

extension ExplorationRequest {
    /// The same for a search that has to end soon.
    fileprivate func forConfirmation() -> ExplorationRequest {
        var request = forAside()
        request.options.timeout = min(request.options.timeout ?? Self.patience, Self.patience)
        return request
    }

    private static let patience = Duration.seconds(5)
}

extension Workers {
    /// An execution with the race that goes on from its beginning to its end, and is kept; nil where none is found.
    static func confirm(_ race: TentativeRace, _ request: ExplorationRequest) -> Findings.Entry? {
        onDeepStack {
            var explorer = Explorer<Model>(request.forConfirmation())
            explorer.recorder.sought = race.place
            explorer.performAwake(race.beginning)
            return explorer.recorder.result.findings.first { $0.place == race.place }
        }
    }
}

extension Explorer {
    /// Visits what extends the task's graph when the threads that are blocked there, but need not be, look once more.
    fileprivate mutating func performAwake(_ task: ExplorationTask) {
        perform(task, preparing: { $0.wakeOutdatedThreads() })
    }

    private mutating func wakeOutdatedThreads() {
        for thread in 0..<graph.threadCount where graph.isOutdated(thread, code) { wake(thread) }
    }

    /// Lets a thread that waits try once more, and one that spins go round once more: as if the last iteration had
    /// changed something.
    private mutating func wake(_ thread: Int) {
        let (length, stop) = (Int(graph.lengths[thread]), graph.stop(of: thread))
        if graph.position(thread) == ThreadStatus.waiting {
            graph.positions[graph.row(thread, length)] = Int32(stop)
        } else {
            let loop = code.bodies[thread].loops[Int(code.bodies[thread].steps[stop].target)]
            graph.registers(now: thread)[Int(loop.effectsAtHead)] = -1
            settle(thread, row: length, from: Int32(stop))
        }
    }
}
