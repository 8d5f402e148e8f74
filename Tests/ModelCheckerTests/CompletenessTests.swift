import Litmus
@testable import ModelChecker
import Testing

/// The explorer against every candidate execution, judged by the axioms as relations.
@Suite struct CompletenessTests {
    @Test(arguments: ModelName.allCases)
    func everyConsistentExecutionIsVisitedExactlyOnce(_ model: ModelName) {
        var programs = RandomPrograms(seed: 7)
        for number in 0..<Effort.programs(40) {
            let program = programs.program(events: 6, plainAccesses: number % 3 == 0)
            guard agrees(program, model, "\(program.threads.map(\.instructions))") else { return }
        }
    }

    @Test(arguments: ModelName.allCases)
    func branchesAndWeakExchangesAreFollowedBothWays(_ model: ModelName) throws {
        try compare(model, RandomTexts(seed: 21, [.branches, .weak, .fences, .plain, .arrays], threads: 2...3, statements: 2...3))
    }

    @Test(arguments: ModelName.allCases)
    func threadsThatStartThreadsAreOrderedBySpawnAndJoin(_ model: ModelName) throws {
        try compare(model, RandomTexts(seed: 22, [.spawns, .finally, .plain, .fences], threads: 2...4, statements: 1...2))
    }

    private func compare(_ model: ModelName, _ source: RandomTexts) throws {
        var source = source
        for _ in 0..<Effort.programs(12) {
            let text = source.next()
            guard agrees(try program(text), model, text) else { return }
        }
    }

    private func agrees(_ program: Program, _ model: ModelName, _ text: @autoclosure () -> String) -> Bool {
        let expected = BruteForce(program, model, limit: Effort.factor > 1 ? 20_000 : 800)
        if expected.isTooLarge { return true }
        let exploration = explore(program, CheckOptions(model: model))
        // A second spawn is an error: what follows it is not compared.
        if exploration.errorKinds.contains(.misuse) { return true }
        #expect(exploration.executions == expected.executions, "\(model)\n\(text())")
        #expect(exploration.outcomeValues == expected.outcomes, "\(model)\n\(text())")
        #expect(exploration.racyExecutions == expected.racy, "\(model)\n\(text())")
        return exploration.executions == expected.executions && exploration.outcomeValues == expected.outcomes
            && exploration.racyExecutions == expected.racy
    }
}
