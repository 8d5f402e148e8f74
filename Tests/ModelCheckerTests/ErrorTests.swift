import Litmus
import ModelChecker
import Testing

@Suite struct ErrorTests {
    @Test(arguments: ModelName.allCases)
    func aWideVariableThatCanBeTornIsARace(_ model: ModelName) throws {
        let text = "var pair: wide = (0, 0)\nmutex m\nthread A { WRITE }\nthread B { READ }\nobserve B.a, B.b"
        let (write, read) = ("pair = (1, 1)", "let (a, b) = pair")
        let racy = try explore(text.replacing("WRITE", with: write).replacing("READ", with: read), model)
        #expect(racy.errorKinds == [.race], "once, not once for each word")
        #expect(racy.errors[0].message.contains("access pair unordered"))
        #expect(racy.outcomeValues.isSuperset(of: [[0, 0], [1, 1], [0, 1]]))
        let locked = try explore(text.replacing("WRITE", with: "lock m { \(write) }")
            .replacing("READ", with: "lock m { \(read) }"), model)
        #expect(locked.errors.isEmpty)
        #expect(locked.outcomeValues == [[0, 0], [1, 1]])
    }

    @Test(arguments: [
        ("assert(r == 1)", FindingKind.assertion), ("assert(r == 1, \"too soon\")", .assertion), ("panic(\"no\")", .assertion),
        ("let a = 1 / r", .arithmetic), ("let a = 1 % r", .arithmetic),
        ("slot[r - 1].store(1, Relaxed)", .bounds), ("let a = slot[r + 2].load(Relaxed)", .bounds),
        ("slot[r + 2].fetch_add(1, Relaxed)", .bounds), ("let a = slot[-1 - r].compare_exchange(0, 1, AcqRel, Relaxed)", .bounds),
        ("buf[r + 2] = 1", .bounds), ("let a = buf[0 - 1 - r]", .bounds), ("locks[r + 2].lock()", .bounds),
    ])
    func anErrorOfOneExecutionNamesItsThreadAndLine(_ statement: String, _ kind: FindingKind) throws {
        let text = """
            atomic x, slot[2]
            var buf[2]
            mutex locks[2]
            thread A { let r = x.load(Relaxed)
                \(statement) }
            """
        let exploration = try explore(text)
        #expect(exploration.errorKinds == [kind])
        let error = try #require(exploration.errors.first)
        #expect(error.thread == "A")
        #expect(error.line == 5)
        let ended = try #require(error.witness?.blocked.first)
        #expect(try program(text).bodies[ended.thread].origins[ended.instruction].line == 5)
        #expect(!exploration.holds)
        if statement.contains("too soon") { #expect(error.message.contains("too soon")) }
        if kind == .bounds { #expect(error.message.contains("0 to 1")) }
    }

    @Test func whatIsInBoundsIsNoError() throws {
        let exploration = try explore("""
            atomic slot[2]
            thread A { for i in 0..2 { slot[i].store(i + 1, Relaxed) } }
            observe slot[0], slot[1]
            """)
        #expect(exploration.errors.isEmpty)
        #expect(exploration.outcomeValues == [[1, 2]])
    }

    @Test(arguments: ModelName.allCases)
    func anErrorThatOnlyWeakMemoryHasIsFoundThereOnly(_ model: ModelName) throws {
        let exploration = try explore("""
            atomic x, y
            thread A { x.store(1, Relaxed); y.store(1, Relaxed) }
            thread B { if y.load(Relaxed) == 1 { assert(x.load(Relaxed) == 1) } }
            """, model)
        #expect(exploration.errorKinds == (model == .rc11 ? [.assertion] : []))
    }

    @Test(arguments: ModelName.allCases)
    func aRaceIsTheSameUnderEveryModelAndNamesTheMissingEdge(_ model: ModelName) throws {
        let exploration = try explore("""
            atomic ready
            var data
            thread A { data = 42; ready.store(1, Release) }
            thread B { if ready.load(Relaxed) == 1 { let seen = data } }
            """, model)
        #expect(exploration.errorKinds == [.race])
        let message = try #require(exploration.errors.first?.message)
        #expect(message.contains("data = 42") && message.contains("let seen = data"))
        #expect(message.contains("Relaxed load of ready") && message.contains("does not synchronise"))
        // Under rc11 the racing read may miss the write.
        #expect(exploration.racyExecutions == (model == .rc11 ? 2 : 1))
        #expect(exploration.executions == exploration.racyExecutions + 1)
    }

    @Test(arguments: [
        "thread A { data = 1 }\nthread B { data = 2 }",
        "thread A { data = 1 }\nthread B { let r = data }",
        "thread A { data = 1; spawn C }\nthread C { }\nthread B { let r = data }",
    ])
    func unorderedConflictingAccessesRace(_ threads: String) throws {
        #expect(try explore("var data\n" + threads).errorKinds == [.race])
    }

    @Test(arguments: [
        "thread A { let r = data }\nthread B { let r = data }",
        "thread A { data = 1; spawn B }\nthread B { data = 2 }",
        "thread A { spawn B; join B; data = 1 }\nthread B { data = 2 }",
        "thread A { data = 1 }\nfinally { let r = data }",
        "thread A { data = 1; f.store(1, Release) }\nthread B { while f.load(Acquire) == 0 { }\nlet r = data }",
        "thread A { data = 1; fence(Release); f.store(1, Relaxed) }\nthread B { if f.load(Relaxed) { fence(Acquire); data = 2 } }",
    ])
    func accessesThatHappensBeforeOrdersDoNot(_ threads: String) throws {
        #expect(try explore("atomic f\nvar data\n" + threads).errors.isEmpty)
    }

    @Test func aJoinWaitsForAThreadThatAnotherHasYetToSpawn() throws {
        let exploration = try explore("""
            var data
            thread A { join C; let r = data }
            thread B { spawn C }
            thread C { data = 1 }
            observe A.r
            """)
        #expect(exploration.outcomeValues == [[1]])
        #expect(exploration.errors.isEmpty)
    }

    @Test func everyDistinctErrorIsReportedOnce() throws {
        let text = """
            atomic x
            var data
            thread A { data = 1; assert(x.load(Relaxed) == 0)
                assert(x.load(Relaxed) == 0, "again") }
            thread B { x.store(1, Relaxed); data = 2; let q = 1 / (x.load(Relaxed) - 1) }
            """
        let exploration = try explore(text)
        #expect(exploration.errorKinds.sorted { $0.rawValue < $1.rawValue } == [.arithmetic, .assertion, .assertion, .race])
        #expect(Set(exploration.errors.map(\.message)).count == 4)
        #expect(exploration.isComplete)
        let first = try explore(text) { $0.stopsAtFirstError = true }
        #expect(!first.errors.isEmpty)
        #expect(!first.isComplete)
    }

    /// The round in which B looks in vain is what races; whether it counts depends on what B sees after it.
    @Test(arguments: [
        ("while f.load(Acquire) == 0 { let r = d }", "q == 1", true), ("while f.load(Acquire) == 0 { let r = d }", "q == 2", false),
        ("while f.load(Acquire) != 2 { let r = d; while g.load(Acquire) == 0 { } }", "q == 2", true),
    ])
    func aRaceInARoundInVainCountsWhereWhatFollowsIsKept(_ loop: String, _ condition: String, _ isRace: Bool) throws {
        let text = """
            var d
            atomic f, g
            thread A { d = 1; f.store(1, Release); g.store(1, Release); if g.load(Relaxed) == 1 { f.store(2, Release) } }
            thread B { \(loop); let q = f.load(Relaxed); assume(\(condition)) }
            """
        let one = condition == "q == 2" && !isRace ? text.replacing("f.store(2, Release)", with: "") : text
        for jobs in [1, 2] {
            #expect(try explore(one) { $0.jobs = jobs }.errorKinds == (isRace ? [.race] : []))
        }
        let program = try program(one)
        let results = split(program, CheckOptions(), into: 3).map { explore($0, of: program, CheckOptions()) }
        #expect(try merge(results, of: program, CheckOptions()).errorKinds == (isRace ? [.race] : []))
    }

    /// An operation that writes back what it reads is a write all the same, to who reads without an atomic access.
    /// The store is that of a thread that one of the two has started.
    @Test func whoseStoreItIsIsSaidWhereItIsNoneOfTheTwos() throws {
        let race = try explore("""
            atomic x
            var d
            thread A { d = 1; spawn B }
            thread B { x.store(1, Relaxed) }
            thread C { if x.load(Relaxed) == 1 { d = 2 } }
            """).errors.first
        #expect(race?.message.hasSuffix("C's Relaxed load of x does not synchronise with B's Relaxed store") == true)
    }

    @Test func aStatementOfSeveralLinesIsQuotedByItsFirstWithAMark() throws {
        let message = try explore("atomic x\nthread A { assert(x.load() == 0\n    && x.load() == 1) }").errors.first?.message
        #expect(message == "`assert(x.load() == 0 …` fails in A")
    }

    @Test func aRoundInVainMayRaceByWhatItWritesBack() throws {
        let exploration = try explore("""
            C idle
            {}
            P0 (atomic_int* f, atomic_int* x) {
              while (atomic_load_explicit(f, memory_order_acquire) == 0) {
                atomic_fetch_or_explicit(x, 0, memory_order_relaxed);
              }
            }
            P1 (atomic_int* f, atomic_int* x) {
              atomic_store_explicit(f, 1, memory_order_release);
              int r2 = *x;
            }
            exists (f=1)
            """)
        #expect(exploration.errorKinds == [.race])
    }

    @Test func whatAnAssumeDropsTakesItsErrorsWithIt() throws {
        let exploration = try explore("""
            atomic x
            thread A { let r = x.load(Relaxed); assert(r == 0); assume(r == 0) }
            thread B { x.store(1, Relaxed); assume(x.load(Relaxed) == 1) }
            observe A.r
            """)
        // Where r is 1, A ends at its assertion and never comes to its assumption.
        #expect(exploration.errorKinds == [.assertion])
        let dropped = try explore("""
            atomic x
            thread A { let r = x.load(Relaxed); assume(r == 0); assert(r == 0) }
            thread B { x.store(1, Relaxed) }
            observe A.r
            """)
        #expect(dropped.errors.isEmpty)
        #expect(dropped.outcomeValues == [[0]])
        #expect(dropped.executions == 1)
    }

    @Test func anAssumeElsewhereDropsAFailedAssertion() throws {
        let exploration = try explore("""
            atomic x
            thread A { assert(x.load(Relaxed) == 0) }
            thread B { x.store(1, Relaxed); assume(false) }
            """)
        #expect(exploration.errors.isEmpty)
        #expect(exploration.executions == 0)
    }

    /// Every execution that no `assume` drops has A first. Where A waits for what B has released since, it could go on.
    @Test(arguments: ModelName.allCases, [
        ("mutex m", "m.lock()", "m.unlock()"),
        ("semaphore m(1)", "m.acquire()", "m.release()"),
        ("atomic m", "while m.swap(1, Acquire) == 1 { }", "m.store(0, Release)"),
        ("atomic m", "while m.compare_exchange_weak(0, 1, Acquire, Relaxed) == 0 { }", "m.store(0, Release)"),
    ])
    func anErrorThatOnlyDroppedExecutionsHaveIsNone(_ model: ModelName, _ lock: (String, String, String)) throws {
        let (declared, taken, released) = lock
        let exploration = try explore("""
            \(declared)
            var x = 0
            thread A { \(taken); let a = x; x = a + 1; \(released); assume(a == 0) }
            thread B { \(taken); let b = x; x = b + 1; \(released); assert(b == 1) }
            observe A.a, B.b
            """, model)
        #expect(exploration.errors.isEmpty)
        #expect(exploration.outcomeValues == [[0, 1]])
    }

    @Test func aLoopThatSpawnsIsNoSpin() throws {
        let exploration = try explore("""
            atomic x
            thread A { loop { spawn B; if x.load() == 1 { break } } }
            thread B { x.store(1) }
            """)
        #expect(exploration.errorKinds == [.misuse])
    }

    @Test func aRacesWitnessKnowsWhichTwoAccessesRace() throws {
        let exploration = try explore("var d, e\natomic x\nthread A { e = 2; d = 1; x.store(1) }\n"
            + "thread B { let q = x.load(Relaxed); let r = d }")
        let witness = try #require(exploration.errors.first?.witness)
        #expect(witness.racing.map { witness.events[$0].thread } == [0, 1])
        #expect(witness.racing.allSatisfy { witness.events[$0].location == 0 })
    }

    /// A round that changes what the end state shows is not in vain, where the thread may end by an error in the next.
    @Test(arguments: ["assert(y.load() == 0)", "let i = y.load(); let q = slot[2 * i].load()", "let q = 1 / (1 - y.load())"])
    func whatALoopHasReadIsShownWhereItEndsByAnError(_ statement: String) throws {
        let exploration = try explore("""
            atomic x, y, slot[2]
            thread A { let r = 0; loop { \(statement); r = x.load(); if r == 2 { break } } }
            thread B { x.store(1); y.store(1) }
            observe A.r
            exists (A.r == 1)
            """)
        #expect(exploration.outcomeValues == [[0], [1]])
        #expect(exploration.properties[0].holds)
    }

    @Test func whoWaitsForEverIsReportedThoughAnotherThreadMeetsTheBound() throws {
        let stuck = try explore("""
            atomic x
            mutex m
            thread A { m.lock(); m.lock() }
            thread B { let i = 0; while i < 20 { i = i + 1; x.store(i) } }
            """)
        #expect(stuck.errorKinds == [.deadlock])
        #expect(stuck.errors[0].message == "A waits for the mutex m, which it holds itself")
        let waiting = try explore("""
            atomic x
            thread A { while x.load() != 20 { } }
            thread B { let i = 0; while i < 20 { i = i + 1; x.store(i) } }
            """)
        #expect(waiting.errors.isEmpty, "B would have gone on to write what A waits for")
    }

    @Test func whatAnAssumeBeyondTheBoundMayDropIsNoError() throws {
        let exploration = try explore("""
            atomic x
            thread A { let i = 0; while i < 20 { i = i + 1; x.store(i) } assume(false) }
            thread B { assert(x.load() < 3) }
            """)
        #expect(exploration.errors.isEmpty)
        #expect(!exploration.boundedLoops.isEmpty)
    }

    @Test func aLockThatIsWaitedForIsNotShownAsTaken() throws {
        let exploration = try explore("""
            var d
            mutex m
            thread A { d = 1 }
            thread B { m.lock(); d = 2 }
            thread C { m.lock() }
            """)
        let race = try #require(exploration.errors.first { $0.kind == .race }?.witness)
        #expect(race.events.count { $0.location == 1 } <= 1)
    }

    /// By a third thread, by a release sequence, by another lock: the link that is missing is named.
    @Test(arguments: [
        ("if x.load(Relaxed) == 1 { y.store(1, Release) }", "if y.load(Acquire) == 1 { let r = d }",
         "T's Relaxed load of x does not synchronise with A's Release store"),
        ("if x.load(Acquire) == 1 { y.store(1, Relaxed) }", "if y.load(Acquire) == 1 { let r = d }",
         "B's Acquire load of y does not synchronise with T's Relaxed store"),
        ("x.fetch_add(1, Relaxed)", "if x.load(Relaxed) == 2 { let r = d }",
         ": the Relaxed load of x does not synchronise with the Release store"),
        ("if x.load(Relaxed) == 1 { lock m { y.store(1, Relaxed) } }", "lock m { if y.load(Relaxed) == 1 { let r = d } }",
         "T's Relaxed load of x does not synchronise with A's Release store"),
        ("", "let k = m.try_lock(); if k == 0 { let r = d }", "no read of one thread sees a write of the other"),
    ])
    func aRacesMissingEdgeMayBeThatOfAThirdThread(_ between: String, _ last: String, _ reason: String) throws {
        let exploration = try explore("""
            var d
            atomic x, y
            mutex m
            thread A { d = 1; x.store(1, Release); lock m { } }
            thread T { \(between) }
            thread B { \(last) }
            """)
        #expect(exploration.errors.contains { $0.kind == .race && $0.message.contains(reason) },
                "\(exploration.errors.map(\.message))")
    }

    @Test func aRaceBetweenStatementsThatReadAndWriteSaysWhichAccessesRace() throws {
        let messages = try explore("var d\nthread A { d = d + 1 }\nthread B { d = d + 1 }").errors.map(\.message)
        #expect(Set(messages).count == 3)
        #expect(messages.contains { $0.hasPrefix("the write of `d = d + 1` (A, line 2) and the read of `d = d + 1` (B, line 3)") })
    }

    /// C++20, [thread.sema.cnt]: a release synchronises with who acquires, and with no other release.
    @Test func semaphoresReleasesDoNotSynchroniseWithEachOther() throws {
        let text = """
            semaphore s(0)
            atomic x
            var d
            thread A { d = 1; s.release(); x.store(1, Relaxed) }
            thread B { if x.load(Relaxed) == 1 { s.OPERATION(); let r = d } }
            """
        #expect(try explore(text.replacing("OPERATION", with: "release")).errorKinds == [.race])
        #expect(try explore(text.replacing("OPERATION", with: "acquire")).errorKinds == [])
    }

    /// What A would have done, had it not failed, could have let the others go on, or not.
    @Test(arguments: [
        ("atomic x\nthread A { assert(false) }\nthread B { while x.load() == 0 { } }", FindingKind.livelock),
        ("atomic x\nthread A { assert(false); x.store(1) }\nthread B { while x.load() == 0 { } }", nil),
        ("atomic x\nthread A { x.store(1); assert(false) }\nthread B { while x.load() != 2 { } }", .livelock),
        ("semaphore s(0)\nthread A { assert(false) }\nthread B { s.acquire() }\nthread C { join B }", .deadlock),
        ("semaphore s(0)\nthread A { assert(false); s.release() }\nthread B { s.acquire() }\nthread C { join B }", nil),
        ("barrier b(2)\nthread A { assert(false) }\nthread B { b.wait() }", .deadlock),
        ("barrier b(2)\nthread A { assert(false); b.wait() }\nthread B { b.wait() }", nil),
        ("barrier b(2)\natomic x\nthread A { assert(false); b.wait() }\nthread B { b.wait(); x.store(1) }\n"
            + "thread C { while x.load() == 0 { } }", nil),
        ("rwlock l\nthread A { l.read(); assert(false) }\nthread B { l.write(); l.unlock() }", nil),
        ("rwlock l\nthread H { l.write() }\nthread A { assert(false); l.read(); l.unlock() }\nthread B { l.read() }", .deadlock),
        ("rwlock l\nthread H { read l { assert(false) } }\nthread C { l.read() }\nthread B { write l { } }", .deadlock),
        ("atomic x\nthread A { if x.load() == 0 { panic(\"no\") } else { x.store(1) } }\nthread B { while x.load() == 0 { } }",
         .livelock),
        ("semaphore s(0)\nthread A { assert(false); s.acquire() }\nthread B { s.acquire() }", .deadlock),
        ("mutex m\nthread H { m.lock() }\nthread A { assert(m.try_lock()); m.unlock() }\nthread B { m.lock() }", .deadlock),
        ("atomic x\nthread A { assert(false); spawn C }\nthread C { spawn D }\nthread D { x.store(1) }\n"
            + "thread B { while x.load() == 0 { } }", nil),
        ("rwlock l\nthread A { l.read(); assert(false); l.unlock() }\nthread B { l.write(); l.unlock() }", nil),
        ("atomic x\nthread A { loop { assert(x.load() == 1); if x.load() == 2 { break }; x.store(3) } }\n"
            + "thread B { while x.load() != 3 { } }", nil),
    ])
    func whoWaitsForNothingThatTheFailedThreadWouldDoIsReported(_ text: String, _ kind: FindingKind?) throws {
        #expect(Set(try explore(text).errorKinds) == Set([.assertion, kind].compactMap { $0 }))
    }

    @Test func aDeadlockIsReportedBesideAnErrorThatHasNoPartInIt() throws {
        let apart = try explore("mutex m\nthread A { panic(\"no\") }\nthread B { m.lock(); m.lock() }")
        #expect(Set(apart.errorKinds) == [.assertion, .deadlock])
        let because = try explore("mutex m\nthread A { m.lock(); panic(\"no\") }\nthread B { m.lock(); m.unlock() }")
        #expect(because.errorKinds == [.assertion])
    }

    @Test(arguments: [1, 2])
    func errorsAreListedInOneOrder(_ jobs: Int) throws {
        let text = """
            mutex a, b, c
            thread T[3] { if id == 0 { a.lock(); b.lock() } if id == 1 { b.lock(); c.lock() } if id == 2 { c.lock(); a.lock() } }
            """
        let alone = try explore(text) { $0.symmetry = .off }
        let together = try explore(text) { ($0.symmetry, $0.jobs) = (.off, jobs) }
        #expect(alone.errors.map(\.message) == together.errors.map(\.message))
        #expect(alone.errors.map(\.witness) == together.errors.map(\.witness))
    }
}
