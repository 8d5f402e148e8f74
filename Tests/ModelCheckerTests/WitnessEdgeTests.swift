import Litmus
import ModelChecker
import Testing

/// What a witness says of synchronisation, and of the starting and awaiting of threads.
@Suite struct WitnessEdgeTests {
    /// The edges of a relation in the witness of the one execution with these values; `A2` is A's second event.
    private func edges(_ relation: String, _ text: String, _ values: [Int64], _ model: ModelName = .rc11) throws
        -> Set<String> {
        let program = try program(text)
        let outcome = try #require(ModelChecker.explore(program, CheckOptions(model: model)).outcomes.first {
            $0.outcome.values == values
        })
        let witness = try #require(outcome.witness)
        func name(_ number: Int) -> String {
            let thread = witness.events[number].thread
            let place = witness.events[...number].count { $0.thread == thread }
            return "\(program.bodies[thread].name)\(place)"
        }
        let edges = witness.edges.filter { $0.relation == relation }
        return Set(edges.map { "\($0.from.map(name) ?? "init") \(name($0.to))" })
    }

    @Test(arguments: ModelName.allCases)
    func readersOfARwlockDoNotSynchroniseWithEachOther(_ model: ModelName) throws {
        let text = """
            rwlock l
            atomic x
            thread A { let k = l.try_read(); x.store(1, Relaxed); l.unlock() }
            thread B { let k = l.try_read(); let r = x.load(Relaxed); l.unlock() }
            observe B.r
            """
        #expect(try edges("sw", text, [1], model) == [])
    }

    @Test(arguments: [
        ("try_read", "try_write", ["A2 C2", "B3 C2"]), ("try_write", "try_read", ["A2 B2", "A2 C2"]),
    ])
    func aWriterSynchronisesWithEachOfTheReadersBeforeAndAfterIt(_ first: String, _ last: String,
                                                                 _ expected: [String]) throws {
        let text = """
            rwlock l
            atomic x
            thread A { let k = l.\(first)(); l.unlock(); x.store(1, Relaxed) }
            thread B { while x.load(Relaxed) == 0 { }; let k = l.try_read(); l.unlock(); x.store(2, Relaxed) }
            thread C { while x.load(Relaxed) != 2 { }; let k = l.\(last)(); let e = k }
            observe C.e
            """
        #expect(try edges("sw", text, [1]) == Set(expected))
    }

    @Test func fencesSynchronise() throws {
        let text = """
            atomic f
            thread A { fence(Release); f.store(1, Relaxed) }
            thread B { let r = f.load(Relaxed); fence(Acquire) }
            observe B.r
            """
        #expect(try edges("sw", text, [1]) == ["A1 B2"])
        #expect(try edges("sw", text, [0]) == [])
    }

    @Test func aReleaseSequenceSynchronises() throws {
        let text = """
            atomic f
            thread A { f.store(1, Release) }
            thread B { let r = f.fetch_add(1, Relaxed) }
            thread C { let r = f.load(Acquire) }
            observe B.r, C.r
            """
        #expect(try edges("sw", text, [1, 2]) == ["A1 C1"])
    }

    /// A's fence and B's fence add nothing to what the store and the load do; A reaches C by way of B.
    @Test func whatFollowsFromTheRestIsLeftOut() throws {
        let text = """
            atomic f
            thread A { fence(Release); f.store(1, Release) }
            thread B { let r = f.fetch_add(1, AcqRel); fence(Acquire) }
            thread C { let r = f.load(Acquire) }
            observe B.r, C.r
            """
        #expect(try edges("sw", text, [1, 2]) == ["A2 B1", "B1 C1"])
    }

    @Test func aReadThatSynchronisesSaysSoEvenIfItsThreadKnewBefore() throws {
        let text = """
            atomic x, y
            thread A { x.store(1, Release); y.store(1, Release) }
            thread B { let s = y.load(Acquire); let r = x.load(Acquire) }
            observe B.s, B.r
            """
        #expect(try edges("sw", text, [1, 1]) == ["A2 B1", "A1 B2"])
    }

    @Test func startingAndAwaitingAThreadAreEdges() throws {
        let text = """
            atomic x
            thread A { spawn B; join B; x.store(2, Relaxed) }
            thread B { x.store(1, Relaxed); let r = x.load(Relaxed) }
            finally { let e = x.load(Relaxed) }
            observe finally.e
            """
        #expect(try edges("spawn", text, [2]) == ["A1 B1"])
        #expect(try edges("join", text, [2]) == ["B2 A2", "A3 finally1", "B2 finally1"])
    }

    /// Hidden events decide who of A and C starts B.
    @Test func whoeverStartsAThreadHasTheEdge() throws {
        let text = """
            atomic x
            thread A { if x.load(Relaxed) == 1 { spawn B } else { x.store(1, Relaxed) } }
            thread C { if x.load(Relaxed) == 1 { spawn B } }
            thread B { x.store(2, Relaxed) }
            observe x
            """
        #expect(try edges("spawn", text, [2]) == ["C2 B1"])
    }

    /// Too many events to be followed through the relations: what rf shows is there still.
    @Test func longExecutionsKeepWhatRfShows() throws {
        let text = """
            atomic f, x
            rwlock l
            thread A { for i in 0..200 { x.store(i, Relaxed) }; f.store(1, Release); let k = l.try_read(); l.unlock() }
            thread B { while f.load(Acquire) == 0 { }; let k = l.try_read(); l.unlock(); let r = k }
            observe B.r
            """
        #expect(try edges("sw", text, [1]) == ["A201 B1"])
    }
}
