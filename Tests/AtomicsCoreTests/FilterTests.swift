import AtomicsCore
import Language
import Litmus
import Testing

@Suite struct FilterTests {
    @Test(arguments: ThreadKind.allCases)
    func iterationsThatTheFilterDropsAreDiscarded(threads: ThreadKind) throws {
        let program = try #require(parse("""
            C filtered
            { x = 0; }
            P0 (atomic_int* x) { int r0 = atomic_fetch_add(x, 1); }
            P1 (atomic_int* x) { int r0 = atomic_fetch_add(x, 1); }
            filter (0:r0=0)
            exists (1:r0=1)
            """).program)
        var options = RunOptions()
        options.iterations = 2_000
        options.threads = threads
        let histogram = try run(program, options)
        let columns = try #require(program.tracked.firstIndex { program.label(of: $0) == "P1.r0" })
        #expect(histogram.outcomes.allSatisfy { $0.values[columns] == 1 })
        #expect(histogram.outcomes.reduce(0) { $0 + $1.count } + histogram.discarded == histogram.iterations)
    }
}
