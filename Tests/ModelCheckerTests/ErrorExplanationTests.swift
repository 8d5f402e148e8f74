import Litmus
import ModelChecker
import Testing

/// What is said of an error that only a weak model allows.
@Suite struct ErrorExplanationTests {
    private static let messagePassing = """
        atomic ready, data
        thread A { data.store(42, Relaxed); ready.store(1, Relaxed) }
        thread B { if ready.load(Relaxed) == 1 { assert(data.load(Relaxed) == 42) } }
        """

    @Test(arguments: [1, 3])
    func aFailureThatOnlyAWeakModelAllowsIsExplained(jobs: Int) throws {
        let exploration = try explore(Self.messagePassing) { $0.jobs = jobs }
        let explanation = try #require(exploration.errors.first?.explanation)
        let reordering = "nothing keeps A's Relaxed store to data before its Relaxed store to ready"
        #expect(explanation.sentence.contains(reordering))
        #expect(explanation.cycle == "A: data.store →po A: ready.store →rf B: ready.load →po B: data.load →rb "
            + "A: data.store, which only sc forbids")
    }

    @Test func aLivelockThatOnlyStoreBuffersAllowIsExplained() throws {
        let error = try #require(explore("""
            atomic x, y, go
            thread A { x.store(1, Relaxed); if y.load(Relaxed) == 0 { while go.load(Relaxed) == 0 { } } }
            thread B { y.store(1, Relaxed); if x.load(Relaxed) == 1 { go.store(1, Relaxed) } }
            """, .tso).errors.first)
        #expect(error.kind == .livelock)
        #expect(error.explanation?.sentence.contains("A's load of y overtakes its store to x") ?? false)
    }

    /// The first execution that fails is one that no interleaving explains, but there are others.
    @Test(arguments: [1, 2], [true, false])
    func ofTheExecutionsThatFailOneUnderScIsShownWhereThereIsOne(_ jobs: Int, _ isFirst: Bool) throws {
        let (store, load) = ("thread A { x.store(1, Relaxed); y.store(1, Relaxed) }",
                             "thread B { let r = y.load(Relaxed); let s = x.load(Relaxed); assert(r == s) }")
        let exploration = try explore("atomic x, y\n" + (isFirst ? store + "\n" + load : load + "\n" + store)) {
            $0.jobs = jobs
        }
        #expect(exploration.errors.count == 1)
        let error = try #require(exploration.errors.first)
        #expect(error.explanation == nil, "r = 0 and s = 1 need no weak memory; r = 1 and s = 0 do")
        #expect(error.witness?.events.filter { $0.thread == (isFirst ? 1 : 0) }.map(\.valueRead) == [0, 1])
    }

    @Test(arguments: ModelName.allCases)
    func aFailureThatInterleavingExplainsHasNoExplanation(_ model: ModelName) throws {
        let error = try #require(explore("atomic x\nthread A { x.store(1) }\nthread B { assert(x.load() == 0) }", model)
            .errors.first)
        #expect(error.kind == .assertion && error.explanation == nil)
    }

    @Test func aRaceSaysWhatIsMissingItself() throws {
        let error = try #require(explore("""
            atomic ready
            var data
            thread A { data = 42; ready.store(1, Relaxed) }
            thread B { if ready.load(Relaxed) == 1 { let r = data } }
            """).errors.first)
        #expect(error.kind == .race && error.explanation == nil)
    }
}
