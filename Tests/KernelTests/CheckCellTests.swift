import JupyterProtocol
import Testing

@testable import Kernel

@Suite struct CheckCellTests {
    @Test func aCellIsCheckedUnderRC11AndItsResultIsTextAndHTML() throws {
        let answer = Session().type(Cells.storeBuffering)
        #expect(answer.error == nil)
        #expect(answer.outputs.count == 1)
        let result = try #require(answer.result)
        #expect(result["text/plain"]?.string?.contains("store_buffering under rc11: 4 executions, 4 outcomes") ?? false)
        #expect(result["text/html"]?.string?.contains("<table") ?? false)
        #expect(answer.json?["verdict"]?.string == "ok")
        #expect(answer.json?["executions"]?.int == 4)
    }

    @Test func theModelOfACellIsItsOwnAndLeavesTheSessionsAlone() {
        let session = Session()
        #expect(session.type("%%check --model tso\n" + Cells.storeBuffering).json?["model"]?.string == "tso")
        #expect(session.type(Cells.storeBuffering).json?["model"]?.string == "rc11")
    }

    @Test(arguments: ["all", "sc,tso,rc11", "sc,all"])
    func severalModelsAreComparedInOneTable(models: String) throws {
        let answer = Session().type("%%check --model \(models)\n" + Cells.storeBuffering)
        #expect(answer.json?.array?.compactMap { $0["model"]?.string } == ["sc", "tso", "rc11"])
        #expect(answer.error?.name == "PropertyViolated")
        #expect(answer.error?.value.hasPrefix("under sc: exists") ?? false)
    }

    @Test func aPropertyThatDoesNotHoldShowsTheTableAndThenAnError() throws {
        let answer = Session().type("%%check --model sc\n" + Cells.storeBuffering)
        #expect(answer.result == nil)
        #expect(answer.displays.count == 1)
        #expect(answer.text.contains("3 executions"))
        let error = try #require(answer.error)
        #expect(error.name == "PropertyViolated")
        #expect(error.value.contains("exists (A.r1 == 0 && B.r2 == 0) does not hold"))
        #expect(!answer.reply.hitLimit)
    }

    @Test func aDataRaceIsAnErrorWithItsTimelineAndItsLine() throws {
        let answer = Session().type("%%check\n" + Cells.race)
        #expect(answer.error?.name == "DataRace")
        // The directive's line counts: `let r = data` is the cell's fifth line.
        #expect(answer.error?.value.contains("line 5") ?? false)
        #expect(answer.text.contains("race under rc11: data race"))
    }

    @Test func anErrorShowsTheCellsLineEvenWhereAFunctionOfAnEarlierCellFails() {
        let session = Session()
        _ = session.type("fn check(v) {\n    assert(v == 1)\n}")
        let answer = session.type("%model tso\n%%check\natomic x\nthread A {\n    if x.load() == 0 { check(2) }\n}")
        #expect(answer.text.contains("\n    5 │ if x.load() == 0 { check(2) }\n"))
    }

    /// The names by which the kinds of errors are known to front ends.
    @Test(arguments: [
        ("atomic x\nthread A { x.store(1, Relaxed); assert(x.load(Relaxed) == 2, \"two\") }", "AssertionFailed"),
        ("thread A { panic(\"no\") }\natomic x", "AssertionFailed"),
        ("mutex m\nthread A { m.lock(); m.lock() }", "Deadlock"),
        ("atomic go\nthread A { while go.load(Acquire) == 0 { spin_loop() } }", "Livelock"),
        ("atomic s[2], i = 2\nthread A { let k = i.load(); s[k].store(1) }", "OutOfBounds"),
        ("atomic x\nthread A { let r = 1 / x.load() }", "ArithmeticError"),
        ("mutex m\nthread A { m.unlock() }", "Misuse"),
        ("atomic x\nthread A { x.store(1) }\nforbid (x == 1)", "PropertyViolated"),
        ("atomic x\nthread A { x.store(1) }\nforall (x == 0)", "PropertyViolated"),
    ])
    func eachKindOfErrorHasItsName(code: String, name: String) {
        let answer = Session().type(code)
        #expect(answer.error?.name == name, "\(answer.error?.value ?? "no error")")
        #expect(answer.displays.count == 1)
        #expect(answer.traceback == "\(name): \(answer.error?.value ?? "")")
    }

    @Test func anExpectedErrorMakesTheCellPassAndItsAbsenceMakesItFail() {
        let session = Session()
        #expect(session.type("%%check --expect race\n" + Cells.race).error == nil)
        let unraced = session.type("%%check --expect race\n" + Cells.storeBuffering)
        #expect(unraced.error?.name == "NotFound")
        let other = session.type("%%check --expect deadlock\n" + Cells.race)
        #expect(other.error?.name == "NotFound")
    }

    @Test func aHerdTestIsCheckedWithItsLinesAndRegisters() {
        let answer = Session().type("%%check --model sc\n" + Cells.herd)
        #expect(answer.text.contains("1:r0"))
        #expect(answer.error?.name == "PropertyViolated")
    }

    @Test func timelinesAreShownAsAsked() {
        let session = Session()
        let heading = "store_buffering under rc11: A.r1 ="
        func count(_ option: String) -> Int {
            session.type("%%check --timeline \(option)\n" + Cells.storeBuffering).text.split(separator: "\n")
                .count { $0.hasPrefix(heading) }
        }
        #expect(count("none") == 0)
        #expect(count("weak") == 1)
        #expect(count("all") == 4)
    }

    @Test func aGraphIsDrawnWhereOneIsAskedFor() {
        let session = Session()
        #expect(!session.type(Cells.storeBuffering).html.contains("<svg"))
        #expect(session.type("%%check --graph\n" + Cells.storeBuffering).html.contains("<svg"))
        session.type("%graph on")
        #expect(session.type(Cells.storeBuffering).html.contains("<svg"))
        #expect(!session.type("%%check --no-graph\n" + Cells.storeBuffering).html.contains("<svg"))
    }

    @Test func asciiIsASCII() {
        let answer = Session().type("%%check --ascii --timeline all --model tso\n" + Cells.storeBuffering)
        #expect(answer.text.contains("flag1"))
        #expect(answer.text.utf8.allSatisfy { $0 < 128 })
    }

    @Test func aLoopThatIsCutOffIsSaidSoWithItsBound() {
        let code = "atomic x\nthread A { loop { x.fetch_add(1, Relaxed); if x.load(Relaxed) == 40 { break } } }"
        #expect(Session().type("%%check --unroll 3\n" + code).text.contains("up to 3 iterations"))
        #expect(!Session().type("%%check --unroll 50\n" + code).text.contains("up to"))
    }

    @Test func aProgramWithoutANameIsCalledCellAndCanBeNamed() {
        let session = Session()
        #expect(session.type("atomic x\nthread A { x.store(1) }").json?["program"]?.string == "cell")
        #expect(session.type("%check").json?["program"]?.string == "cell")
        #expect(session.type("%check cell").error == nil)
    }

    @Test(arguments: ["", "  \n\n", "// nothing\n/* at all\n */\n", "\u{FEFF}"])
    func aCellWithoutAnythingIsFineAndSaysNothing(code: String) {
        let answer = Session().type(code)
        #expect(answer.error == nil)
        #expect(answer.outputs.isEmpty)
    }

    @Test func functionsAndConstantsAreKeptForLaterCells() {
        let session = Session()
        let definitions = "fn acquire(l) { while l.swap(1, Acquire) == 1 { spin_loop() } }\nconst N = 3"
        #expect(session.type(definitions).text == "defined fn acquire(l), const N = 3")
        let used = session.type("""
            atomic l, x
            thread A[2] { acquire(l); x.store(N, Relaxed); l.store(0, Release) }
            forall (x == 3)
            """)
        #expect(used.error == nil)
        #expect(Session().type("atomic x\nthread A { x.store(N) }").error?.name == "SyntaxError")
    }

    @Test func aProgramThatCannotBeReadIsShownWithCarets() {
        let answer = Session().type("%%check\natomic flag\nthread A { flg.store(1) }\nexists (A.q == 1)")
        #expect(answer.error?.name == "SyntaxError")
        #expect(answer.outputs.isEmpty)
        #expect(answer.error?.value.hasPrefix("line 3: `flg` is not declared") ?? false)
        #expect(answer.traceback.contains("3 | thread A { flg.store(1) }"))
        #expect(answer.traceback.contains("^^^"))
        #expect(answer.traceback.contains("did you mean `flag`?"))
    }

    @Test func aCellThatFailedToParseDefinesNothing() {
        let session = Session()
        session.type("const N = 3\natomic x\nthread A { y.store(1) }")
        #expect(session.type("atomic x\nthread A { x.store(N) }").error?.name == "SyntaxError")
        #expect(session.type("%check").error?.name == "DirectiveError")
    }
}
