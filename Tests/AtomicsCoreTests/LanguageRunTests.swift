import AtomicsCore
import Testing

@Suite("Everything in the language runs on real threads", .serialized)
struct LanguageRunTests {
    @Test("a spin lock of the program's own excludes the other thread")
    func spinLock() throws {
        let histogram = try run("""
            fn acquire(l) { while l.swap(1, Acquire) == 1 { spin_loop() } }
            fn release(l) { l.store(0, Release) }
            atomic l = 0
            var count = 0
            thread T[2] {
                for i in 0..3 { acquire(l); count = count + 1; release(l) }
            }
            observe count
            """, iterations: 20_000)
        #expect(histogram.count(6) == 20_000)
        #expect(histogram.isClean)
    }

    @Test("a wide variable is written and read a word at a time, and tears")
    func tearing() throws {
        let program = """
            var pair: wide = (0, 0)
            thread A { for i in 0..8 { pair = (1, 1); pair = (2, 2) } }
            thread B { let (first, second) = pair }
            observe B.first, B.second
            """
        // Where other programs take the processors, the two threads may be in turn for a while: then nothing tears.
        var torn = 0
        for _ in 0..<20 where torn == 0 {
            let histogram = try run(program, iterations: 500_000)
            #expect(histogram.counted == 500_000)
            let isWhole = histogram.outcomes.map { $0.values[0] == $0.values[1] }
            torn = zip(histogram.outcomes, isWhole).filter { !$0.1 }.map(\.0.count).reduce(0, +)
        }
        #expect(torn > 0 || Topology.ofThisMachine.processors.count == 1)
    }

    @Test("a wide variable under a lock is never torn")
    func wideUnderALock() throws {
        let histogram = try run("""
            var pair: wide = (0, 0)
            mutex m
            thread A { lock m { pair = (1, 1) } }
            thread B { lock m { let (first, second) = pair } }
            observe B.first, B.second
            """, iterations: 20_000)
        #expect(histogram.count(0, 0) + histogram.count(1, 1) == 20_000)
    }

    @Test("a count without a lock loses updates")
    func lostUpdates() throws {
        let histogram = try run("""
            atomic count = 0
            thread T[2] { count.store(count.load(Relaxed) + 1, Relaxed) }
            observe count
            """)
        #expect(histogram.count(1) > 0)
        #expect(histogram.count(1) + histogram.count(2) == 100_000)
    }

    @Test("a thread that waits for another's word goes on when it comes")
    func handshake() throws {
        let histogram = try run("""
            atomic turn = 0
            thread A { turn.store(1, Release); while turn.load(Acquire) != 2 { } let r = turn.load() }
            thread B { while turn.load(Acquire) != 1 { } turn.store(2, Release) }
            observe A.r
            """, iterations: 20_000)
        #expect(histogram.count(2) == 20_000)
    }

    @Test("mutexes and rwlocks are the system's, and exclude")
    func systemLocks() throws {
        let histogram = try run("""
            mutex m
            rwlock l
            var a = 0, b = 0
            thread T[2] {
                lock m { a = a + 1 }
                write l { b = b + 1 }
                read l { let seen = b }
                if m.try_lock() { a = a + 10; m.unlock() } else { lock m { a = a + 10 } }
            }
            observe a, b
            """, iterations: 2000)
        #expect(histogram.count(22, 2) == 2000)
        #expect(histogram.isClean)
    }

    @Test("condition variables, barriers, semaphores and channels are the system's too")
    func monitors() throws {
        let histogram = try run("""
            mutex m
            condvar c
            barrier b(2)
            semaphore s(0)
            channel ch(1)
            channel meet(0)
            var full = 0
            thread A {
                lock m { full = 1; c.notify_one() }
                let leads = b.wait()
                s.release()
                ch.send(7)
                meet.send(8)
                ch.send(9)
            }
            thread B {
                lock m { while full == 0 { c.wait(m) } }
                let leads = b.wait()
                s.acquire()
                let x = ch.recv()
                let y = meet.recv()
                let z = ch.recv()
                let (ok, nothing) = ch.try_recv()
                let sum = x * 100 + y * 10 + z
            }
            finally { let leaders = 0 }
            observe B.sum, B.ok
            """, iterations: 500)
        #expect(histogram.count(789, 0) == 500)
        #expect(histogram.isClean)
    }

    @Test("threads that are spawned start there, and are waited for by join")
    func spawning() throws {
        let histogram = try run("""
            atomic x = 0
            thread main {
                x.store(1, Relaxed)
                spawn worker
                join worker
                let r = x.load(Relaxed)
            }
            thread worker { x.fetch_add(1, Relaxed) }
            thread other { }
            observe main.r, x
            """, iterations: 5000)
        #expect(histogram.count(2, 2) == 5000)
    }

    @Test("a thread that is not spawned after all does not run")
    func notSpawned() throws {
        let histogram = try run("""
            atomic x = 0, go = 0
            thread main { if go.load(Relaxed) == 1 { spawn worker } }
            thread worker { let r = 5; x.store(1, Relaxed) }
            observe worker.r, x
            """, iterations: 5000)
        #expect(histogram.count(0, 0) == 5000)
    }

    @Test("finally comes after all threads, and sees all that they did")
    func finallySeesAll() throws {
        let histogram = try run("""
            var a = 0, b = 0
            thread A { a = 1 }
            thread B { b = 2 }
            finally { let sum = a + b; assert(sum == 3) }
            observe finally.sum
            """, iterations: 50_000)
        #expect(histogram.count(3) == 50_000)
        #expect(histogram.isClean)
    }

    @Test("failed assertions are counted by place, and the first is kept with its state")
    func assertions() throws {
        let histogram = try run("""
            atomic x = 0
            thread A { x.store(1, Relaxed) }
            thread B {
                let r = x.load(Relaxed)
                assert(r == 1, "B came too early")
            }
            """)
        let failure = try #require(histogram.failures.first)
        #expect(histogram.failures.count == 1)
        #expect(failure.kind == .assertion)
        #expect(failure.message == "assertion failed: B came too early")
        #expect(failure.thread == "B")
        #expect(failure.line == 5)
        #expect(failure.state.first == NamedValue("B.r", 0))
        #expect(failure.count + histogram.counted == 100_000)
        #expect(histogram.iterations == 100_000)
        #expect(!histogram.isClean)
    }

    @Test("indices out of range, divisions by zero and panics are errors of their iteration",
          arguments: [("let r = slots[3 + x.load(Relaxed)].load(Relaxed)",
                       "index 3 is out of range: slots has 3 elements"),
                      ("let r = 1 / x.load(Relaxed)", "division by zero"),
                      ("let r = 1 % x.load(Relaxed)", "remainder by zero"),
                      ("panic(\"no way\")", "panicked: no way"),
                      ("m.unlock()", "A unlocks m, which it does not hold")])
    func errors(statement: String, message: String) throws {
        let histogram = try run("""
            atomic x = 0, slots[3] = 0
            mutex m
            thread A { \(statement) }
            thread B { x.store(0, Relaxed) }
            """, iterations: 1000)
        #expect(histogram.failures.map(\.message) == [message])
        #expect(histogram.failures.map(\.count) == [1000])
        #expect(histogram.counted == 0)
        #expect(histogram.iterations == 1000)
    }

    @Test("iterations in which an assume is false are dropped, and counted")
    func assumptions() throws {
        let histogram = try run("""
            atomic x = 0
            thread A { x.store(1, Relaxed) }
            thread B { let r = x.load(Relaxed); assume(r == 1) }
            observe B.r
            """)
        #expect(histogram.count(0) == 0)
        #expect(histogram.count(1) + histogram.discarded == 100_000)
        #expect(histogram.discarded > 0)
        #expect(histogram.isClean)
    }

    @Test("a thread that waits for one whose check failed is let go")
    func abandonedIterations() throws {
        let histogram = try run("""
            atomic x = 0
            mutex m
            thread A { m.lock(); assert(x.load() == 1); x.store(1); m.unlock() }
            thread B { while x.load() == 0 { } lock m { } }
            """, iterations: 200)
        #expect(histogram.failures.map(\.count) == [200])
        #expect(histogram.stuck.isEmpty)
    }

    @Test("many outcomes are told apart, large values too")
    func manyOutcomes() throws {
        let histogram = try run("""
            atomic x = 0
            thread A { for i in 0..200 { x.store(i * 1000000007, Relaxed) } }
            thread B { let r = x.load(Relaxed); let s = x.load(Relaxed) * 3 }
            observe B.r, B.s
            """, iterations: 50_000)
        #expect(histogram.counted == 50_000)
        for outcome in histogram.outcomes {
            #expect(outcome.values[0] % 1_000_000_007 == 0 && outcome.values[0] * 3 <= outcome.values[1])
        }
        #expect(Set(histogram.outcomes.map(\.values)).count == histogram.outcomes.count)
    }

    @Test("a program with nothing to observe counts its iterations")
    func nothingObserved() throws {
        let histogram = try run("thread A { }", iterations: 1234)
        #expect(histogram.outcomes == [OutcomeTally(values: [], count: 1234)])
    }
}
