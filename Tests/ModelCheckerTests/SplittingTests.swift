import Language
import Litmus
import ModelChecker
import Testing

@Suite struct SplittingTests {
    private static let text = """
        atomic x = 1, y = 1
        var data
        thread a { for i in 0..2 { let p = x.load(Acquire); x.store(p + y.load(Acquire), Release) } data = 1 }
        thread b { for i in 0..2 { let p = x.load(Acquire); y.store(p + y.load(Acquire), Release) } }
        thread c { if y.load(Relaxed) == 5 { data = 2 } assert(x.load(Relaxed) != 4) }
        observe x, y
        exists (x == 4)
        """

    @Test(arguments: ModelName.allCases, [1, 5])
    func partsTogetherGiveWhatASingleRunGives(_ model: ModelName, _ count: Int) throws {
        let program = try #require(parse(Self.text).program)
        let options = CheckOptions(model: model)
        let single = explore(program, options)
        let parts = split(program, options, into: count)
        #expect(parts.count == count)
        #expect(abs(parts.reduce(0) { $0 + $1.share } - 1) < 0.5)
        // The order in which results come in must not matter.
        let results = parts.reversed().map { explore($0, of: program, options) }
        let merged = try merge(results, of: program, options)
        #expect(merged.executions == single.executions)
        #expect(merged.blocked == single.blocked)
        #expect(merged.racyExecutions == single.racyExecutions)
        #expect(merged.outcomes.map(\.outcome) == single.outcomes.map(\.outcome))
        #expect(merged.outcomes.map(\.executions) == single.outcomes.map(\.executions))
        #expect(merged.outcomes.map(\.witness) == single.outcomes.map(\.witness))
        #expect(merged.errors.map(\.message) == single.errors.map(\.message))
        #expect(merged.errors.map(\.witness) == single.errors.map(\.witness))
        #expect(merged.properties.map(\.holds) == single.properties.map(\.holds))
        #expect(merged.properties.map(\.witness) == single.properties.map(\.witness))
    }

    @Test func missingAndRepeatedPartsAreRefused() throws {
        let program = try #require(parse(Self.text).program)
        let results = split(program, CheckOptions(), into: 3).map { explore($0, of: program, CheckOptions()) }
        #expect(throws: MergeError.self) { try merge(Array(results.dropLast()), of: program, CheckOptions()) }
        #expect(throws: MergeError.self) { try merge(results + [results[0]], of: program, CheckOptions()) }
        #expect(throws: MergeError.self) { try merge([], of: program, CheckOptions()) }
    }

    @Test func samplesAreExecutionsAndNoProof() throws {
        let program = try #require(parse(Self.text).program)
        for model in ModelName.allCases {
            var options = CheckOptions(model: model)
            let all = Set(explore(program, options).outcomes.map(\.outcome))
            options.sample = 200
            let sample = explore(program, options)
            #expect(!sample.isComplete)
            #expect(sample.executions + sample.blocked == 200)
            #expect(sample.outcomes.count > 5)
            #expect(sample.outcomes.allSatisfy { all.contains($0.outcome) })
        }
    }
}
