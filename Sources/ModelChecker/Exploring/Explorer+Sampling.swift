import Litmus

/// Random executions, for programs that are too large to explore: each event is added in one way, chosen at random.
/// Every execution can come up, but not with equal probability, and no number of samples proves anything.
extension Explorer {
    /// Draws so many executions and records them.
    mutating func sample(_ count: Int, seed: UInt64) {
        var walk = Probe(seed: seed)
        for _ in 0..<count {
            graph.removeAll()
            for thread in 0..<code.bodyCount { start(thread) }
            while let thread = randomThread(&walk) {
                if limits.shouldStop(executions: recorder.executions, blocked: recorder.blocked) || recorder.isSatisfied { return }
                guard hasRoom(for: thread) else { return }
                add(thread, &walk)
            }
            recorder.recordLeaf(&graph)
        }
    }

    /// One of the threads that can go on; one that would only block itself where there is no other.
    private mutating func randomThread(_ walk: inout Probe) -> Int? {
        var ready: [Int] = []
        var blocking: [Int] = []
        for thread in 0..<code.bodyCount where canGoOn(thread) {
            prepareStart(thread)
            if wouldBlock(thread) { blocking.append(thread) } else { ready.append(thread) }
        }
        let candidates = ready.isEmpty ? blocking : ready
        return candidates.isEmpty ? nil : candidates[walk.choose(candidates.count)]
    }

    private mutating func add(_ thread: Int, _ walk: inout Probe) {
        let step = code.bodies[thread].steps + Int(graph.position(thread))
        switch step.pointee.operation {
        case .store, .exchangeWrite: addWrite(makeWrite(thread), &walk)
        case .unlock:
            guard holdsLock(thread, location(of: step, graph.registers(now: thread))) else { return markFailed(thread) }
            addWrite(makeWrite(thread), &walk)
        case .spawn where graph.hasStarted(Int(step.pointee.target), code): markFailed(thread)
        case .fence, .spawn, .join: commit(makeOther(thread))
        case .unlockShared where !holdsSharedLock(thread, location(of: step, graph.registers(now: thread))):
            markFailed(thread)
        default: addRead(thread, &walk)
        }
    }

    private mutating func addWrite(_ id: EventID, _ walk: inout Probe) {
        commit(id)
        let first = pushPlaces(of: id)
        var places = (first..<scratch.count).map { scratch[$0] }
        scratch.truncate(to: first)
        while !places.isEmpty {
            graph.linkWrite(id, after: places.remove(at: walk.choose(places.count)))
            if model.allows(graph, id) { return }
            graph.unlinkWrite(id)
        }
    }

    private mutating func addRead(_ thread: Int, _ walk: inout Probe) {
        let first = pushSources(of: thread)
        // The last write in modification order comes first: it can always be read.
        let last = scratch[first]
        var sources = (first..<scratch.count).map { scratch[$0] }
        scratch.truncate(to: first)
        while !sources.isEmpty {
            let source = sources.remove(at: walk.choose(sources.count))
            let fails = walk.choose(2) == 1
            if tryRead(thread, from: source, mayBlock: source == last, failsSpuriously: fails) { return }
        }
    }
}
