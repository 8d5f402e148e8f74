import Litmus
import ModelChecker
import Testing

/// Rwlocks whose readers have nothing to do with each other.
@Suite struct ReaderSlotTests {
    /// A thread whose attempt nobody reaches: with it, every operation on an rwlock is one in a single order.
    private static let attempt = "\nthread Z { let z = 0; if z == 1 { let q = l.try_read() } }"

    private static func readers(_ count: Int, _ rest: String = "") -> String {
        "rwlock l\nvar d = 0\n" + (0..<count).map { "thread R\($0) { l.read(); let a = d; l.unlock() }\n" }.joined() + rest
    }

    @Test(arguments: ModelName.allCases)
    func readersAloneHaveOneExecution(_ model: ModelName) throws {
        let exploration = try explore(Self.readers(8) + "observe d", model)
        #expect((exploration.executions, exploration.blocked) == (1, 0))
    }

    @Test(arguments: ModelName.allCases, [2, 3, 6])
    func eachReaderComesBeforeOrAfterTheWriter(_ model: ModelName, _ count: Int) throws {
        let exploration = try explore(Self.readers(count, "thread W { write l { d = 1 } }"), model)
        #expect(exploration.executions == 1 << count)
        #expect(exploration.outcomes.count == 1 << count)
        #expect(exploration.errors.isEmpty)
    }

    @Test func replicatedReadersAreCountedTheSame() throws {
        let text = "rwlock l\nvar d\nthread R[4] { read l { let a = d } }\nthread W[2] { write l { d = d + 1 } }\nobserve d"
        #expect(try explore(text).executions == 2 * 81)
        #expect(try explore(text) { $0.symmetry = .off }.executions == 2 * 81)
    }

    @Test func elementsOfAnArrayOfRwlocksAreIndependent() throws {
        let exploration = try explore("""
            rwlock l[3]
            var d[3]
            thread A { for i in 0..3 { read l[i] { let a = d[i] } } }
            thread B { for i in 0..3 { read l[i] { let a = d[i] } } }
            thread W { for i in 0..3 { write l[i] { d[i] = 1 } } }
            """)
        #expect(exploration.executions == 64)
        #expect(exploration.errors.isEmpty)
    }

    /// A writer that waits does not keep readers out: R1 gets in, and R2 is let go.
    @Test(arguments: ModelName.allCases)
    func aWaitingWriterIsNoDeadlock(_ model: ModelName) throws {
        let exploration = try explore("""
            rwlock l
            atomic flag
            thread R2 { l.read(); while flag.load() == 0 { }; l.unlock() }
            thread R1 { l.read(); flag.store(1); l.unlock() }
            thread W { l.write(); l.unlock() }
            """, model)
        #expect(exploration.errors.isEmpty)
        #expect(exploration.executions > 0)
    }

    @Test func writersWaitForAReaderThatNeverGivesBack() throws {
        let exploration = try explore("""
            rwlock l
            thread R1 { l.read() }
            thread R2 { l.read(); l.unlock() }
            thread V { l.write(); l.unlock() }
            thread W { l.write(); l.unlock() }
            """)
        let both = "V waits to write the rwlock l, which R1 holds for reading; W waits to write the rwlock l, which R1 holds for reading"
        #expect(exploration.errors.map(\.message).contains(both))
        #expect(Set(exploration.errorKinds) == [.deadlock])
    }

    @Test func readersOfARwlockThatAWriterTakesTwiceWaitWithIt() throws {
        let exploration = try explore("""
            rwlock l
            thread R[2] { read l { } }
            thread W { l.write(); l.write() }
            """)
        #expect(exploration.errors.contains { $0.message.contains("R0 waits to read the rwlock l, which W holds for writing") })
    }

    /// What a program means does not depend on how its rwlocks are explored.
    @Test(arguments: ModelName.allCases, [
        "thread A { write l { d = 1 } }\nthread B { read l { let a = d }; write l { d = 2 } }\nthread C { read l { let a = d } }",
        "thread A { d = 1; read l { } }\nthread B { read l { }; d = 2 }\nthread C { write l { } }",
        "thread A { write l { d = 1; write l { } } }\nthread B { read l { } }\nthread C { read l { let a = d } }",
        "thread A { l.read(); l.read(); l.unlock(); l.unlock() }\nthread B { write l { d = 1 } }\nthread C { read l { let a = d } }",
        "thread A { l.unlock() }\nthread B { read l { } }\nthread C { read l { let a = d } }",
        "thread A { read l { write l { d = 1 } } }\nthread B { read l { let a = d } }",
        "thread A { write l { } }\nthread B { read l { while f.load() == 0 { } } }\nthread C { read l { }; f.store(1) }",
        "thread A { read l { f.store(1, Relaxed) } }\nthread B { write l { let a = f.load(Relaxed) } }\nthread C { read l { d = 1 } }",
    ])
    func slotsAndASingleOrderAgree(_ model: ModelName, _ threads: String) throws {
        let text = "rwlock l\nvar d\natomic f\n\(threads)"
        let slots = try explore(text + "\nobserve d, f", model)
        let chain = try explore(text + Self.attempt + "\nobserve d, f", model)
        #expect(slots.outcomeValues == chain.outcomeValues)
        #expect(Set(slots.errorKinds) == Set(chain.errorKinds))
        #expect(slots.executions <= chain.executions)
    }

    @Test func aWriterIsOneEventOfAWitness() throws {
        let exploration = try explore(Self.readers(3, "thread W { write l { d = 1 } }"))
        for outcome in exploration.outcomes {
            let events = try #require(outcome.witness).events.filter { $0.thread == 3 }
            #expect(events.count == 3)
            #expect(events.allSatisfy { ($0.location ?? 0) < 2 })
        }
    }
}
