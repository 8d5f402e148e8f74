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
        #expect(Set(reduced.errors.map(\.kind)) == Set(full.errors.map(\.kind)))
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
