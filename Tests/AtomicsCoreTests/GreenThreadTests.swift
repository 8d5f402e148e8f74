import AtomicsCore
import Language
import Litmus
import ModelChecker
import Support
import Synchronization
import Testing

@Suite("Green threads", .timeLimit(.minutes(1)))
struct GreenThreadTests {
    private func green(_ text: String, iterations: Int = 2000, seed: UInt64 = 1) throws -> Histogram {
        try run(text, iterations: iterations) {
            $0.threads = .green
            $0.seed = seed
        }
    }

    @Test("they interleave, and never show a store buffer")
    func interleaving() throws {
        var options = RunOptions()
        options.threads = .green
        options.iterations = 20_000
        let histogram = try run(ClassicPrograms.storeBuffering(.relaxed, .relaxed), options)
        #expect(histogram.counted == 20_000)
        #expect(histogram.count(0, 0) == 0)
        #expect(histogram.outcomes.map(\.values) == [[0, 1], [1, 0], [1, 1]])
        #expect(histogram.threads == .green)
    }

    @Test("the same seed gives the same run, another seed another")
    func reproducible() throws {
        let text = """
            atomic x = 0
            thread T[3] { for i in 0..3 { x.store(x.load() * 2 + id) } }
            """
        let first = try green(text, seed: 7)
        #expect(try green(text, seed: 7).outcomes == first.outcomes)
        #expect(try green(text, seed: 8).outcomes != first.outcomes)
    }

    @Test("every interleaving of a small program is found, and none that is not one")
    func allInterleavings() throws {
        let program = ClassicPrograms.storeBuffering(.seqCst, .seqCst)
        var options = RunOptions()
        options.threads = .green
        options.iterations = 2000
        let allowed = explore(program, CheckOptions(model: .sc)).outcomes.map(\.outcome.values)
        #expect(try run(program, options).outcomes.map(\.values) == allowed)
    }

    @Test("a deadlock is found, counted, and does not end the run")
    func deadlock() throws {
        let histogram = try green("""
            mutex m, n
            thread A { m.lock(); n.lock(); n.unlock(); m.unlock() }
            thread B { n.lock(); m.lock(); m.unlock(); n.unlock() }
            """)
        #expect(histogram.iterations == 2000)
        #expect(histogram.stuckIterations > 0)
        #expect(histogram.stuckIterations + histogram.counted == 2000)
        #expect(Set(histogram.stuck.map(\.reason)) == ["waits for the mutex n", "waits for the mutex m"])
    }

    @Test("spinning for what never comes is found")
    func livelock() throws {
        let histogram = try green("""
            atomic go = 0
            thread A { while go.load(Relaxed) == 0 { spin_loop() } }
            thread B { let r = go.load(Relaxed) }
            """)
        #expect(histogram.stuckIterations == 2000)
        #expect(histogram.stuck == [StuckThread(thread: "A", line: 2, reason: "spins")])
    }

    @Test("spinning for what comes is none")
    func spinning() throws {
        let histogram = try green("""
            atomic l = 0
            var count = 0
            thread T[3] {
                while l.swap(1, Acquire) == 1 { }
                count = count + 1
                l.store(0, Release)
            }
            observe count
            """)
        #expect(histogram.count(3) == 2000)
    }

    @Test("locks, condition variables, barriers, semaphores and channels do what they are for")
    func objects() throws {
        let histogram = try green("""
            mutex m
            rwlock l
            condvar c
            barrier b(2)
            semaphore s(0)
            channel ch(1)
            channel meet(0)
            var full = 0
            thread A {
                lock m { full = 1; c.notify_all() }
                let leads = b.wait()
                s.release()
                write l { full = 2 }
                ch.send(7)
                meet.send(8)
                ch.send(9)
            }
            thread B {
                lock m { while full == 0 { c.wait(m) } }
                let leads = b.wait()
                s.acquire()
                read l { let seen = full }
                let sum = ch.recv() * 100 + meet.recv() * 10 + ch.recv()
                let (ok, nothing) = ch.try_recv()
            }
            observe B.sum, B.ok, A.leads, B.leads
            """)
        #expect(histogram.count(789, 0, 0, 1) + histogram.count(789, 0, 1, 0) == 2000)
    }

    @Test("failed assertions are counted with their first state, and false assumes dropped")
    func checks() throws {
        let histogram = try green("""
            atomic x = 0, y = 0
            thread A { x.store(1) }
            thread B { let r = x.load(); assume(y.load() == 0); assert(r == 1) }
            """)
        #expect(histogram.failures.map(\.kind) == [.assertion])
        #expect(histogram.failures.map(\.count).reduce(histogram.counted, +) == 2000)
        #expect(histogram.failures.first?.state.first == NamedValue("B.r", 0))
    }

    @Test("a loop that always changes memory ends by the time limit")
    func endless() throws {
        let histogram = try run("atomic x = 0\nthread A { loop { x.fetch_add(1) } }", seconds: 0.2) {
            $0.threads = .green
        }
        #expect(histogram.stuck.map(\.thread) == ["A"])
    }

    @Test("a hundred thousand of them run", .timeLimit(.minutes(1)))
    func manyThreads() throws {
        let body = Thread(name: "T", instructions: [
            .readModifyWrite(to: nil, .add, Address(base: 0), .constant(1), .relaxed),
        ], registers: [])
        let threads = (0..<100_000).map { number in
            var thread = body
            thread.name = "T\(number)"
            return thread
        }
        let program = Program(name: "many", locations: [Location(name: "x", kind: .atomic)], threads: threads,
                              observed: [.location(0)])
        var options = RunOptions()
        options.threads = .green
        options.iterations = 1
        let histogram = try run(program, options)
        #expect(histogram.count(100_000) == 1)
    }

    @Test("spawned threads start where they are spawned")
    func spawning() throws {
        let histogram = try green("""
            atomic x = 0
            thread main { spawn worker; join worker; let r = x.load() }
            thread worker { x.store(5) }
            thread never { if x.load() == 99 { spawn lazy } }
            thread lazy { x.store(100) }
            observe main.r
            """)
        #expect(histogram.count(5) == 2000)
    }

    @Test("whoever waits for a mutex may be the next to get it, as the seed has it")
    func fairness() throws {
        let text = """
            mutex m
            atomic order = 0
            thread T[4] { lock m { order.store(order.load() * 10 + id) } }
            observe order
            """
        let first = try green(text, iterations: 20_000, seed: 3)
        #expect(first.outcomes.count == 24)
        #expect(try green(text, iterations: 20_000, seed: 3).outcomes == first.outcomes)
    }

    @Test("notify_one wakes any of those that wait")
    func notifyOne() throws {
        let histogram = try green("""
            mutex m
            condvar c
            var waiting = 0, first = 0
            thread T[3] {
                lock m { waiting = waiting + 1; c.wait(m); if first == 0 { first = id + 1 } }
            }
            thread N {
                loop { lock m { if waiting == 3 { break } } }
                c.notify_one()
                loop { lock m { if first != 0 { break } } }
                c.notify_all()
            }
            observe first
            """)
        #expect(histogram.outcomes.map(\.values) == [[1], [2], [3]])
        #expect(histogram.counted == 2000)
    }

    @Test("fifty thousand come through one object, whatever it is", .timeLimit(.minutes(1)), arguments: [
        "mutex m\nthread T[50_000] { lock m { n.fetch_add(1) } }",
        "rwlock l\nthread T[49_900] { read l { n.fetch_add(1) } }\nthread W[100] { write l { n.fetch_add(1) } }",
        "semaphore s(3)\nthread T[50_000] { s.acquire(); n.fetch_add(1); s.release() }",
        "barrier b(50_000)\nthread T[50_000] { let leads = b.wait(); n.fetch_add(1) }",
        "channel ch(0)\nthread S[50_000] { ch.send(1) }\nthread R[50_000] { let v = ch.recv(); n.fetch_add(v) }",
        "channel ch(99)\nthread S[50_000] { ch.send(1) }\nthread R[50_000] { let v = ch.recv(); n.fetch_add(v) }",
        """
        mutex m
        condvar c
        var go = 0
        thread T[50_000] { lock m { while go == 0 { c.wait(m) } }; n.fetch_add(1) }
        thread G { lock m { go = 1; c.notify_all() } }
        """,
    ])
    func crowds(text: String) throws {
        let histogram = try green("atomic n = 0\n\(text)\nobserve n", iterations: 1)
        #expect(histogram.count(50_000) == 1)
    }

    @Test("the time limit ends an iteration in which all threads but one always wait")
    func limitAmongThreadsThatWait() throws {
        let histogram = try run("""
            atomic l = 0
            thread T[20_000] { while l.swap(1) == 1 { }; l.store(0) }
            """, iterations: .max, seconds: 0.1) { $0.threads = .green }
        #expect(histogram.warnings.contains { $0.contains("in the middle of an iteration") })
        #expect(histogram.stuck.count <= 16)
    }

    @Test("a thread that has not had enough turns when the run ends is not stuck")
    func endedInTheMiddle() throws {
        let histogram = try run("atomic x = 0\nthread A { for i in 0..1_000_000_000_000 { x.store(i) } }",
                                seconds: 0.1) { $0.threads = .green }
        #expect(histogram.iterations == 0)
        #expect(histogram.stuck.isEmpty)
        #expect(histogram.warnings.contains { $0.contains("1 of 1 threads had not come to their end") })
    }

    @Test("cancelling ends an iteration")
    func cancelling() throws {
        var options = RunOptions()
        options.threads = .green
        let program = try #require(parse("atomic x = 0\nthread A { loop { x.fetch_add(1) } }").program)
        let start = Atomic(0)
        let histogram = try run(program, options) { start.add(1, ordering: .relaxed).oldValue > 0 }
        #expect(histogram.iterations == 0)
        #expect(histogram.stuck.map(\.thread) == ["A"])
    }

    @Test("a finally that never ends is no outcome, nor is one that cannot begin")
    func finally() throws {
        let endless = try green("""
            atomic x = 0
            thread A { x.store(1) }
            finally { while x.load() == 1 { } }
            """)
        #expect(endless.stuck == [StuckThread(thread: "finally", line: 3, reason: "spins")])
        #expect(endless.stuckIterations == 2000)
        #expect(endless.outcomes.isEmpty)
        let waiting = try green("mutex m\nthread A { m.lock() }\nfinally { m.lock() }")
        #expect(waiting.stuck == [StuckThread(thread: "finally", line: 3, reason: "waits for the mutex m")])
        #expect(waiting.outcomes.isEmpty)
        let unreached = try green("mutex m\natomic x\nthread A { m.lock(); m.lock() }\nfinally { x.store(1) }")
        #expect(unreached.stuck.map(\.thread) == ["A"])
        #expect(unreached.outcomes.isEmpty)
    }

    @Test("that an affinity has no effect is said")
    func affinity() throws {
        let histogram = try run("atomic x\nthread A { x.store(1) }", iterations: 10) {
            $0.threads = .green
            $0.affinity = .spread
        }
        #expect(histogram.warnings.contains { $0.contains("affinity has no effect") })
        #expect(try green("atomic x\nthread A { x.store(1) }").warnings.isEmpty)
    }
}
