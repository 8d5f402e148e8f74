import Litmus
import ModelChecker
import Support
import Testing

@Suite struct ClassicTests {
    @Test(arguments: ModelName.allCases)
    func storeBufferingIsWeakOnlyWithoutSeqCst(_ model: ModelName) {
        let relaxed = explore(ClassicPrograms.storeBuffering(.relaxed, .relaxed), CheckOptions(model: model))
        #expect(relaxed.executions == (model == .sc ? 3 : 4))
        #expect(relaxed.outcomes.contains { $0.outcome == Outcome([0, 0]) } == (model != .sc))
        #expect(relaxed.outcomes.filter(\.isWeak).map(\.outcome) == (model == .sc ? [] : [Outcome([0, 0])]))
        let strong = explore(ClassicPrograms.storeBuffering(.seqCst, .seqCst), CheckOptions(model: model))
        #expect(strong.executions == 3)
        print(relaxed.outcomes.last!.witness!, relaxed.outcomes.first!.witness!.steps)
    }
}
