import LinuxThreads
import Synchronization

/// What the workers of a run do together: one round after the other, until the planner has no more.
final class Shift: Sendable {
    private let control: RunControl
    private let engine: any Engine
    private let plan: Mutex<Plan>

    private struct Plan {
        var planner: RoundPlanner
        var separation: Separation?
        var round: Round?
        /// Where each worker was at the end of the last round, and where it is to go now.
        var processors: [Int?]
        var moves: [Int?]
    }

    init(control: RunControl, engine: any Engine, separation: Separation?, planner: RoundPlanner) {
        self.control = control
        self.engine = engine
        let nowhere = Array(repeating: Int?.none, count: control.workers)
        plan = Mutex(Plan(planner: planner, separation: separation, processors: nowhere, moves: nowhere))
    }

    /// A worker's whole life.
    func work(_ worker: Int) {
        while true {
            plan.withLock { if $0.separation != nil { $0.processors[worker] = ProcessorSet.current } }
            guard control.meet(lead: lead) else { return }
            let (round, move) = plan.withLock { ($0.round, $0.moves[worker]) }
            guard let round else { return }
            if let move { _ = ProcessorSet([move]).applyToCurrentThread() }
            guard engine.run(round, worker: worker) else { return }
        }
    }

    /// Done by one worker while the others wait.
    private func lead() {
        plan.withLock { plan in
            plan.round = plan.planner.next(isEnding: control.ending.load(.relaxed) != 0, timing: engine.timing,
                                           outcomes: engine.outcomesSoFar())
            if let separation = plan.separation { plan.moves = separation.moves(from: plan.processors) }
        }
    }
}
