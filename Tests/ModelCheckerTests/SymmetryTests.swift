import Language
import Litmus
import ModelChecker
import Testing

@Suite struct SymmetryTests {
    private func program(_ text: String) throws -> Program { try #require(parse(text).program) }

    private static let programs = [
        "atomic x\nthread t[5] { x.fetch_add(1, Relaxed) }\nobserve x",
        """
        atomic next, done
        var log[5]
        thread t[3] {
            let k = next.fetch_add(1, Relaxed)
            log[k] = k
            if done.fetch_add(1, AcqRel) == 2 { log[4] = 7 }
        }
        thread w { let a = next.load(Acquire); let b = done.load(Relaxed) }
        observe w.a, w.b, log[4]
        """,
        """
        atomic x, y
        var data
        thread t[3] { let r = x.swap(1, SeqCst); if r == 0 { y.store(2) ; data = 1 } else { data = y.load(Relaxed) } }
        thread w { x.fetch_add(2, Release) }
        observe x, y, data
        """,
        // Writers, some of which come before the readers.
        "rwlock l\nvar d = 0\natomic seen\nthread w[3] { write l { d = d + 1 } }\n"
            + "thread r { read l { if d == 1 { seen.fetch_add(1, Relaxed) } } }\nobserve seen, d",
        "mutex m\nvar d\nthread t[3] { lock m { d = d + 1 } }\nobserve d",
        // The threads wait for others at a second lock, and others at either.
        """
        mutex m, n
        var d
        atomic seen
        thread t[3] { m.lock(); n.lock(); d = d + 1; m.unlock(); n.unlock() }
        thread a { m.lock(); if d == 1 { seen.fetch_add(1, Relaxed) }; m.unlock() }
        thread b { n.lock(); if d == 1 { seen.fetch_add(1, Relaxed) }; n.unlock() }
        observe seen
        """,
        // Of three threads two wait for ever; with the owner of `n`, they wait for each other.
        "mutex m, n\nthread t[3] { m.lock(); n.lock(); n.unlock() }\nthread w { n.lock(); m.lock() }",
        "semaphore s(2)\natomic x\nthread t[3] { s.acquire(); x.fetch_add(1, Relaxed); s.release() }\nobserve x",
        "barrier b(3)\natomic x\nthread t[3] { b.wait(); x.fetch_add(1, Relaxed) }\nobserve x",
        // A race in some executions only.
        "mutex m\nvar d\natomic x\nthread t[2] { m.lock(); x.fetch_add(1, Relaxed); m.unlock(); d = 1 }\nobserve x",
    ]

    @Test(arguments: programs, ModelName.allCases)
    func visitingUpToRenamingGivesTheSameNumbersAsVisitingAll(_ text: String, _ model: ModelName) throws {
        let program = try program(text)
        var options = CheckOptions(model: model)
        let reduced = explore(program, options)
        options.symmetry = .off
        let full = explore(program, options)
        #expect(reduced.symmetryFactor > 1)
        #expect(full.symmetryFactor == 1)
        #expect(reduced.executions == full.executions)
        #expect(reduced.racyExecutions == full.racyExecutions)
        #expect(reduced.outcomes.map(\.outcome) == full.outcomes.map(\.outcome))
        #expect(reduced.outcomes.map(\.executions) == full.outcomes.map(\.executions))
        #expect(reduced.outcomes.map(\.isWeak) == full.outcomes.map(\.isWeak))
        #expect(reduced.errors.map(\.kind) == full.errors.map(\.kind))
        #expect(reduced.errors.map(\.line) == full.errors.map(\.line))
    }

    /// The blocked ones too: a lock's waiting threads are no more different than those that get it.
    @Test func aLockOfManyWritersIsExploredUpToRenaming() throws {
        let text = "rwlock l\nvar d\nthread w[6] { write l { d = d + 1 } }\nthread r { read l { let a = d } }\nobserve d"
        var options = CheckOptions()
        options.symmetry = .countVisited
        let exploration = explore(try program(text), options)
        #expect(exploration.isComplete)
        #expect(exploration.symmetryFactor == 720)
        // The reader has seven places.
        #expect(exploration.executions == 7)
    }

    @Test(arguments: [
        // Its number tells a thread from the others.
        "atomic x\nthread t[3] { x.fetch_add(id, Relaxed) }",
        // A register of one of them is shown.
        "atomic x\nthread t[3] { let r = x.fetch_add(1, Relaxed) }\nobserve t1.r",
        // A store breaks the chain of read-modify-writes.
        "atomic x\nthread t[3] { x.fetch_add(1, Relaxed) }\nthread w { x.store(7, Relaxed) }\nobserve x",
        // The first event is no read-modify-write.
        "atomic x, y\nthread t[3] { let r = y.load(Relaxed); x.fetch_add(1, Relaxed) }\nobserve x",
    ])
    func threadsThatCanBeToldApartAreNotExchanged(_ text: String) throws {
        #expect(explore(try program(text)).symmetryFactor == 1)
    }
}
