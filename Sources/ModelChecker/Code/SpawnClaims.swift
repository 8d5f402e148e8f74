import Litmus

/// Threads that more than one other may start. Only the first to come starts one, and to come second is a misuse; who
/// is first is decided at a hidden location, which is taken as a mutex is by `try_lock`: so the exploration visits each
/// of the orders.
struct SpawnClaims: Sendable {
    private let locations: [Int: Int]
    private let first: Int

    /// - Parameter first: the number of the first hidden location that is free.
    init(_ program: Program, from first: Int) {
        self.first = first
        var spawners: [Int: Set<Int>] = [:]
        for (number, body) in program.bodies.enumerated() {
            for case .spawn(let thread) in body.instructions { spawners[thread, default: []].insert(number) }
        }
        let contended = spawners.filter { $0.value.count > 1 }.keys.sorted()
        locations = Dictionary(uniqueKeysWithValues: contended.enumerated().map { ($1, first + $0) })
    }

    /// How many hidden locations there are.
    var count: Int { locations.count }

    func contains(_ location: Int) -> Bool { (first..<(first + count)).contains(location) }

    /// Where it is decided who starts the thread; nil where only one can.
    func location(of thread: Int) -> Int? { locations[thread] }
}

extension ProgramCode {
    /// Whether the event is about who starts a thread, and nothing that the program's text speaks of.
    func isClaim(_ event: Event) -> Bool { event.isObject && spawnClaims.contains(Int(event.location)) }
}
