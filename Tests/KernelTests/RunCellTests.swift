import JupyterProtocol
import ModelChecker
import Testing

@testable import Kernel

@Suite struct RunCellTests {
    @Test func aProgramIsRunAsOftenAsAsked() throws {
        let answer = Session().type("%%run --iterations 2k\n" + Cells.storeBuffering)
        let json = try #require(answer.json)
        #expect(json["mode"]?.string == "run")
        #expect(json["iterations"]?.int == 2000)
        let counts = json["outcomes"]?.array?.compactMap { $0["count"]?.int } ?? []
        #expect(counts.reduce(0, +) == 2000)
        #expect(answer.error == nil)
    }

    @Test func whatIsSeenIsWhatTheModelOfThisMachineAllows() throws {
        let answer = Session().type("%%compare --model tso --iterations 20k\n" + Cells.storeBuffering)
        #expect(answer.error == nil)
        let outcomes = try #require(answer.json?["outcomes"]?.array)
        #expect(outcomes.count == 4)
        #expect(outcomes.allSatisfy { $0["allowed"]?.bool == true })
    }

    @Test func whatIsSeenAndNotAllowedIsAnError() {
        // Ten million at most: the processor shows store buffering long before.
        let answer = Session().type("""
            %%compare --model sc --iterations 10M --seconds 4
            program sb
            atomic x, y
            thread A { x.store(1, Relaxed); let r = y.load(Relaxed) }
            thread B { y.store(1, Relaxed); let s = x.load(Relaxed) }
            """)
        #expect(answer.error?.name == "NotAllowed")
        #expect(answer.error?.value.contains("A.r = 0, B.s = 0, x = 1, y = 1 was seen") ?? false,
                "\(answer.error?.value ?? "")")
        #expect(answer.text.contains("NOT ALLOWED"))
    }

    @Test func greenThreadsShowTheSameEachTimeWithTheSameSeed() {
        let cell = "%%run --threads green --seed 5 --iterations 500\n" + Cells.storeBuffering
        let (first, second) = (Session().type(cell), Session().type(cell))
        #expect(first.error == nil)
        #expect(first.json?["outcomes"] == second.json?["outcomes"])
        // Interleavings only: the weak outcome is none.
        #expect(first.json?["outcomes"]?.array?.contains { $0["values"] == ["A.r1": 0, "B.r2": 0] } == false)
    }

    @Test func aProcessorThatIsNotThereIsAnError() {
        let answer = Session().type("%%run --affinity 4095\n" + Cells.storeBuffering)
        #expect(answer.error?.name == "RunError")
        #expect(answer.error?.value.contains("4095") ?? false)
    }

    @Test func aFailedAssertionOnTheMachineIsAnError() {
        let answer = Session().type("%%run --iterations 100\natomic x\nthread A { assert(x.load() == 1, \"one\") }")
        #expect(answer.error?.name == "AssertionFailed")
        #expect(answer.displays.count == 1)
    }

    @Test func anEarlierProgramIsRunAndComparedByItsName() {
        let session = Session()
        session.type(Cells.storeBuffering)
        session.type(Cells.herd)
        #expect(session.type("%run store_buffering --iterations 1k").json?["program"]?.string == "store_buffering")
        #expect(session.type("%compare store_buffering --iterations 1k").json?["mode"]?.string == "compare")
        // Without a name: the latest.
        #expect(session.type("%run --iterations 1k").json?["program"]?.string == "MP")
        session.type("%iterations 3k")
        #expect(session.type("%run store_buffering").json?["iterations"]?.int == 3000)
    }

    @Test func aBenchTellsItsRateItsCPUTimeAndItsContextSwitches() {
        let answer = Session().type("%%bench --seconds 200ms\n" + Cells.storeBuffering)
        #expect(answer.error == nil)
        #expect(answer.text.hasPrefix("store_buffering on 2 threads\n"))
        let parts = ["iterations a second", "CPU time", "of wall time", "processors busy", "context switch",
                     "involuntary"]
        for part in parts { #expect(answer.text.contains(part), "\(answer.text)") }
        let broken = Session().type("%%bench --iterations 10\natomic x\nthread A { assert(x.load() == 1) }")
        #expect(broken.error?.name == "AssertionFailed")
    }
}
