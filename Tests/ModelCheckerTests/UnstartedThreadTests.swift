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
}
