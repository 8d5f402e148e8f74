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

    @Test func aBenchTellsRateCPUTimeContextSwitchesAndFairnessForEachNumberOfThreads() throws {
        let answer = Session().type("%%bench --seconds 50ms\n" + Cells.storeBuffering)
        #expect(answer.error == nil)
        let lines = answer.text.split(separator: "\n")
        #expect(lines[0].hasPrefix("program") && lines[1].hasPrefix("store_buffering        1"))
        #expect(lines[2].hasPrefix("store_buffering        2"))
        for part in ["ops/s", "CPU/wall", "waits/s", "preempted/s", "fairness", "involuntary context switches"] {
            #expect(answer.text.contains(part), "\(answer.text)")
        }
        #expect(answer.html.contains("<table"))
        let chart = try #require(answer.displays.last)
        #expect(chart["image/svg+xml"]?.string?.hasPrefix("<svg") == true)
        #expect(chart["application/vnd.vegalite.v5+json"]?["data"]?["values"]?.array?.count == 2)
    }

    @Test func severalProgramsAreTimedSideBySideInOneTableAndOneChart() throws {
        let session = Session()
        session.type("program spin\natomic l\nthread T[2] { while l.swap(1) == 1 { }; l.store(0) }")
        session.type("program system\nmutex m\nthread T[2] { lock m { } }")
        let answer = session.type("%bench spin system --seconds 50ms")
        #expect(answer.error == nil)
        #expect(answer.displays.count == 2)
        let programs = answer.text.split(separator: "\n").map { $0.prefix { $0 != " " } }
        #expect(programs[1..<5] == ["spin", "spin", "system", "system"])
        // Without a name: the latest.
        #expect(session.type("%bench --seconds 50ms").text.contains("system"))
        #expect(session.type("%bench spin sistem").traceback.contains("did you mean `system`?"))
    }

    @Test func aBodyThatFailsCannotBeTimed() {
        let answer = Session().type("%%bench\natomic x\nthread A { assert(x.load() == 1) }")
        #expect(answer.error?.name == "RunError")
        #expect(answer.error?.value.contains("assertion failed: assert(x.load() == 1)") ?? false)
    }

    @Test func aDeadlockThatTimingComesUponFailsTheCellAndIsDescribed() {
        let answer = Session().type("""
            %%bench --seconds 50ms
            mutex a, b
            barrier both(2)
            thread A { a.lock(); both.wait(); b.lock() }
            thread B { b.lock(); both.wait(); a.lock() }
            """)
        #expect(answer.error?.name == "Deadlock")
        // One thread alone waits at the barrier for ever.
        #expect(answer.error?.value.contains("A waits at the barrier both in line 4") ?? false)
    }
}
