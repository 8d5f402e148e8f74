import Litmus
import ModelChecker
import Reports
import Testing

/// What reports say of errors.
@Suite struct ErrorReportTests {
    @Test func anErrorThatOnlyWeakMemoryAllowsSaysWhatAllowsIt() throws {
        let text = try report(on: """
            atomic ready, data
            thread A { data.store(42, Relaxed); ready.store(1, Relaxed) }
            thread B { if ready.load(Relaxed) == 1 { assert(data.load(Relaxed) == 42) } }
            """).text()
        #expect(text.contains("nothing keeps A's Relaxed store to data before its Relaxed store to ready;"))
        #expect(text.contains("which only sc forbids"))
    }
}
