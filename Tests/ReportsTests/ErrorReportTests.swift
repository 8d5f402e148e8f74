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

    /// `12 │ if r1 == 1 { assert(false) }`: the line as it was written, whatever it holds.
    @Test(arguments: [
        ("atomic x\nthread A {\n    if x.load() == 0 { assert(false) }   // never\r\n}",
         "3 │ if x.load() == 0 { assert(false) }   // never"),
        ("\n\natomic x\nthread A { x.store(1); assert(false) }\n", "4 │ thread A { x.store(1); assert(false) }"),
        ("fn check(v) {\n\tassert(v == 1)\n}\natomic x\nthread A {\n\tcheck(x.load())\n}",
         "2 │ assert(v == 1)"),
    ])
    func theLineOfAnErrorIsShownAsItWasWritten(_ text: String, _ line: String) throws {
        #expect(try report(on: text).text().contains("\n    \(line)\n"))
    }

    @Test func aRaceInHerdsFormatShowsItsLine() throws {
        let text = try report(on: """
            C race
            { x = 0; }
            P0 (int *x) {
              *x = 1; *x = 2;
            }
            P1 (int *x) {
              int r0 = *x;  int r1 = *x;
            }
            exists (1:r0=1)
            """).text()
        #expect(text.contains("\n    7 │ int r0 = *x;  int r1 = *x;\n"))
    }

    @Test func aProgramWithoutTextShowsTheStatementsAtTheLine() {
        let text = ExampleReports.messagePassing.text()
        #expect(text.contains("\n    12 │ let seen = data\n"))
    }
}
