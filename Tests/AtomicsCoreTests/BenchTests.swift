import AtomicsCore
import Foundation
import Language
import Litmus
import Testing

@Suite("Timing of bodies", .serialized, .timeLimit(.minutes(1)))
struct BenchTests {
    private func bench(_ text: String, seconds: Double = 0.05, threadCounts: [Int]? = nil) throws -> BenchSeries {
        var options = BenchOptions()
        options.seconds = seconds
        options.threadCounts = threadCounts
        return try AtomicsCore.bench(try #require(parse(text).program), options)
    }

    @Test("every number of threads is timed, with each thread's share")
    func series() throws {
        let series = try bench("program adding\natomic x = 0\nthread T[3] { x.fetch_add(1, Relaxed) }")
        #expect(series.name == "adding")
        #expect(series.results.map(\.threads.count) == [1, 2, 3])
        for result in series.results {
            #expect(result.operations > 0)
            #expect(result.wallSeconds > 0)
            #expect(result.cpuSeconds > 0)
            #expect(result.fairness > 0 && result.fairness <= 1)
        }
    }

    @Test("a mutex, a spin lock and one that yields are held by one thread at a time",
          arguments: ["m.lock(); CRITICAL; m.unlock()",
                      "while l.swap(1, Acquire) == 1 { spin_loop() }; CRITICAL; l.store(0, Release)",
                      "while l.swap(1, Acquire) == 1 { yield_now() }; CRITICAL; l.store(0, Release)"])
    func locks(body: String) throws {
        let critical = "inside = inside + 1; assert(inside == 1); inside = inside - 1"
        let series = try bench("""
            mutex m
            atomic l = 0
            var inside = 0
            thread T[3] { \(body.replacing("CRITICAL", with: critical)) }
            """)
        #expect(series.results.allSatisfy { $0.operations > 0 })
    }

    @Test("one thread that does everything is as unfair as can be")
    func fairness() {
        func share(_ operations: Int) -> BenchResult.ThreadShare {
            .init(thread: "T", operations: operations, cpuSeconds: 1, voluntarySwitches: 1, involuntarySwitches: 2)
        }
        #expect(BenchResult(threads: [share(5), share(5)], wallSeconds: 2).fairness == 1)
        let unfair = BenchResult(threads: [share(8), share(0), share(0), share(0)], wallSeconds: 2)
        #expect(unfair.fairness == 0.25)
        #expect(unfair.operationsPerSecond == 4)
        #expect(unfair.cpuShare == 2)
        #expect(unfair.involuntarySwitches == 8)
    }

    @Test("the table has a row for each program and number of threads, within 80 columns")
    func table() throws {
        let series = try [bench("program plain\natomic x = 0\nthread T[2] { x.fetch_add(1) }"),
                          bench("program locked\nmutex m\nthread T[2] { lock m { } }")]
        let lines = benchTable(series).split(separator: "\n")
        #expect(lines.count == 5)
        #expect(lines.allSatisfy { $0.count <= 80 })
        #expect(lines[1].hasPrefix("plain") && lines[4].hasPrefix("locked"))
    }

    @Test("the chart is Vega-Lite with a point for each row, whatever the program's name")
    func chart() throws {
        let result = BenchResult(threads: [.init(thread: "T", operations: 10, cpuSeconds: 1, voluntarySwitches: 0,
                                                 involuntarySwitches: 0)], wallSeconds: 2)
        let text = benchChart([BenchSeries(name: "a \"quoted\" name", results: [result])])
        let chart = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let rows = try #require((chart["data"] as? [String: Any])?["values"] as? [[String: Any]])
        #expect(rows.count == 1)
        #expect(rows[0]["program"] as? String == "a \"quoted\" name")
        #expect(rows[0]["operations a second"] as? Double == 5)
        #expect((chart["$schema"] as? String)?.contains("vega-lite") == true)
    }

    @Test("bodies that nobody can get through are an error that says who waits where")
    func deadlock() {
        let error = #expect(throws: RunError.self) {
            try bench("atomic x = 0\nthread A { while x.load() == 0 { } }", threadCounts: [1])
        }
        #expect(error?.description == "nobody came to the end of a body: A spins in line 2")
        #expect(error?.finding == .livelock)
    }

    @Test("a deadlock after some bodies is an error that says who waits where, also where others get on",
          arguments: ["", "atomic x\nthread C { x.fetch_add(1) }"])
    func lateDeadlock(bystander: String) throws {
        let text = """
            mutex a, b
            barrier both(2)
            atomic round = 0
            thread A {
                if round.fetch_add(1) < 100 { return }
                a.lock(); both.wait()
                b.lock()
                b.unlock(); a.unlock()
            }
            thread B {
                if round.fetch_add(1) < 100 { return }
                b.lock(); both.wait()
                a.lock()
                a.unlock(); b.unlock()
            }
            \(bystander)
            """
        let error = #expect(throws: RunError.self) {
            try bench(text, threadCounts: [bystander.isEmpty ? 2 : 3])
        }
        let description = try #require(error?.description)
        #expect(description.contains(bystander.isEmpty ? "nobody came" : "not everybody came"))
        #expect(description.hasSuffix("A waits for the mutex b in line 7, B waits for the mutex a in line 13"))
        #expect(error?.finding == .deadlock)
    }

    @Test("threads that wait for each other's next body, or get no chance for long, are not stuck",
          arguments: ["channel c(1)\nthread S { c.send(1) }\nthread R { let v = c.recv() }",
                      "barrier b(2)\nthread T[2] { let leads = b.wait() }",
                      """
                      atomic l
                      thread T[4] { while l.swap(1) == 1 { }; for i in 0..50_000 { spin_loop() }; l.store(0) }
                      """])
    func waiting(text: String) throws {
        for _ in 0..<5 {
            let series = try bench(text, seconds: 0.02, threadCounts: [text.contains("T[4]") ? 4 : 2])
            #expect(series.results.allSatisfy { $0.operations > 0 })
        }
    }

    @Test("a timing that is cancelled ends, whatever the threads are at")
    func cancelling() throws {
        var options = BenchOptions()
        options.seconds = 3600
        options.threadCounts = [2]
        let program = try #require(parse("mutex a\nthread A { a.lock() }\nthread B { a.lock() }").program)
        _ = try? AtomicsCore.bench(program, options) { true }
    }

    @Test("a body that fails is an error")
    func failure() {
        let error = #expect(throws: RunError.self) { try bench("atomic x = 0\nthread A { assert(x.load() == 1) }") }
        #expect(error?.description
            == "A's body fails when it is repeated (line 2): assertion failed: assert(x.load() == 1)")
    }

    @Test("what cannot be timed is refused with the reason")
    func refusals() {
        #expect(throws: RunError.self) { try AtomicsCore.bench(Program(name: "", locations: [], threads: [])) }
        #expect(throws: RunError.self) { try bench("thread A { spawn B }\nthread B { }") }
        #expect(throws: RunError.self) { try bench("thread A { }", threadCounts: [2]) }
    }
}
