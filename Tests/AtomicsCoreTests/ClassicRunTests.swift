import AtomicsCore
import Litmus
import Support
import Testing

@Suite("Classic programs on real threads", .serialized)
struct ClassicRunTests {
    @Test("outcomes add up to the iterations, and every one of them is possible under sequential consistency")
    func sequentiallyConsistentStoreBuffering() throws {
        var options = RunOptions()
        options.iterations = 20_000
        let histogram = try run(ClassicPrograms.storeBuffering(.seqCst, .seqCst), options)
        #expect(histogram.iterations == 20_000)
        #expect(histogram.outcomes.map(\.count).reduce(0, +) == 20_000)
        #expect(!histogram.outcomes.contains { $0.values == [0, 0] })
        #expect(histogram.isClean)
    }
}
