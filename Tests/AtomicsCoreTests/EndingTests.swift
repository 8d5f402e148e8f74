import AtomicsCore
import Language
import Litmus
import Support
import Testing

@Suite("Every run ends", .serialized, .timeLimit(.minutes(1)))
struct EndingTests {
    @Test("threads that wait for each other's locks are named, with the lines where they stand")
    func deadlock() throws {
        let histogram = try run("""
            mutex m, n
            barrier b(2)
            thread A {
                m.lock()
                b.wait()
                n.lock()
            }
            thread B {
                n.lock()
                b.wait()
                m.lock()
            }
            """, seconds: 0.3)
        #expect(histogram.stuck == [StuckThread(thread: "A", line: 6, reason: "waits for the mutex n"),
                                    StuckThread(thread: "B", line: 11, reason: "waits for the mutex m")])
        #expect(!histogram.isClean)
    }

    @Test("a thread that spins for ever is named, and one that has ended is not")
    func spinning() throws {
        let histogram = try run("""
            atomic go = 0
            thread A {
                let r = 1
                while go.load(Relaxed) == 0 { }
            }
            thread B { let r = go.load(Relaxed) }
            """, seconds: 0.2)
        #expect(histogram.stuck == [StuckThread(thread: "A", line: 4, reason: "spins")])
    }

    @Test("a run without a time limit gives up when nobody gets any further")
    func noLimit() throws {
        let histogram = try run("mutex m\nthread A { m.lock(); m.lock() }")
        #expect(histogram.stuck == [StuckThread(thread: "A", line: 2, reason: "waits for the mutex m")])
        #expect(!histogram.warnings.isEmpty)
    }

    @Test("the time limit ends a run that has more iterations before it")
    func timeLimit() throws {
        var options = RunOptions()
        options.iterations = .max
        options.seconds = 0.2
        let histogram = try run(ClassicPrograms.storeBuffering(.relaxed, .relaxed), options)
        #expect(histogram.iterations == histogram.counted)
        #expect(histogram.iterations > 0)
        #expect(histogram.seconds >= 0.2)
        #expect(histogram.isClean)
    }

    @Test("a run that is cancelled returns what it has")
    func cancelling() throws {
        var options = RunOptions()
        options.iterations = .max
        let histogram = try run(ClassicPrograms.storeBuffering(.relaxed, .relaxed), options) { true }
        #expect(histogram.iterations == histogram.counted)
    }

    @Test("thousands of threads come through, and each iteration is counted")
    func manyThreads() throws {
        let histogram = try run("""
            atomic x = 0
            thread T[2000] { x.fetch_add(1) }
            finally { x.fetch_add(5) }
            observe x
            """, iterations: 3)
        #expect(histogram.count(2005) == 3)
        #expect(histogram.isClean)
    }

    @Test("each of many threads has its own registers and locations in the outcome")
    func manyColumns() throws {
        let histogram = try run("""
            atomic slot[300] = 0
            rwlock l
            thread T[300] { write l { let old = slot[id].swap(id) } }
            """, iterations: 5)
        #expect(histogram.outcomes.map(\.count) == [5])
        // Each thread leaves its number; the slots are the last columns.
        let sum: Int64 = (0..<300).reduce(0, +)
        #expect(histogram.outcomes.first?.values.suffix(300).reduce(0, +) == sum)
    }

    @Test("a time limit that is over before all threads have been started ends the run, and the report says what to do")
    func limitWhileStarting() throws {
        let histogram = try run("atomic x\nthread T[20_000] { x.fetch_add(1) }", seconds: 0.001)
        #expect(histogram.iterations == 0)
        #expect(histogram.isClean)
        #expect(histogram.warnings.contains {
            $0.contains("of its 20000 threads had been started") && $0.contains("--threads green")
        })
    }

    @Test("a run that is cancelled at its start starts no threads")
    func cancelledAtOnce() throws {
        let program = try #require(parse("atomic x\nthread T[20_000] { x.fetch_add(1) }").program)
        let histogram = try run(program) { true }
        #expect(histogram.warnings.contains { $0.contains("when 0 of its 20000 threads had been started") })
    }
}
