import Litmus
import ModelChecker
import Testing

@Suite struct ExplanationTests {
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

    /// Without what stands between them, nothing would keep the stores before the loads.
    @Test(arguments: [
        (ModelName.rc11, "fence(SeqCst)", "A: fence(SeqCst) →po A: y.load →rb B: y.store →po B: fence(SeqCst) →po "
            + "B: x.load →rb A: x.store →po A: fence(SeqCst), in psc: SC"),
        (.tso, "fence(SeqCst)", "A: x.store →po A: fence(SeqCst) →po A: y.load →rb B: y.store →po B: fence(SeqCst) →po "
            + "B: x.load →rb A: x.store, in ppo ∪ fenced ∪ rfe ∪ mo ∪ rb: TSO"),
        (.tso, "w.swap(1, Relaxed)", "A: x.store →po A: w.swap →po A: y.load →rb B: y.store →po "
            + "B: v.swap →po B: x.load →rb A: x.store, in ppo ∪ fenced ∪ rfe ∪ mo ∪ rb: TSO"),
        (.sc, "fence(SeqCst)", "A: x.store →po A: y.load →rb B: y.store →po B: x.load →rb A: x.store, "
            + "in po ∪ rf ∪ mo ∪ rb: SC"),
    ])
    func theBarrierThatMakesTheCycleForbiddenIsShown(_ model: ModelName, _ barrier: String, _ cycle: String) throws {
        let explanation = try explore("""
            atomic x, y, v, w
            thread A { x.store(1, Relaxed); \(barrier); let r1 = y.load(Relaxed) }
            thread B { y.store(1, Relaxed); \(barrier.replacing("w.", with: "v.")); let r2 = x.load(Relaxed) }
            forbid (A.r1 == 0 && B.r2 == 0)
            """, model).properties.first?.explanation
        #expect(explanation?.cycle == cycle)
    }

    /// B's fence comes after what B has read from D; it is D's store that A's comes before.
    @Test func aStepInPSCNamesTheStoreThatItGoesThrough() throws {
        let explanation = try explore("""
            atomic x, y
            thread A { let r0 = y.load(); let r1 = x.swap(2) }
            thread B { let r2 = x.load(); fence(SeqCst); let r3 = y.load() }
            thread C { y.store(1) }
            thread D { x.store(3) }
            forbid (A.r0 == 1 && B.r2 == 3 && B.r3 == 0 && A.r1 == 0 && x == 3)
            """, .rc11).properties.first?.explanation
        #expect(explanation?.cycle == "A: y.load →po A: x.swap →rb D: x.store →hb B: fence(SeqCst) →po B: y.load →rb "
                + "C: y.store →rf A: y.load, in psc: SC")
    }

    /// psc_F: between two fences any way along rf, mo and rb will do, and it is spelled out.
    @Test func aWayBetweenFencesIsSpelledOut() throws {
        let explanation = try explore("""
            atomic x, y, z
            thread A { x.store(1, Relaxed); fence(SeqCst); let r1 = y.load(Relaxed) }
            thread B { y.store(1, Relaxed) }
            thread C { let r2 = y.load(Relaxed); fence(SeqCst); let r3 = x.load(Relaxed) }
            forbid (A.r1 == 0 && C.r2 == 1 && C.r3 == 0)
            """, .rc11).properties.first?.explanation
        #expect(explanation?.cycle == "A: fence(SeqCst) →po A: y.load →rb B: y.store →rf C: y.load →po "
                + "C: fence(SeqCst) →po C: x.load →rb A: x.store →po A: fence(SeqCst), in psc: SC")
    }

    @Test func operationsOnObjectsAreNamedAsTheLanguageNamesThem() throws {
        let cycles = try explore("""
            semaphore s(1)
            rwlock l
            atomic y, z
            thread A { let a = s.try_acquire(); let r = y.load() }
            thread B { y.store(1); let k = s.try_acquire() }
            thread C { let q = l.try_write(); let r = z.load() }
            thread D { z.store(1); let q = l.try_read() }
            exists (A.r == 0 && A.a == 0)
            exists (C.r == 0 && C.q == 0)
            """, .sc).properties.map(\.explanation?.cycle)
        #expect(cycles == [
            "A: s.try_acquire →po A: y.load →rb B: y.store →po B: s.try_acquire →rf A: s.try_acquire",
            "C: l.try_write →po C: z.load →rb D: z.store →po D: l.try_read →rf C: l.try_write",
        ].map { $0 + ", in po ∪ rf ∪ mo ∪ rb: SC" })
    }

    @Test(arguments: ["A.r == 42", "A.r > 41", "A.r != 0", "A.r * 2 == 84", "x == 7", "A.r == B.s && B.s >= 5"])
    func aCopiedValueThatNobodyHadFirstIsOutOfThinAirHoweverThePropertySaysIt(_ condition: String) throws {
        let explanation = try explore("""
            atomic x, y
            thread A { let r = x.load(Relaxed); y.store(r, Relaxed) }
            thread B { let s = y.load(Relaxed); x.store(s, Relaxed) }
            forbid (\(condition))
            """, .rc11).properties.first?.explanation
        #expect(explanation?.axiom == "no-thin-air")
        #expect(explanation?.cycle
                == "A: x.load →po A: y.store →rf B: y.load →po B: x.store →rf A: x.load, in sb ∪ rf: no-thin-air")
    }

    @Test(arguments: ModelName.allCases)
    func whatSpawnedThreadsCannotDoIsExplainedToo(_ model: ModelName) throws {
        let lostUpdate = try explore("""
            atomic x
            thread M { spawn W; x.fetch_add(1, Relaxed); join W }
            thread W { x.fetch_add(1, Relaxed) }
            forbid (x == 1)
            """, model).properties.first?.explanation
        #expect(lostUpdate?.axiom == "atomicity")
        let loadBuffering = try explore("""
            atomic x, y
            thread M { spawn W; let r = x.load(Relaxed); y.store(1, Relaxed) }
            thread W { let r = y.load(Relaxed); x.store(1, Relaxed) }
            forbid (M.r == 1 && W.r == 1)
            """, model).properties.first?.explanation
        #expect(loadBuffering?.cycle?.hasPrefix(
            "M: x.load →po M: y.store →rf W: y.load →po W: x.store →rf M: x.load, in ") == true)
        let beforeTheSpawn = try explore("""
            atomic x, y
            thread M { let r = x.load(Relaxed); spawn W }
            thread W { x.store(1, Relaxed) }
            forbid (M.r == 1)
            """, model).properties.first?.explanation
        #expect(beforeTheSpawn?.cycle?.hasPrefix("M: x.load →") == true)
    }

    /// A thread that starts itself by what it does is no explanation: nobody starts W, so nothing that it does happens.
    @Test func aThreadThatNobodyStartsDoesNothingInAnExplanationEither() throws {
        let explanation = try explore("""
            atomic x
            thread M { if x.load() == 1 { spawn V }; let q = 1 }
            thread V { spawn W }
            thread W { x.store(1); spawn V }
            forbid (x == 1)
            """, .rc11).properties.first?.explanation
        #expect(explanation?.axiom == nil || explanation?.cycle?.contains("x.store →rf M: x.load") == true)
    }

    /// In a graph that could be, sections do not overlap: what is at odds is something else.
    @Test(arguments: ["mutex m\n", "rwlock m\n"], ModelName.allCases)
    func whatLocksForbidIsNotExplainedByTwoThreadsThatHoldOne(_ object: String, _ model: ModelName) throws {
        let lock = object.hasPrefix("mutex") ? "m.lock()" : "m.write()"
        let explanations = try explore(object + """
            atomic x, y
            thread A { \(lock); x.store(1, Relaxed); let r = y.load(Relaxed); m.unlock() }
            thread B { \(lock); y.store(1, Relaxed); let r = x.load(Relaxed); m.unlock() }
            forbid (A.r == 1 && B.r == 1)
            forbid (A.r == 3)
            """, model).properties.map(\.explanation)
        // An rwlock's unlock is a read-modify-write, and so is rb before what follows it.
        let handOver = "A: m.unlock →\(object.hasPrefix("mutex") ? "rf" : "rb") B: \(lock.dropLast(2))"
        let expected: [ModelName: String] = [
            .sc: "A: y.load →po \(handOver) →po B: y.store →rf A: y.load, in po ∪ rf ∪ mo ∪ rb: SC",
            .tso: "A: y.load →po \(handOver) →po B: y.store →rf A: y.load, in ppo ∪ fenced ∪ rfe ∪ mo ∪ rb: TSO",
            .rc11: "A: y.load →hb B: y.store →rf A: y.load, in hb ; eco: coherence",
        ]
        #expect(explanations[0]?.cycle == expected[model])
        #expect(explanations[1]?.sentence
                == "no execution ends so under any model: no choice of what the loads read gives these values")
    }

    @Test func semaphoresAndBarriersAreWhatTheyAreInExplanations() throws {
        let explanations = try explore("""
            semaphore s(1)
            barrier b(2)
            atomic x, y
            thread A { let a = s.try_acquire(); let r = x.load(Relaxed); b.wait(); y.store(1, Relaxed) }
            thread B { let a = s.try_acquire(); let r = y.load(Relaxed); b.wait(); x.store(1, Relaxed) }
            forbid (A.a == 0 && B.a == 0)
            forbid (A.r == 1)
            """, .rc11).properties.map(\.explanation)
        #expect(explanations[0]?.sentence
                == "no execution ends so under any model: no choice of what the loads read gives these values")
        #expect(explanations[1]?.axiom == "coherence")
        #expect(explanations[1]?.cycle == "A: x.load →hb B: x.store →rf A: x.load, in hb ; eco: coherence")
    }

    @Test func whatIsTooLargeToBeLookedThroughIsSaidNotToBeExplained() throws {
        let explanation = try explore("""
            atomic x, y
            thread A { for i in 0..40 { y.store(x.load(Relaxed), Relaxed) } }
            thread B { let s = y.load(Relaxed); x.store(s, Relaxed) }
            forbid (x == 9)
            """, .rc11).properties.first?.explanation
        #expect(explanation?.axiom == nil)
        #expect(explanation?.sentence.hasPrefix("not explained: ") == true)
    }

    /// Two exchanges that both find 0 break atomicity; that the stores' order could be against B's own would be odd.
    @Test(arguments: ModelName.allCases)
    func ofSeveralExplanationsOneThatIsCoherentIsShown(_ model: ModelName) throws {
        let explanation = try explore("""
            atomic x
            thread A { let r = x.swap(1, Relaxed) }
            thread B { x.store(2, Relaxed); x.store(3, Relaxed) }
            forbid (A.r == 2 && x == 1)
            """, model).properties.first?.explanation
        #expect(explanation?.axiom == "atomicity")
        #expect(explanation?.cycle == "A: x.swap →rb B: x.store →mo A: x.swap, in rmw ∩ (rb ; mo): atomicity")
    }

    /// Each store stands where only the other thread's can let it happen.
    @Test func aStoreThatIsItsOwnCauseIsOutOfThinAir() throws {
        let explanation = try explore("""
            atomic x, y
            thread A { if x.load(Relaxed) == 3 { y.store(3, Relaxed) } }
            thread B { if y.load(Relaxed) == 3 { x.store(3, Relaxed) } }
            forbid (x > 0)
            """, .rc11).properties.first?.explanation
        #expect(explanation?.axiom == "no-thin-air")
    }

    @Test func whereNotEveryValueCanBeTriedItIsNotClaimedThatNoneWouldDo() throws {
        let explanation = try explore("""
            atomic x, y
            thread A { let r = x.load(Relaxed); y.store(r * 2, Relaxed) }
            thread B { let s = y.load(Relaxed); x.store(s * 2, Relaxed) }
            forbid (A.r == 3)
            """, .rc11).properties.first?.explanation
        #expect(explanation?.axiom == nil)
        #expect(explanation?.sentence == "no execution ends so under any model: "
                + "no choice of what the loads read was found that gives these values")
    }

    @Test(arguments: ModelName.allCases)
    func whatAnAssumeDropsIsNotBlamedOnTheModel(_ model: ModelName) throws {
        let explanations = try explore("""
            atomic x, y
            thread A {
                x.store(1, Relaxed)
                let r = y.load(Relaxed)
                assume(r == 1)
            }
            thread B { y.store(1, Relaxed); let s = x.load(Relaxed) }
            forbid (A.r == 0)
            forbid (A.r == 0 && B.s == 0)
            """, model).properties.map(\.explanation)
        let sentence = "A's `assume(r == 1)` on line 5 drops every execution that ends so"
        #expect(explanations[0]?.sentence == sentence)
        #expect(explanations[0]?.axiom == nil)
        if model == .sc {
            #expect(explanations[1]?.axiom == "SC")
            let beginning = "even if nothing were assumed, the axiom SC of sc forbids it"
            #expect(explanations[1]?.sentence.hasPrefix(beginning) == true)
        } else {
            #expect(explanations[1]?.sentence == sentence)
        }
    }

    @Test func ofSeveralAssumesTheOnesThatMatterAreNamed() throws {
        let properties = try explore("""
            atomic x
            thread A { let r = x.load(); assume(r == 1) }
            thread B { let s = x.load(); assume(s == 1) }
            thread C { x.store(1) }
            forbid (A.r == 0)
            forbid (A.r == 0 && B.s == 0)
            """, .sc).properties
        let (first, second) = ("A's `assume(r == 1)` on line 2", "B's `assume(s == 1)` on line 3")
        #expect(properties[0].explanation?.sentence == "\(first) drops every execution that ends so")
        #expect(properties[1].explanation?.sentence == "\(first) and \(second) together drop every execution that ends so")
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

    /// The store that the outcome does not need, and the load that it does not name, are no part of the answer.
    @Test(arguments: [
        "thread A { x.store(1); x.store(2); let r1 = y.load() }\nthread B { y.store(1); let r2 = x.load() }",
        "thread A { x.store(1); let r1 = y.load() }\nthread B { y.store(1); let r2 = x.load(); x.store(3); let r3 = x.load() }",
    ])
    func theCycleIsOneThatTheOutcomeNeeds(_ threads: String) throws {
        let explanation = try explore("atomic x, y\n\(threads)\nforbid (A.r1 == 0 && B.r2 == 0)", .sc).properties.first?.explanation
        #expect(explanation?.cycle?.hasPrefix("A: x.store →po A: y.load →rb B: y.store →po B: x.load →rb A: x.store") == true)
    }

    @Test(arguments: ModelName.allCases)
    func valuesOutOfThinAirAreForbiddenByTheAxiomThatKeepsCausesBeforeEffects(_ model: ModelName) throws {
        let explanation = try explore("""
            atomic x, y
            thread A { let r1 = x.load(Relaxed); y.store(1, Relaxed) }
            thread B { let r2 = y.load(Relaxed); x.store(1, Relaxed) }
            forbid (A.r1 == 1 && B.r2 == 1)
            """, model).properties.first?.explanation
        #expect(explanation?.axiom == [.sc: "SC", .tso: "TSO", .rc11: "no-thin-air"][model])
        #expect(explanation?.cycle?.hasPrefix("A: x.load →po A: y.store →rf B: y.load →po B: x.store →rf A: x.load") == true)
    }

    @Test(arguments: ModelName.allCases)
    func twoAdditionsToOneValueAreAgainstAtomicity(_ model: ModelName) throws {
        let explanation = try explore("""
            atomic x
            thread A { let r1 = x.fetch_add(1, Relaxed) }
            thread B { let r2 = x.fetch_add(1, Relaxed) }
            forbid (A.r1 == 0 && B.r2 == 0)
            """, model).properties.first?.explanation
        #expect(explanation?.axiom == "atomicity")
        #expect(explanation?.cycle?.contains("x.fetch_add →rb") == true)
    }

    @Test func whereNothingReachesItsEndThatIsSaid() throws {
        let explanation = try explore("mutex m\nthread A { m.lock(); m.lock(); let r = 1 }\nexists (A.r == 1)")
            .properties.first?.explanation
        #expect(explanation?.axiom == nil)
        #expect(explanation?.sentence.contains("no execution reaches its end") == true)
    }

    /// What is said of the first weak outcome, or of the one that is meant.
    private func sentence(_ text: String, _ model: ModelName,
                          of isMeant: ([Int64]) -> Bool = { _ in true }) throws -> String {
        let weak = try explore("atomic x, y\n" + text, model).outcomes.filter(\.isWeak)
        return try #require(weak.first { isMeant($0.outcome.values) }?.explanation?.sentence)
    }

    @Test(arguments: ["x.store(1, Relaxed); fence(SeqCst)", "x.store(1)"])
    func underTSOAStoreThatLeavesTheBufferIsNotOvertaken(_ store: String) throws {
        let sentence = try sentence("""
            thread A { \(store); let r1 = y.load(Relaxed) }
            thread B { y.store(1, Relaxed); let r2 = x.load(Relaxed) }
            observe A.r1, B.r2
            """, .tso)
        #expect(sentence == "B's load of x overtakes its store to y, which waits in the store buffer")
    }

    /// A reads w = 1 from D, which has read A's store: it has left the buffer before A's second load.
    @Test func underTSOAStoreThatAnotherThreadHasReadAndAnsweredIsNotOvertaken() throws {
        let sentence = try sentence("""
            atomic w
            thread A { x.store(1, Relaxed); let q = w.load(Relaxed); let r = y.load(Relaxed) }
            thread D { let p = x.load(Relaxed); w.store(p, Relaxed) }
            thread C { y.store(1, Relaxed); let r = x.load(Relaxed) }
            observe A.q, A.r, C.r
            """, .tso) { $0 == [1, 0, 0] }
        #expect(sentence == "C's load of x overtakes its store to y, which waits in the store buffer")
    }

    @Test(arguments: [
        ("Release", ""), ("Relaxed", "fence(Release)"),
    ])
    func whatAReleaseKeepsIsNotCalledReordered(_ order: String, _ fence: String) throws {
        let sentence = try sentence("""
            thread A { x.store(1, Relaxed); \(fence); y.store(1, \(order)) }
            thread B { let r1 = y.load(Relaxed); let r2 = x.load(Relaxed) }
            observe B.r1, B.r2
            """, .rc11)
        #expect(!sentence.contains("nothing keeps A's"))
        #expect(sentence.contains("nothing keeps B's Relaxed load of y before its Relaxed load of x"))
    }

    /// To make A's accesses SeqCst, or to put a fence between them, does not forbid it: B's would have to be, too.
    @Test(arguments: ["", "fence(SeqCst);"])
    func whatIsLeftToDoOnTheOtherSideIsSaid(_ fence: String) throws {
        let sentence = try sentence("""
            thread A { y.store(2, Release); \(fence) let r = x.load(Acquire) }
            thread B { x.store(1, Release); y.store(1, Release) }
            observe A.r, y
            """, .rc11)
        #expect(sentence.contains("nothing keeps A's Release store to y before its Acquire load of x") == fence.isEmpty)
        #expect(sentence.hasSuffix("the threads need not agree on one order of all stores: only SeqCst accesses or fences "
            + "on all of them would have one"))
    }

    /// With B's fence it takes no more than that B's load acquires what A releases.
    @Test func whereAllElseIsSequentiallyConsistentOnlyTheMissingSynchronisationIsNamed() throws {
        func weak(_ release: String, _ acquire: String) throws -> String? {
            try explore("""
                atomic x, y
                thread A { x.store(1, \(release)) }
                thread B { let a = x.load(\(acquire)); fence(SeqCst); let b = y.load(Relaxed) }
                thread C { y.store(1, SeqCst); let c = x.load(SeqCst) }
                observe B.a, B.b, C.c
                """).outcomes.first { $0.isWeak }?.explanation?.sentence
        }
        #expect(try weak("Relaxed", "Relaxed") == "B's Relaxed load of x does not synchronise with A's Relaxed store")
        #expect(try weak("Release", "Acquire") == nil)
    }

    /// The fence synchronises B with D, which is no help with x.
    @Test func whatSynchronisesByAnotherValueIsNoSynchronisationOfThisOne() throws {
        let outcomes = try explore("""
            atomic x, y, z
            thread A { x.store(1, Relaxed) }
            thread B { let a = x.load(Relaxed); let q = z.load(Relaxed); fence(SeqCst); let b = y.load(Relaxed) }
            thread C { y.store(1, SeqCst); let c = x.load(SeqCst) }
            thread D { z.store(1, Release) }
            observe B.a, B.q, B.b, C.c
            """).outcomes.filter { $0.isWeak && $0.outcome.values[0] == 1 && $0.outcome.values[2...] == [0, 0] }
        #expect(outcomes.map { $0.outcome.values[1] } == [0, 1])
        for outcome in outcomes {
            #expect(outcome.explanation?.sentence == "B's Relaxed load of x does not synchronise with A's Relaxed store")
        }
    }

    /// To herd's x86 model an exchange is two events, of which each has its moment.
    @Test func aWitnessOfASplitExchangeHasAllItsEvents() throws {
        let exploration = try explore("""
            C sbx
            {}
            P0 (atomic_int* x, atomic_int* y) {
              atomic_store(x, 1);
              int r1 = atomic_load_explicit(y, memory_order_relaxed);
            }
            P1 (atomic_int* x, atomic_int* y) {
              atomic_store(y, 1);
              int r0 = atomic_load_explicit(x, memory_order_relaxed);
            }
            exists (0:r1=0 /\\ 1:r0=0)
            """, .tso)
        for outcome in exploration.outcomes {
            let witness = try #require(outcome.witness)
            #expect(witness.events.count == 6 && !witness.steps.isEmpty)
        }
    }

    @Test func aReadThatHappensBeforeWhatItReadsHasBothInItsCycle() throws {
        let explanation = try explore("""
            atomic y
            thread A { spawn C; join C; spawn B }
            thread B { let b = y.swap(2, AcqRel) }
            thread C { let c = y.load(Acquire) }
            forbid (C.c == 2)
            """).properties.first?.explanation
        #expect(explanation?.cycle == "C: y.load →hb B: y.swap →rf C: y.load, in hb ; eco: coherence")
    }

    /// The execution under sc that ends so goes round the loop more often than the bound allows.
    @Test(arguments: [2, 16])
    func whereABoundWasMetOnlyWhatScCannotDoEitherIsCalledWeak(_ unroll: Int) throws {
        let exploration = try explore("""
            atomic x, y
            thread A { x.store(1, Relaxed); let r = y.load(Relaxed); let n = 0; let q = 0
                while r == 1 && n < 5 { n = n + 1; x.store(1, Relaxed) }
                if r == 0 || n == 5 { q = 1 } }
            thread B { y.store(1, Relaxed); let r2 = x.load(Relaxed) }
            observe A.q, B.r2
            """, .tso) { $0.unroll = unroll }
        #expect(exploration.boundedLoops.isEmpty == (unroll > 5))
        #expect(exploration.outcomes.contains { $0.outcome.values == [1, 0] })
        #expect(exploration.outcomes.allSatisfy { !$0.isWeak })
    }

    @Test(arguments: [ModelName.tso, .rc11])
    func whatASpawnOrdersIsNotCalledReordered(_ model: ModelName) throws {
        let sentence = try sentence("""
            thread A { x.store(1, Relaxed); spawn B }
            thread B { let r = y.load(Relaxed) }
            thread C { y.store(1, Relaxed); let s = x.load(Relaxed) }
            observe B.r, C.s
            """, model)
        #expect(!sentence.contains("A's"))
        #expect(sentence.hasPrefix(model == .tso ? "C's load of x overtakes its store to y"
            : "nothing keeps C's Relaxed store to y before its Relaxed load of x"))
    }

    @Test func aReadModifyWriteIsCalledOne() throws {
        let sentence = try sentence("""
            thread A { let r1 = x.swap(1, Relaxed); let r2 = y.load(Relaxed) }
            thread B { let r3 = y.swap(1, Relaxed); let r4 = x.load(Relaxed) }
            observe A.r2, B.r4
            """, .rc11)
        #expect(sentence.contains("nothing keeps A's Relaxed read-modify-write of x before its Relaxed load of y"))
    }

    @Test func independentReadsLackOneOrderOfAllStores() throws {
        let sentence = try sentence("""
            thread A { x.store(1, Release) }
            thread B { y.store(1, Release) }
            thread C { let r1 = x.load(Acquire); let r2 = y.load(Acquire) }
            thread D { let r3 = y.load(Acquire); let r4 = x.load(Acquire) }
            observe C.r1, C.r2, D.r3, D.r4
            """, .rc11)
        #expect(sentence.contains("need not agree on one order"))
    }
}
