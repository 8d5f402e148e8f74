import Language
import Litmus
import ModelChecker
import Support
import Testing

/// herd7's logs are the oracle: states, numbers of executions, and races. A third of the corpus under each model,
/// another one each time; debug builds also check every graph that is visited against the axioms as relations.
@Suite struct HerdAgreementTests {
    /// What a log says of one test.
    private struct Answer {
        var states: Set<String> = []
        var executions = 0
        var isUndefined = false
    }

    @Test(arguments: Array(ModelName.allCases.enumerated()).map { ($0.offset, $0.element) })
    func statesAndCountsAreHerds(_ part: Int, _ model: ModelName) throws {
        let answers = try Self.answers(of: model)
        #expect(answers.count > 300)
        for (number, name) in answers.keys.sorted().enumerated() where number % 3 == part {
            let program = try #require(parse(try TestResources.litmus(name)).program)
            let exploration = explore(program, CheckOptions(model: model))
            let states = exploration.outcomes.map { outcome in
                zip(program.observed, outcome.outcome.values).map { "\(Self.column($0, program))=\($1)" }.sorted().joined(separator: " ")
            }
            let expected = try #require(answers[name])
            #expect(Set(states) == expected.states, "\(name) under \(model)")
            #expect(exploration.executions == expected.executions, "\(name) under \(model)")
            if model == .rc11 { #expect((exploration.racyExecutions > 0) == expected.isUndefined, "\(name)") }
        }
    }

    private static func column(_ observable: Observable, _ program: Program) -> String {
        switch observable {
        case .register(let thread, let register): "\(thread):\(program.threads[thread].registers[register].name ?? "?")"
        case .location(let location): "[\(program.locations[location].name)]"
        }
    }

    private static func answers(of model: ModelName) throws -> [String: Answer] {
        var answers: [String: Answer] = [:]
        var name = ""
        var statesLeft = 0
        for line in try TestResources.herdLog(model.rawValue).split(separator: "\n") {
            let words = line.split(separator: " ")
            if line.hasPrefix("Test ") {
                name = String(words[1])
                answers[name] = Answer()
            } else if line.hasPrefix("States ") {
                statesLeft = Int(words[1]) ?? 0
            } else if statesLeft > 0 {
                statesLeft -= 1
                let state = line.split(separator: ";").map { $0.filter { !$0.isWhitespace } }.filter { !$0.isEmpty }
                answers[name]?.states.insert(state.sorted().joined(separator: " "))
            } else if line.hasPrefix("Positive: ") {
                answers[name]?.executions = (Int(words[1]) ?? 0) + (Int(words[3]) ?? 0)
            } else if line.hasPrefix("Flag *undef*") || line == "Undef" {
                answers[name]?.isUndefined = true
            }
        }
        return answers
    }
}
