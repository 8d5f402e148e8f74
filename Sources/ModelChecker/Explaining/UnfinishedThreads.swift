import Litmus

/// Threads that would do more than they did, had there not been an error: those that it ended, and those that wait
/// for such a one. Whoever waits for what they would do is not to be blamed.
struct UnfinishedThreads {
    private let code: FlatCode
    /// For each of them, the steps that it might still come to.
    private var steps: [Int: [Step]] = [:]

    /// The threads that an error ended.
    init(_ graph: borrowing ExecutionGraph, _ code: FlatCode) {
        self.code = code
        for thread in 0..<graph.threadCount
        where graph.position(thread) == ThreadStatus.failed && graph.hasStarted(thread, code) {
            add(thread, from: graph.stop(of: thread))
        }
    }

    var isEmpty: Bool { steps.isEmpty }

    func contains(_ thread: Int) -> Bool { steps[thread] != nil }

    /// Another one, which has come as far as this step.
    mutating func add(_ thread: Int, from step: Int) { steps[thread] = reachable(thread, from: step) }

    /// Whether one of them might start the thread.
    func mayStart(_ thread: Int) -> Bool {
        contains { $0.operation == .spawn && Int($0.target) == thread }
    }

    /// Whether one of them might write to the location, or do something with the object that it belongs to.
    func mayChange(_ location: Int32) -> Bool {
        contains { step in
            guard step.operation.isAccess, step.operation != .load else { return false }
            return (step.base..<(step.base + step.count)).contains(location)
                || code.source.declared(step.base) == code.source.declared(location)
        }
    }

    private func contains(_ isMeant: (Step) -> Bool) -> Bool { steps.values.contains { $0.contains(where: isMeant) } }

    /// Whatever the values are: every branch can be taken.
    private func reachable(_ thread: Int, from first: Int) -> [Step] {
        let body = code.bodies[thread]
        var found: Set<Int> = [first]
        var open = [first]
        while let number = open.popLast() {
            for next in body.steps[number].successors(of: number) where found.insert(next).inserted { open.append(next) }
        }
        return found.sorted().map { body.steps[$0] }
    }
}

extension Step {
    /// The steps that may come next, by their numbers. One that fails is taken for one that does not.
    fileprivate func successors(of number: Int) -> [Int] {
        switch operation {
        case .halt: []
        case .jump: [Int(target)]
        case .branch: [number + 1, Int(target)]
        default: [number + 1]
        }
    }
}
