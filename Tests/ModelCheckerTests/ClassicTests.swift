import Language
import Litmus
import ModelChecker
import Support
import Testing

@Suite struct ClassicTableTests {
    @Test(arguments: ClassicTests.all, ModelName.allCases)
    func everyModelAnswersAsThePapersDo(_ test: ClassicTest, _ model: ModelName) throws {
        let program = try program(test.text)
        let exploration = explore(program, CheckOptions(model: model))
        #expect(exploration.properties.map(\.holds) == [test.allowedBy.contains(model.rawValue)], "\(test.text)")
        #expect(exploration.isComplete)
        #expect(exploration.errors.isEmpty)
    }

    @Test(arguments: ModelName.allCases)
    func storeBufferingIsWeakOnlyWithoutSeqCst(_ model: ModelName) {
        let relaxed = explore(ClassicPrograms.storeBuffering(.relaxed, .relaxed), CheckOptions(model: model))
        #expect(relaxed.executions == (model == .sc ? 3 : 4))
        #expect(relaxed.outcomes.contains { $0.outcome == Outcome([0, 0]) } == (model != .sc))
        #expect(relaxed.outcomes.filter(\.isWeak).map(\.outcome) == (model == .sc ? [] : [Outcome([0, 0])]))
        let strong = explore(ClassicPrograms.storeBuffering(.seqCst, .seqCst), CheckOptions(model: model))
        #expect(strong.executions == 3)
        #expect(strong.outcomes.allSatisfy { !$0.isWeak })
    }
}
