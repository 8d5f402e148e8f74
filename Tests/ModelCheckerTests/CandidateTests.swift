import Litmus
@testable import ModelChecker
import Testing

/// What explanations look through has to have everything that happens in it: else "no choice of what the loads read
/// gives these values" would say nothing.
@Suite struct CandidateTests {
    @Test(arguments: [
        RandomTexts.Features([.branches, .weak, .fences, .arrays]), [.spawns, .finally, .plain], [.locks],
        [.locks, .spawns], [.asserts, .spins],
    ])
    func everythingThatHappensIsAmongTheCandidates(_ features: RandomTexts.Features) throws {
        var source = RandomTexts(seed: 41, features, threads: 2...3, statements: 1...3)
        var compared = 0
        for _ in 0..<16 {
            let text = source.next()
            let program = try program(text)
            let request = ExplorationRequest(program, CheckOptions(model: .rc11), ExplorationControl())
            guard let candidates = CandidateExecutions(request, guesses: []) else { continue }
            for outcome in explore(program, CheckOptions(model: .rc11)).outcomes.map(\.outcome).prefix(6) {
                let (isFound, isKnown) = find(outcome, program, request, candidates)
                #expect(isFound || !isKnown, "\(outcome.values)\n\(text)")
                if isFound { compared += 1 }
            }
        }
        #expect(compared > 20)
    }

    /// - Returns: whether there is a consistent candidate with the outcome, and whether all were looked at.
    private func find(_ outcome: Outcome, _ program: Program, _ request: ExplorationRequest,
                      _ candidates: CandidateExecutions) -> (Bool, Bool) {
        let isMeant = zip(program.observed, outcome.values)
            .map { Condition.binary(.equal, .value(of: $0), .constant($1)) }
            .reduce(.constant(1)) { Condition.binary(.and, $0, $1) }
        var (isFound, steps) = (false, 3_000)
        _ = candidates.forEach(.likeProgramOrder, endingIn: EndStates(isMeant, of: request), while: {
            steps -= 1
            return !isFound && steps > 0
        }, { isFound = isFound || RelationalGraph($0).isConsistent(under: .rc11) })
        return (isFound, steps > 0)
    }
}
