import Litmus

/// Replicated threads that can be told apart by nothing but their names, and whose first events take place in a fixed
/// order: executions come in groups of *k*! that differ by renaming only, so that one of each group is enough.
///
/// The threads must begin with the same read-modify-write, at a location that nothing but read-modify-writes ever
/// writes, or by taking the same lock. There modification order is a chain of (po ∪ rf)⁺: a lock is released by who
/// holds it. Asking that a thread's first write there has its predecessor's first event in its past (po ∪ rf)⁺ chooses
/// one execution of each group; and as this is closed under prefixes, and holds for an event that reads from the last
/// write, it is an axiom like the models' own, under which TruSt visits each execution once.
///
/// A thread that finds the lock taken waits, which is no write: nothing is asked of it, so that of threads of which
/// some wait for ever those come first that do not. Where the first of them waits, so do the others, at the same lock.
struct SymmetricThreads {
    /// For each thread the one whose first event has to come before its own, or -1.
    private(set) var follows: [Int]
    /// How many executions each visited one stands for.
    private(set) var factor = 1

    init(_ program: Program, _ code: [ThreadCode]) {
        follows = Array(repeating: -1, count: code.count)
        var groups: [Int: [Int]] = [:]
        for (thread, body) in program.threads.enumerated() {
            if let group = body.replicaGroup { groups[group, default: []].append(thread) }
        }
        for group in groups.keys.sorted() {
            guard let threads = groups[group], threads.count > 1, Self.areAlike(threads, program, code) else { continue }
            let (product, overflows) = threads.indices.reduce((factor, false)) { result, index in
                let (next, overflow) = result.0.multipliedReportingOverflow(by: index + 1)
                return (next, result.1 || overflow)
            }
            if overflows { continue }
            factor = product
            for (thread, next) in zip(threads, threads.dropFirst()) { follows[next] = thread }
        }
    }

    private static func areAlike(_ threads: [Int], _ program: Program, _ code: [ThreadCode]) -> Bool {
        let first = program.threads[threads[0]]
        for thread in threads {
            let body = program.threads[thread]
            guard body.instructions == first.instructions, !body.startsBySpawn, !usesID(body) else { return false }
        }
        guard let place = placeOfFirstModification(code[threads[0]]), !isStoredTo(place, code),
              threads.allSatisfy({ placeOfFirstModification(code[$0]) == place }) else { return false }
        return !isNamed(threads, program)
    }

    /// Whether what the thread does, or what is shown of it, depends on its number.
    private static func usesID(_ body: Thread) -> Bool {
        guard let id = body.replicaID else { return false }
        return Liveness(of: body, liveAtEnd: []).before[0].contains(id.register)
    }

    /// Whether anything speaks of one of the threads in particular.
    private static func isNamed(_ threads: [Int], _ program: Program) -> Bool {
        let isShown = program.tracked.contains {
            if case .register(let thread, _) = $0 { threads.contains(thread) } else { false }
        }
        let isAwaited = program.bodies.contains { body in
            body.instructions.contains {
                switch $0 {
                case .spawn(let thread), .join(let thread): threads.contains(thread)
                default: false
                }
            }
        }
        return isShown || isAwaited
    }

    /// Whether the step is the first of several that take an rwlock (`ReaderSlots`): who takes that slot first need not
    /// get the rwlock first.
    private static func takesSlots(_ step: Step, _ body: ThreadCode) -> Bool {
        guard step.operation == .writeLock else { return false }
        let first = body.steps.firstIndex { $0.operation == .writeLock } ?? 0
        return body.steps[first + 1].operation == .writeLock && body.instruction[first + 1] == body.instruction[first]
    }

    /// Where the first event is a read-modify-write at a fixed location: that location.
    private static func placeOfFirstModification(_ body: ThreadCode) -> Int32? {
        guard let first = body.steps.first(where: { $0.operation.isEvent || !$0.operation.isStraight }),
              first.operation.isTakenInTurn, !first.isIndexed, !takesSlots(first, body) else { return nil }
        return first.base
    }

    /// Whether anything but read-modify-writes writes the location.
    private static func isStoredTo(_ place: Int32, _ code: [ThreadCode]) -> Bool {
        code.contains { thread in
            thread.steps.contains { step in
                (step.operation == .store || step.operation == .exchangeWrite)
                    && step.locations.contains(place)
            }
        }
    }
}

extension Step.Operation {
    /// Whether the step adds an event.
    fileprivate var isEvent: Bool {
        switch self {
        case .fence, .spawn, .join: true
        default: isAccess
        }
    }

    /// Whether the step, where it does not wait, writes after what it reads: one thread after the other.
    fileprivate var isTakenInTurn: Bool {
        switch self {
        case .modify, .lock, .readLock, .writeLock, .acquirePermit, .arrive: true
        default: false
        }
    }

    /// Whether the next step follows in any case: what comes before a thread's first event, so that it is the same in
    /// every replica, and nobody ends before it.
    fileprivate var isStraight: Bool {
        switch self {
        case .copy, .unary, .nop: true
        default: isEvent
        }
    }
}
