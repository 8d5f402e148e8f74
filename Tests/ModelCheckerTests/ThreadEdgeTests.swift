import Litmus
@testable import ModelChecker
import Testing

/// A thread's start and end are events without a location: they order seq_cst accesses as a release store and an
/// acquire load of a flag do.
@Suite struct ThreadEdgeTests {
    private static let other = "thread B { y.store(1, SeqCst); let r = x.load(SeqCst) }\n"

    private static let programs = [
        "thread A { x.store(1, SeqCst); spawn T }\nthread T { let r = y.load(SeqCst) }\nobserve T.r, B.r",
        "thread A { x.store(1, SeqCst); spawn T }\nthread T { let u = z.load(Relaxed); let r = y.load(SeqCst) }\n"
            + "observe T.r, B.r",
        "thread A { spawn T; join T; let r = y.load(SeqCst) }\nthread T { x.store(1, SeqCst) }\nobserve A.r, B.r",
        "thread A { spawn T; join T; let r = y.load(SeqCst) }\nthread T { x.store(1, SeqCst); let u = z.load(Relaxed) }\n"
            + "observe A.r, B.r",
        "thread A { spawn T; join T; spawn U }\nthread T { x.store(1, SeqCst) }\nthread U { let r = y.load(SeqCst) }\n"
            + "observe U.r, B.r",
        "thread A { spawn T }\nthread T { x.store(1, SeqCst); spawn U }\nthread U { let r = y.load(SeqCst) }\n"
            + "observe U.r, B.r",
        "thread A { x.store(1, SeqCst); z.store(1, Release) }\n"
            + "thread T { assume(z.load(Acquire) == 1); let r = y.load(SeqCst) }\nobserve T.r, B.r",
    ]

    @Test(arguments: programs, ModelName.allCases)
    func startsAndEndsOrderSequentiallyConsistentAccesses(_ threads: String, _ model: ModelName) throws {
        let text = "atomic x, y, z\n" + threads.replacing("\nobserve", with: "\n" + Self.other + "observe")
        #expect(try explore(text, model).outcomeValues == [[0, 1], [1, 0], [1, 1]], "\(text)")
    }

    /// A stranger's join of a thread without events comes after the spawn, also where an execution that was written down
    /// is built again.
    @Test func whoJoinsAThreadWithoutEventsSeesWhatCameBeforeItsSpawn() throws {
        let text = "var d\nthread B { join T; let r = d }\nthread A { d = 1; spawn T }\nthread T { }\nobserve B.r"
        let exploration = try explore(text)
        #expect(exploration.outcomeValues == [[1]] && exploration.errors.isEmpty)
        let witness = try #require(exploration.outcomes.first?.witness)
        let kinds = witness.events.map(\.kind)
        let (spawn, join) = (kinds.firstIndex(of: .spawn(thread: 2)), kinds.firstIndex(of: .join(thread: 2)))
        #expect(try #require(spawn) < #require(join), "\(kinds)")
    }

    /// Not where the accesses themselves are weaker.
    @Test func weakerAccessesStayAsTheyWere() throws {
        let text = "atomic x, y\nthread A { x.store(1, Release); spawn T }\nthread T { let r = y.load(Acquire) }\n"
            + Self.other + "observe T.r, B.r"
        #expect(try explore(text).outcomeValues.contains([0, 0]))
    }

    @Test func theCycleThatForbidsItNamesTheSpawn() throws {
        let text = "atomic x, y\nthread A { x.store(1, SeqCst); spawn T }\nthread T { let r = y.load(SeqCst) }\n"
            + Self.other + "forbid (T.r == 0 && B.r == 0)"
        let explanation = try #require(try explore(text).properties.first?.explanation)
        #expect(explanation.cycle?.contains("A: x.store →po A: spawn T →hb T: y.load →rb B: y.store") == true,
                "\(explanation)")
    }
}
