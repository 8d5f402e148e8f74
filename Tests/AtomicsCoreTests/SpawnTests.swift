@testable import AtomicsCore
import Language
import Litmus
import ModelChecker
import Testing

@Suite("A thread can be spawned once", .timeLimit(.minutes(1)))
struct SpawnTests {
    /// What runs a program.
    enum Runner: CaseIterable { case compiled, interpreting, green }

    private func run(_ text: String, by runner: Runner) throws -> Histogram {
        let program = try #require(parse(text).program)
        var options = RunOptions()
        options.iterations = 200
        options.seed = 1
        options.threads = runner == .green ? .green : .os
        if runner == .interpreting { return try RealRun(program, options, interpreting: true).run { false } }
        return try AtomicsCore.run(program, options)
    }

    /// Programs in which every execution spawns B again in line 3.
    private static let spawningAgain = [
        "atomic x\nthread A { spawn B\nspawn B }\nthread B { x.fetch_add(1) }",
        "atomic x\nthread A { for i in 0..2 {\nspawn B\n} }\nthread B { x.fetch_add(1) }",
        "atomic x\nthread A { spawn B; join B\nspawn B }\nthread B { x.fetch_add(1) }",
        "atomic x\nthread A { spawn B; x.store(9); if x.load() == 9 {\nspawn B } }\nthread B { let r = x.load() }",
        "atomic x\nthread A { spawn B; spawn C; join C\nspawn B }\nthread B { while x.load() == 0 { } }\nthread C { }",
    ]

    @Test("spawning it again is misuse, for the checker and for whatever runs it",
          arguments: spawningAgain, Runner.allCases)
    func again(text: String, runner: Runner) throws {
        let histogram = try run(text, by: runner)
        let program = try #require(parse(text).program)
        let error = try #require(explore(program).errors.first { $0.kind == .misuse })
        let failure = try #require(histogram.failures.first)
        #expect((failure.kind, failure.thread, failure.line) == (error.kind, error.thread, error.line))
        #expect(failure.line == 3)
        #expect(failure.message.hasPrefix("A spawns B, which has been started already"))
        #expect(failure.count == 200)
        #expect(histogram.iterations == 200)
        #expect(histogram.outcomes.isEmpty)
    }

    @Test("of two threads that spawn the same one either may be too late", arguments: Runner.allCases)
    func either(runner: Runner) throws {
        let histogram = try run("thread A { spawn B }\nthread C { spawn B }\nthread B { }", by: runner)
        #expect(histogram.failures.allSatisfy { $0.kind == .misuse })
        #expect(histogram.failures.map(\.count).reduce(0, +) == 200)
    }

    @Test("a thread that is spawned in one branch or the other is spawned once", arguments: Runner.allCases)
    func branches(runner: Runner) throws {
        let histogram = try run("""
            atomic x = 0
            thread A { if x.load() == 0 { spawn B } else { spawn B } }
            thread B { x.store(1) }
            thread C { x.store(2) }
            """, by: runner)
        #expect(histogram.failures.isEmpty)
        #expect(histogram.outcomes.map(\.count).reduce(0, +) == 200)
    }
}
