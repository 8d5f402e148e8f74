@testable import AtomicsCore
import Language
import Litmus
import Testing

/// The ways in which bodies are executed.
enum BodyEngine: CaseIterable {
    case compiled, interpreted, green

    static let real: [BodyEngine] = [.compiled, .interpreted]

    func run(_ text: String, iterations: Int, seconds: Double? = nil) throws -> Histogram {
        let program = try #require(parse(text).program)
        var options = RunOptions()
        options.iterations = iterations
        options.seconds = seconds
        options.seed = 1
        options.threads = self == .green ? .green : .os
        if self == .green { return try AtomicsCore.run(program, options) }
        return try RealRun(program, options, interpreting: self == .interpreted).run { false }
    }
}

@Suite("Threads that wait go on, and iterations that are abandoned end for all", .serialized, .timeLimit(.minutes(1)))
struct AbandonedIterationTests {
    @Test("a notification is not lost however long a thread has waited for it",
          arguments: [(.compiled, 5_000_000), (.interpreted, 50_000), (.green, 1000)] as [(BodyEngine, Int)])
    func lateNotification(engine: BodyEngine, steps: Int) throws {
        let histogram = try engine.run("""
            mutex m
            condvar c
            var ready = 0
            thread W { lock m { while ready == 0 { c.wait(m) } } }
            thread N {
                m.lock()
                for i in 0..\(steps) { let z = i }
                ready = 1
                c.notify_all()
                m.unlock()
            }
            observe ready
            """, iterations: 50)
        #expect(histogram.count(1) == 50)
        #expect(histogram.stuck.isEmpty)
    }

    @Test("a thread waits for ever for a notification that came too early", arguments: BodyEngine.allCases)
    func lostNotification(engine: BodyEngine) throws {
        let histogram = try engine.run("""
            mutex m
            condvar c
            thread A { c.notify_all(); m.lock(); c.wait(m) }
            """, iterations: 20, seconds: 0.2)
        #expect(histogram.stuck == [StuckThread(thread: "A", line: 3, reason: "waits for the condition variable c")])
    }

    @Test("a notification of one lets one through, and one of all everybody", arguments: BodyEngine.allCases)
    func notifiedThreads(engine: BodyEngine) throws {
        let histogram = try engine.run("""
            mutex m
            condvar c
            var waiting = 0, woken = 0
            thread W[3] { lock m { waiting = waiting + 1; c.wait(m); woken = woken + 1 } }
            thread N {
                let all = 0
                while all == 0 { lock m { if waiting == 3 { all = 1 } } }
                c.notify_one()
                while all == 1 { lock m { if woken == 1 { all = 2 } } }
                c.notify_all()
            }
            observe woken
            """, iterations: 20)
        #expect(histogram.count(3) == 20)
        #expect(histogram.isClean)
    }

    private static let waits = [
        "b.wait()", "m.lock()", "l.read()", "l.write()", "s.acquire()", "let v = ch.recv()", "meet.send(1)",
        "n.lock(); c.wait(n)", "n.lock(); n.lock()", "while x.load() != 2 { }",
    ]

    /// B waits for what A does only if its check holds; A leaves with all locks held.
    private func run(_ engine: BodyEngine, check: String, wait: String) throws -> Histogram {
        try engine.run("""
            mutex m, n
            rwlock l
            condvar c
            barrier b(2)
            semaphore s(0)
            channel ch(1), meet(0)
            atomic x = 0
            thread A { m.lock(); l.write(); x.store(1); \(check) }
            thread B { while x.load() == 0 { }; \(wait) }
            observe x
            """, iterations: 50)
    }

    @Test("an iteration that an assume drops ends for those who wait, too", arguments: BodyEngine.allCases, waits)
    func dropped(engine: BodyEngine, wait: String) throws {
        let histogram = try run(engine, check: "assume(x.load() == 2)", wait: wait)
        #expect(histogram.discarded == 50)
        #expect(histogram.iterations == 50)
        #expect(histogram.stuck.isEmpty && histogram.warnings.isEmpty)
    }

    @Test("an iteration in which a check fails ends for those who wait, too", arguments: BodyEngine.allCases, waits)
    func failed(engine: BodyEngine, wait: String) throws {
        let histogram = try run(engine, check: "panic(\"no\")", wait: wait)
        #expect(histogram.failures.map(\.count) == [50])
        #expect(histogram.iterations == 50)
        #expect(histogram.stuck.isEmpty && histogram.warnings.isEmpty)
    }

    @Test("iterations in which nobody drops out go on while others are dropped or fail", arguments: BodyEngine.allCases,
          ["assume(r == 0)", "assert(r == 0)"])
    func someIterations(engine: BodyEngine, check: String) throws {
        let histogram = try engine.run("""
            barrier b(2)
            atomic x = 0
            thread A { let r = x.load(); \(check); b.wait() }
            thread B { x.store(1); b.wait() }
            observe x
            """, iterations: 300)
        #expect(histogram.counted + histogram.discarded + histogram.failures.map(\.count).reduce(0, +) == 300)
        #expect(histogram.iterations == 300)
        #expect(histogram.stuck.isEmpty && histogram.warnings.isEmpty)
    }

    @Test("a thread that waits gets the mutex back when its holder has left the iteration",
          arguments: BodyEngine.allCases)
    func mutexOfWhoHasLeft(engine: BodyEngine) throws {
        let histogram = try engine.run("""
            mutex m
            condvar c
            thread A { m.lock(); c.wait(m); m.unlock() }
            thread B { m.lock(); c.notify_all(); assume(false) }
            """, iterations: 100)
        #expect(histogram.discarded == 100)
    }

    @Test("an assume that is false drops the iteration with the failures of all threads",
          arguments: BodyEngine.allCases)
    func droppedFailures(engine: BodyEngine) throws {
        let histogram = try engine.run("""
            thread A { assert(false) }
            thread B { assume(false) }
            thread C { panic("no") }
            """, iterations: 5000)
        #expect(histogram.discarded == 5000)
        #expect(histogram.iterations == 5000)
        #expect(histogram.failures.isEmpty)
        #expect(histogram.outcomes.isEmpty)
    }

    @Test("the failures that count are those of iterations that no assume drops", arguments: BodyEngine.allCases)
    func failuresThatCount(engine: BodyEngine) throws {
        let histogram = try engine.run("""
            atomic x = 0
            thread A { x.store(1, Relaxed); assert(x.load() == 2, "lost") }
            thread B { let r = x.load(Relaxed); assume(r == 1) }
            finally { let f = 1 }
            observe B.r
            """, iterations: 5000)
        #expect(histogram.outcomes.isEmpty)
        #expect(histogram.failures.map(\.count).reduce(0, +) + histogram.discarded == 5000)
        #expect(histogram.failures.allSatisfy { $0.message == "assertion failed: lost" })
        #expect(engine != .green || !histogram.failures.isEmpty)
        #expect(engine != .green || histogram.discarded > 0)
    }

    @Test("a failure keeps the state in which it came", arguments: BodyEngine.allCases)
    func state(engine: BodyEngine) throws {
        let histogram = try engine.run("""
            atomic x = 0
            thread A { let r = x.swap(1); assert(r == 1) }
            thread B { while x.load() == 0 { }; yield_now() }
            """, iterations: 50)
        #expect(histogram.failures.first?.state == [NamedValue("A.r", 0), NamedValue("x", 1)])
    }

    @Test("of a batch that was interrupted the failures count on instances that all bodies have run on")
    func interruptedBatch() throws {
        let program = try #require(parse("thread A { assert(false) }\nthread B { assert(false) }").program)
        let memory = RunMemory(program, layout: InstanceLayout(program), capacity: 8, logWidths: [0, 0])
        let status = try #require(memory.layout.status)
        (memory.instance(1) + status).storeBytes(of: Abandonment.byAssume | Abandonment.byFailure, as: Int64.self)
        func worker(_ body: Int, finished: Int, counted: Range<Int>, failed: [Int]) -> BatchEnd {
            var end = BatchEnd(finished: finished, counted: counted)
            let site = FailureSite(body: body, instruction: 0, cause: .assertion)
            for instance in failed { end.failures.note(site, detail: 0, on: instance, state: []) }
            return end
        }
        var results = EngineResults()
        results.add(interrupted: [worker(0, finished: 5, counted: 0..<0, failed: [0, 1, 2, 4, 5]),
                                  worker(1, finished: 8, counted: 4..<5, failed: [2, 7])], memory: memory)
        let counts = results.failures.entries.mapValues(\.count)
        #expect(counts.sorted { $0.key.body < $1.key.body }.map(\.value) == [3, 1])
        // Instance 4 has been counted, 1 was dropped, 5 and 7 were not ended.
        #expect(results.failed == 2)
    }
}
