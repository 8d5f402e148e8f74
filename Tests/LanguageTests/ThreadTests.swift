import Language
import Litmus
import Testing

@Suite("Threads, their replicas and their registers") struct ThreadTests {
    @Test func replicasDifferInTheirNumberOnly() throws {
        let lowered = try program(
            "const N = 3\natomic x\nthread t[N] { x.fetch_add(id); let r = id }\nthread u[2] { x.load() }")
        #expect(lowered.threads.map(\.name) == ["t0", "t1", "t2", "u0", "u1"])
        #expect(Set(lowered.threads.prefix(3).map(\.instructions)).count == 1)
        #expect(lowered.threads.prefix(3).map { $0.replicaID?.value } == [0, 1, 2])
        #expect(Set(lowered.threads.prefix(3).map(\.replicaGroup)).count == 1)
        #expect(lowered.threads[3].replicaGroup != lowered.threads[0].replicaGroup)
        #expect(lowered.threads[3].replicaID == nil, "a body that does not use its number has no register for it")
        #expect(columns(lowered) == ["t0.r", "t1.r", "t2.r", "x"])
    }

    @Test func aLoneThreadIsNoReplica() throws {
        let lowered = try program("thread A { }")
        #expect(lowered.threads[0].replicaGroup == nil)
        #expect(lowered.threads[0].instructions == [])
        #expect(errors("thread A { let r = id }") == ["1:20 `id` is not declared"])
    }

    @Test func spawnedThreadsWaitAndJoinedOnesAreNamed() throws {
        let lowered = try program("""
            atomic x
            thread main { x.store(1); spawn A; spawn w; join A; join w[1]; join w0 }
            thread A { x.store(2) }
            thread w[2] { x.store(3) }
            """)
        #expect(lowered.threads.map(\.startsBySpawn) == [false, true, true, true])
        let steps = lowered.threads[0].instructions.compactMap { instruction -> String? in
            switch instruction {
            case .spawn(let thread): "spawn \(thread)"
            case .join(let thread): "join \(thread)"
            default: nil
            }
        }
        #expect(steps == ["spawn 1", "spawn 2", "spawn 3", "join 1", "join 3", "join 2"])
    }

    @Test func finallyRunsBehindTheThreads() throws {
        let machine = try ran("var x\nthread A { x = 1 }\nfinally { let r = x + 1; x = r }\nobserve x, finally.r")
        #expect(machine.program.threads.count == 1)
        #expect(machine.program.bodies.count == 2)
        #expect(machine.value(of: "x") == 2)
        #expect(machine.value(of: "finally.r") == 2)
    }

    @Test(arguments: [
        ("thread A { }\nthread A { }", "2:8 `A` is declared a second time; the first is on line 1"),
        ("thread t[2] { }\nthread t1 { }", "2:8 there is a thread `t1` already"),
        ("thread t1 { }\nthread t[2] { }", "2:8 there is a thread `t1` already"),
        ("thread A[0] { }", "1:10 the number of threads cannot be 0"),
        ("thread A { spawn A }", "1:18 a thread cannot `spawn` itself"),
        ("thread A { join B }", "1:17 there is no thread `B`"),
        ("thread A { join A }", "1:17 a thread cannot `join` itself"),
        ("thread A { spawn B }\nthread B { spawn A }", "1:8 `A` never starts"),
        ("thread A { spawn w[2] }\nthread w[2] { }", "1:20 `w` has no thread 2"),
        (
            "thread A { }\nfinally { join A }",
            "2:16 `join` has no place in `finally`, which runs after every thread has ended"
        ),
        ("thread A { }\nfinally { }\nfinally { }", "3:9 `finally` is declared a second time; the first is on line 2"),
        ("program a\nprogram b\nthread A { }", "2:9 `program` is declared a second time; the first is on line 1"),
        ("thread A { id = 3 }", "1:12 `id` is not declared"),
        ("thread A[2] { id = 3 }", "1:15 `id` is the thread's number and cannot be changed"),
        ("atomic x", "1:1 the program has no thread"), ("exists (1)", "1:1 the program has no thread"),
        ("thread A", "1:9 expected `{`, found the end of the text"),
        ("thread { }", "1:8 expected the thread's name, found `{`"),
        ("thread A { x.store(1)", "1:22 expected `}`, found the end of the text"),
        ("thread A { x.store(1)\nthread B { }", "2:1 expected `}`, found `thread`"),
    ])
    func whatIsWrongWithThreadsIsReported(text: String, message: String) {
        #expect(errors(text).contains(message), "\(errors(text))")
    }

    @Test func emptyTextsAndDefinitionsAloneAreNoPrograms() {
        for text in ["", "\n\n  // nothing\n", "const N = 3", "fn f() { }", "program p"] {
            let result = parse(text)
            #expect(result.program == nil)
            #expect(result.diagnostics == [])
        }
    }

    @Test func aHundredThousandReplicasAreNoTrouble() throws {
        #expect(try program("atomic x\nthread t[100000] { x.fetch_add(id) }\nforbid (x == 1)").threads.count == 100_000)
    }
}

@Suite("A name means one register") struct RegisterTests {
    func register(_ name: String, of body: String) throws -> (Register, Thread) {
        let lowered = try program("atomic x\nthread A { \(body) }\nobserve A.\(name)")
        guard case .register(_, let register)? = lowered.observed.first else { throw CancellationError() }
        return (register, lowered.threads[0])
    }

    @Test func theLatestOutermostLetOfANameCounts() throws {
        let text = "thread A { let r = 1; let r = r + 1; if 1 { let r = 50 } }\nobserve A.r"
        #expect(try ran(text).value(of: "A.r") == 2)
        #expect(try program(text).threads[0].registers.filter { $0.name == "r" && $0.isOutermost }.count == 2)
    }

    @Test func siblingBlocksShareARegisterThatPropertiesReach() throws {
        let text = "atomic x = 1\nthread A { if x.load() { let r = 7 } else { let r = 8 } }\nobserve A.r"
        #expect(try ran(text).value(of: "A.r") == 7)
        #expect(try program(text).threads[0].registers.filter { $0.name == "r" }.count == 1)
    }

    @Test func anInnerLetDoesNotTouchTheOuterOne() throws {
        let text = "thread A { let s = 0; { let r = 1; { let r = 2; s = s * 10 + r }; s = s * 10 + r } }"
        #expect(try ran(text).value(of: "A.s") == 21)
    }

    @Test func functionsRegistersCannotBeNamed() {
        #expect(
            errors("fn f() { let q = 1 }\nthread A { f(); let p = 1 }\nexists (A.q == 1)") == [
                "3:11 `A` has no register `q`"
            ])
    }

    @Test func aReplicasNumberCanBeAskedFor() throws {
        let lowered = try program("atomic x\nthread t[2] { x.load() }\nforall (t1.id == 1)")
        #expect(lowered.threads[1].replicaID?.value == 1)
        #expect(columns(lowered) == ["t1.id"])
    }
}
