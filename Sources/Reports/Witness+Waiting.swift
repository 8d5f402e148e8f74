import Litmus
import ModelChecker

extension Witness {
    /// Whether the step is a thread's attempt at an object's operation that it never comes out of: the row of the
    /// blocked thread speaks of it.
    func isStillWaiting(_ step: Step) -> Bool {
        guard case .execute(let index) = step, case .object = events[index].kind else { return false }
        let event = events[index]
        return blocked.contains { $0.thread == event.thread && $0.instruction == event.instruction }
            && !events[(index + 1)...].contains { $0.thread == event.thread }
    }

    /// Whether the step is a thread's arrival at a barrier where it then waits: the row in which it goes on, or that of
    /// the blocked thread, speaks of it.
    func isArrivalOnly(_ step: Step, _ program: Program) -> Bool {
        guard case .execute(let index) = step else { return false }
        let event = events[index]
        guard event.kind == .object(.barrierWait), event.valueWritten != nil else { return false }
        guard let next = events[(index + 1)...].first(where: { $0.thread == event.thread }) else {
            return !completesRound(event, program)
        }
        return next.instruction == event.instruction && next.kind == event.kind && next.valueWritten == nil
    }

    private func parties(_ event: Event, _ program: Program) -> Int? {
        guard case .barrier(let parties)? = event.location.map({ program.locations[$0].kind }) else { return nil }
        return parties
    }

    /// Whether the event is the arrival at a barrier that lets all through that wait there.
    private func completesRound(_ event: Event, _ program: Program) -> Bool {
        guard event.kind == .object(.barrierWait), let last = event.valueWritten,
              let parties = parties(event, program) else { return false }
        return last % Int64(parties) == 0
    }

    /// The threads that wait at a barrier for this arrival, in the order in which they came; none for other events.
    func threadsLetThrough(by event: Event, _ program: Program) -> [Int] {
        guard completesRound(event, program), let last = event.valueWritten, let parties = parties(event, program)
        else { return [] }
        let round = (last - Int64(parties) + 1)..<last
        return events.filter { $0.location == event.location && $0.valueWritten.map(round.contains) ?? false }
            .sorted { ($0.valueWritten ?? 0) < ($1.valueWritten ?? 0) }.map(\.thread)
    }
}
