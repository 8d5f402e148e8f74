import AtomicsCore
import Litmus
import Support
import Testing

@Suite("Classic programs on real threads", .serialized)
struct ClassicRunTests {
    @Test("store buffering with Relaxed shows both threads missing the other's flag, within a million iterations")
    func storeBufferingIsSeen() throws {
        let histogram = try run(ClassicPrograms.storeBuffering(.relaxed, .relaxed))
        #expect(histogram.iterations == 1_000_000)
        #expect(histogram.counted == 1_000_000)
        #expect(histogram.count(0, 0) > 0)
        #expect(histogram.isClean)
    }

    @Test("Release and Acquire do not help against store buffering")
    func releaseAndAcquire() throws {
        #expect(try run(ClassicPrograms.storeBuffering(.release, .acquire)).count(0, 0) > 0)
    }

    @Test("store buffering with SeqCst never shows it")
    func sequentiallyConsistentStoreBuffering() throws {
        let histogram = try run(ClassicPrograms.storeBuffering(.seqCst, .seqCst))
        #expect(histogram.counted == 1_000_000)
        #expect(histogram.count(0, 0) == 0)
        #expect(histogram.outcomes.count >= 2)
    }

    /// Both threads raise their flags and look for the other's with `step` in between.
    private func storeBuffering(with step: String) -> String {
        """
        atomic flag1 = 0, flag2 = 0, other
        thread A { flag1.store(1, Relaxed); \(step); let r1 = flag2.load(Relaxed) }
        thread B { flag2.store(1, Relaxed); \(step); let r2 = flag1.load(Relaxed) }
        observe A.r1, B.r2
        """
    }

    @Test("a SeqCst fence or a locked instruction between store and load forbids store buffering",
          arguments: ["fence(SeqCst)", "other.swap(1, Relaxed)", "other.fetch_add(1, Relaxed)",
                      "other.fetch_max(1, Relaxed)", "other.store(1, SeqCst)"])
    func fences(step: String) throws {
        let histogram = try run(storeBuffering(with: step))
        #expect(histogram.counted == 100_000)
        #expect(histogram.count(0, 0) == 0)
    }

    @Test("weaker fences and a fence of the compiler only do not",
          arguments: ["fence(AcqRel)", "fence(Acquire)", "compiler_fence(SeqCst)"])
    func weakFences(step: String) throws {
        #expect(try run(storeBuffering(with: step), iterations: 1_000_000).count(0, 0) > 0)
    }

    @Test("a message that has arrived brings its data along")
    func messagePassing() throws {
        let histogram = try run("""
            atomic ready = 0
            atomic data = 0
            thread A { data.store(1, Relaxed); ready.store(1, Relaxed) }
            thread B { let seen = ready.load(Relaxed); let value = data.load(Relaxed) }
            observe B.seen, B.value
            """)
        #expect(histogram.counted == 100_000)
        #expect(histogram.count(1, 0) == 0)
        #expect(histogram.count(1, 1) > 0)
    }

    @Test("two reads of one location never see its values in the wrong order")
    func coherence() throws {
        let histogram = try run("""
            atomic x = 0
            thread A { x.store(1, Relaxed); x.store(2, Relaxed) }
            thread B { let first = x.load(Relaxed); let second = x.load(Relaxed) }
            observe B.first, B.second, x
            """)
        #expect(histogram.counted == 100_000)
        for outcome in histogram.outcomes {
            #expect(outcome.values[0] <= outcome.values[1])
            #expect(outcome.values[2] == 2)
        }
    }

    @Test("the initial values and the final ones are those of the text")
    func finalValues() throws {
        let histogram = try run("""
            atomic x = 5, y = -7
            var d = 9223372036854775807
            atomic slots[3] = [1, 2, 3]
            thread A { let a = x.fetch_add(1); let b = slots[2].swap(40); slots[0].store(a + b) }
            """, iterations: 1000)
        #expect(histogram.counted == 1000)
        #expect(histogram.count(5, 3, 6, -7, .max, 8, 2, 40) == 1000)
    }
}
