import Litmus
import ModelChecker
import Reports
import Testing

/// What timelines say of operations on objects, and of what synchronises with what.
@Suite struct ObjectTimelineTests {
    @Test func waitingAtABarrierIsOneRowWithTheValueThatTheThreadGets() throws {
        let report = try report(on: """
            barrier b(3)
            thread A { let r = b.wait() }
            thread B { let r = b.wait() }
            thread C { let r = b.wait() }
            """)
        #expect(try report.rows(of: [0, 0, 1]) == [
            "  1                                    b.wait() → 1   lets A and B through",
            "  2  b.wait() → 0   after row 1, synchronises",
            "  3                   b.wait() → 0   after row 1, synchronises",
        ])
    }

    /// A is still there where the two accesses race.
    @Test func whoWaitsAtABarrierHasNotComeThrough() throws {
        let report = try report(on: "barrier b(2)\nvar d\nthread A { d = 1; b.wait() }\nthread B { d = 2 }")
        let race = try #require(report.explorations[0].errors.first { $0.kind == .race }?.witness)
        #expect(report.rows(of: race).allSatisfy { !$0.contains("b.wait()") })
    }

    @Test func aBarrierInALoopHasARowForEachRound() throws {
        let report = try report(on: """
            barrier b(2)
            thread A { for i in 0..3 { b.wait() } }
            thread B { for i in 0..3 { b.wait() } }
            """)
        for outcome in report.explorations[0].outcomes {
            let rows = report.rows(of: try #require(outcome.witness))
            #expect(rows.count == 6)
            #expect(rows.count { $0.contains("→ 1") } == 3)
            #expect(rows.count { $0.contains("→ 0") } == 3)
        }
    }

    @Test func whoWaitsAtABarrierForEverHasTheBlockedRowOnly() throws {
        let report = try report(on: "barrier b(2)\nthread A { b.wait() }")
        let witness = try #require(report.explorations[0].errors.first?.witness)
        #expect(report.rows(of: witness) == ["  ✗  b.wait()   waits at the barrier b for threads that do not come"])
    }

    @Test func anAttemptAtASemaphoreShowsWhetherItSucceeded() throws {
        let attempt = "{ let q = s.try_acquire() }"
        let report = try report(on: "semaphore s(1)\nthread A \(attempt)\nthread B \(attempt)")
        #expect(try report.rows(of: [1, 0]) == [
            "  1  s.try_acquire() → 1", "  2                          s.try_acquire() → 0   after row 1",
        ])
    }

    @Test func aSharedUnlockDoesNotSynchroniseWithTheNextReader() throws {
        let report = try report(on: """
            rwlock l
            atomic x
            thread A { let k = l.try_read(); x.store(1, Relaxed); l.unlock() }
            thread B { let k = l.try_read(); let r = x.load(Relaxed) }
            observe B.r
            """)
        let rows = try report.rows(of: [1])
        #expect(rows.contains("  4                       l.try_read() → 1   after row 3"))
        #expect(!rows.contains { $0.contains("synchronises") })
    }

    @Test func aFenceSaysWhatItSynchronisesWith() throws {
        let report = try report(on: """
            atomic f
            thread A { fence(Release); f.store(1, Relaxed) }
            thread B { let r = f.load(Relaxed); fence(Acquire) }
            observe B.r
            """)
        #expect(try report.rows(of: [1]).last == "  4                     fence(Acquire)   synchronises with row 1")
    }

    @Test func drawingsShowWhoStartsAndWhoAwaitsAThread() throws {
        let report = try report(on: "atomic x\nthread A { spawn B; join B }\nthread B { x.store(1) }")
        for drawing in [report.dot(), report.svg()] {
            #expect(drawing.contains("spawn B") && drawing.contains("join B"))
        }
        #expect(report.dot().contains("e0 -> e1 [label=\"spawn\"") && report.dot().contains("e1 -> e2 [label=\"join\""))
        #expect(report.svg().contains(">spawn</text>") && report.svg().contains(">join</text>"))
    }
}
