import Language
import Litmus
import ModelChecker
import Support
import Testing

@Suite struct FilterTests {
    @Test(arguments: ["dev0000", "dev0123", "shape0007"], ModelName.allCases)
    func aFilterKeepsTheExecutionsThatEndSo(name: String, model: ModelName) throws {
        let text = try TestResources.litmus(name)
        let whole = explore(try #require(parse(text).program), CheckOptions(model: model))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.hasPrefix("exists") ? "filter (0:r0=0)\n\($0)" : String($0)
        }
        let program = try #require(parse(lines.joined(separator: "\n")).program)
        let kept = explore(program, CheckOptions(model: model))
        let column = try #require(program.observed.firstIndex { program.label(of: $0) == "P0.r0" })
        let expected = whole.outcomes.filter { $0.outcome.values[column] == 0 }
        #expect(kept.outcomes.map(\.outcome) == expected.map(\.outcome))
        #expect(kept.outcomes.map(\.executions) == expected.map(\.executions))
        #expect(kept.executions == expected.reduce(0) { $0 + $1.executions })
        #expect(kept.executions < whole.executions)
    }
}
