import Litmus
import ModelChecker
import Testing

/// What a thread does that never starts: nothing, not even what only the thread itself could see.
@Suite struct UnstartedThreadTests {
    private static let spawner = "atomic x = 0\nthread A { let r = x.load(); if r == 1 { spawn B } }\n"

    @Test(arguments: ModelName.allCases, ["assert(false)", "let z = 0; let y = 1 / z", "panic(\"no\")"])
    func aThreadThatNobodySpawnsDoesNotFail(_ model: ModelName, _ statement: String) throws {
        let exploration = try explore(Self.spawner + "thread B { \(statement) }", model)
        #expect(exploration.errors.isEmpty)
        #expect(exploration.executions == 1)
    }

    @Test(arguments: ModelName.allCases)
    func anAssumptionOfAThreadThatNobodySpawnsDropsNothing(_ model: ModelName) throws {
        let exploration = try explore(Self.spawner + "thread B { assume(false) }\nthread C { x.store(1) }\nobserve A.r", model)
        #expect(exploration.outcomeValues == [[0]])
        #expect((exploration.executions, exploration.blocked) == (1, 1))
    }

    @Test func registersOfAThreadThatNobodySpawnsAreZero() throws {
        let exploration = try explore(Self.spawner + "thread B { let r1 = 7; x.store(2) }\nobserve B.r1")
        #expect(exploration.outcomeValues == [[0]])
    }

    @Test func finallyDoesNothingWhereOtherThreadsDoNotEnd() throws {
        let exploration = try explore("mutex m\nthread A { m.lock(); m.lock() }\nfinally { panic(\"here\") }")
        #expect(exploration.errorKinds == [.deadlock])
        let dropped = try explore("""
            mutex m, n
            thread A { m.lock(); n.lock() }
            thread B { n.lock(); m.lock() }
            finally { assume(false) }
            """)
        #expect(dropped.errorKinds.contains(.deadlock))
    }

    @Test func finallyThatPanicsAfterAllThreadsIsAnError() throws {
        let exploration = try explore("atomic x\nthread A { x.store(1) }\nfinally { panic(\"here\") }")
        #expect(exploration.errorKinds == [.assertion])
        #expect(exploration.executions == 1)
    }

    @Test(arguments: ModelName.allCases)
    func finallyCanDeadlockAndSpinWithoutEnd(_ model: ModelName) throws {
        let locked = try explore("mutex m\nthread A { m.lock() }\nfinally { m.lock() }", model)
        #expect(locked.errorKinds == [.deadlock])
        #expect(locked.errors.first?.thread == "finally")
        let spinning = try explore("""
            atomic x
            thread A { x.store(1) }
            thread B { x.store(2) }
            finally { while x.load() != 2 { } }
            """, model)
        #expect(spinning.errorKinds == [.livelock])
        #expect(spinning.executions == 1)
    }

    /// C does nothing, and yet T1 comes after it, and it after T0's store.
    @Test(arguments: ModelName.allCases, ["", "let k = 1", "if 0 == 1 { x.store(7) }"])
    func whoAwaitsAThreadThatDoesNothingComesAfterItsStart(_ model: ModelName, _ body: String) throws {
        let exploration = try explore("""
            atomic x
            var d
            thread T0 { d = 1; x.store(1, Relaxed); spawn C }
            thread C { \(body) }
            thread T1 { join C; let r = x.load(Relaxed); let q = d }
            observe T1.r, T1.q
            """, model)
        #expect(exploration.outcomeValues == [[1, 1]])
        #expect(exploration.executions == 1 && exploration.errors.isEmpty)
        let witness = try #require(exploration.outcomes[0].witness)
        let kinds = witness.events.map(\.kind)
        let (spawn, join) = (kinds.firstIndex(of: .spawn(thread: 1)), kinds.firstIndex(of: .join(thread: 1)))
        #expect(try #require(spawn) < #require(join))
    }

    @Test func anOutcomeThatAnIdleThreadsStartRulesOutUnderScIsWeak() throws {
        let exploration = try explore("""
            atomic x, y
            thread T0 { x.store(1, Relaxed); spawn C }
            thread C { }
            thread T1 { join C; let r = y.load(Relaxed) }
            thread T3 { y.store(1, Relaxed); let q = x.load(Relaxed) }
            observe T1.r, T3.q
            """)
        #expect(exploration.outcomes.filter(\.isWeak).map(\.outcome.values) == [[0, 0]])
    }

    /// Whichever of the two comes first, the other one is wrong, and T may see either's store as the last.
    @Test(arguments: ModelName.allCases)
    func ofTwoThreadsThatStartAThirdEitherMayComeFirst(_ model: ModelName) throws {
        let exploration = try explore("""
            atomic x
            thread A { x.store(1, Relaxed); spawn T }
            thread C { x.store(2, Relaxed); spawn T }
            thread T { let r = x.load(Relaxed) }
            observe T.r
            """, model)
        #expect(exploration.errorKinds == [.misuse, .misuse])
        #expect(exploration.errors.map(\.thread) == ["A", "C"])
        #expect(exploration.outcomeValues == [[1], [2]])
        #expect(exploration.executions == 6)
        for error in exploration.errors {
            let witness = try #require(error.witness)
            #expect(witness.events.allSatisfy { $0.location ?? 0 == 0 }, "nothing hidden is shown")
        }
    }

    /// A starts T only where it has seen that C does not: nobody is wrong.
    @Test(arguments: ModelName.allCases)
    func whereOnlyOneOfTwoStartsAThreadNobodyIsWrong(_ model: ModelName) throws {
        let exploration = try explore("""
            atomic x
            thread A { if x.fetch_add(1, Relaxed) == 0 { spawn T } }
            thread C { if x.fetch_add(1, Relaxed) == 0 { spawn T } }
            thread T { let r = x.load(Relaxed) }
            observe T.r
            """, model)
        #expect(exploration.errors.isEmpty)
        #expect(exploration.outcomeValues == [[1], [2]])
        #expect(exploration.executions == 4)
    }
}
