import Litmus
@testable import ModelChecker
import Testing

@Suite struct CompletenessTests {
    @Test(arguments: ModelName.allCases)
    func everyConsistentExecutionIsVisitedExactlyOnce(_ model: ModelName) {
        var programs = RandomPrograms(seed: 7)
        for number in 0..<400 {
            let program = programs.program(events: 6, plainAccesses: number % 3 == 0)
            let expected = BruteForce(program, model)
            let exploration = explore(program, CheckOptions(model: model))
            let outcomes = Set(exploration.outcomes.map(\.outcome.values))
            guard exploration.executions == expected.executions, outcomes == expected.outcomes,
                  exploration.racyExecutions == expected.racy else {
                Issue.record("""
                    \(model) on program \(number): \(exploration.executions) executions, \(outcomes.count) outcomes, \
                    \(exploration.racyExecutions) racy; brute force: \(expected.executions), \
                    \(expected.outcomes.count), \(expected.racy)
                    \(program.threads.map(\.instructions))
                    """)
                return
            }
        }
    }
}
