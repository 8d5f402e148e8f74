import Language
import Litmus
import ModelChecker
import Testing

@Suite struct ExplanationTests {
    private func explore(_ text: String, _ model: ModelName) throws -> Exploration {
        ModelChecker.explore(try #require(parse(text).program), CheckOptions(model: model))
    }

    private static let storeBuffering = """
        atomic x, y
        thread A { x.store(1); let r1 = y.load() }
        thread B { y.store(1); let r2 = x.load() }
        forbid (A.r1 == 0 && B.r2 == 0)
        """

    @Test func theCycleThatForbidsStoreBufferingIsShown() throws {
        let cycle = "A: x.store →po A: y.load →rb B: y.store →po B: x.load →rb A: x.store, in "
        let expected: [ModelName: (String, String)] = [
            .sc: ("SC", "po ∪ rf ∪ mo ∪ rb: SC"), .tso: ("TSO", "ppo ∪ fenced ∪ rfe ∪ mo ∪ rb: TSO"), .rc11: ("SC", "psc: SC"),
        ]
        for (model, (axiom, end)) in expected {
            let explanation = try explore(Self.storeBuffering, model).properties.first?.explanation
            #expect(explanation?.axiom == axiom)
            #expect(explanation?.cycle == cycle + end)
        }
    }

    @Test func staleDataAfterAnAcquireIsAgainstCoherence() throws {
        let explanation = try explore("""
            atomic data, ready
            thread A { data.store(1, Relaxed); ready.store(1, Release) }
            thread B { let r = ready.load(Acquire); let d = data.load(Relaxed) }
            exists (B.r == 1 && B.d == 0)
            """, .rc11).properties.first?.explanation
        #expect(explanation?.axiom == "coherence")
        #expect(explanation?.cycle == "A: data.store →hb B: data.load →rb A: data.store, in hb ; eco: coherence")
    }

    @Test func aValueThatNobodyWritesIsForbiddenByNoAxiom() throws {
        let explanation = try explore("atomic x\nthread A { x.store(1); let r = x.load() }\nexists (A.r == 7)", .rc11)
            .properties.first?.explanation
        #expect(explanation?.axiom == nil)
        #expect(explanation?.sentence.contains("under any model") == true)
    }

    @Test func weakOutcomesNameTheReordering() throws {
        let text = Self.storeBuffering.replacing("(1)", with: "(1, Relaxed)").replacing("load()", with: "load(Relaxed)")
        let tso = try explore(text, .tso).outcomes.first { $0.isWeak }?.explanation
        #expect(tso?.sentence.contains("A's load of y overtakes its store to x, which waits in the store buffer") == true)
        let rc11 = try explore(text, .rc11).outcomes.first { $0.isWeak }?.explanation
        #expect(rc11?.sentence.contains("nothing keeps A's Relaxed store to x before its Relaxed load of y") == true)
        #expect(rc11?.cycle?.hasPrefix("A: x.store →po A: y.load →rb B: y.store") == true)
    }

    @Test func weakMessagePassingNamesTheMissingSynchronisation() throws {
        let weak = try explore("""
            atomic data, ready
            thread A { data.store(1, Relaxed); ready.store(1, Release) }
            thread B { let r = ready.load(Relaxed); let d = data.load(Relaxed) }
            """, .rc11).outcomes.first { $0.isWeak }?.explanation
        #expect(weak?.sentence.contains("B's Relaxed load of ready does not synchronise with A's Release store") == true)
    }
}
