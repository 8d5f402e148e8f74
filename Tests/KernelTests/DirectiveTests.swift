import AtomicsCore
import JupyterProtocol
import ModelChecker
import Testing

@testable import Kernel

@Suite struct DirectiveTests {
    /// A line that is wrong, the line and column that are pointed at, and what the message has to say.
    @Test(arguments: [
        ("%%chekc\natomic x", 1, 1, ["no directive `%%chekc`", "%%compare", "did you mean `%%check`?"]),
        ("\n  %lsit", 2, 3, ["no directive `%lsit`", "%machine", "did you mean `%list`?"]),
        ("%%model tso\natomic x", 1, 1, ["did you mean `%model`?"]),
        ("%", 1, 1, ["a directive's name is missing", "%list"]),
        ("%model tos", 1, 8, ["`tos` is no value for `model`", "sc, tso, rc11 or all", "did you mean `tso`?"]),
        ("%model tso,r11", 1, 8, ["did you mean `rc11`?"]),
        ("%model sc tso", 1, 11, ["takes one value"]),
        ("%unroll 0", 1, 9, ["a positive number"]),
        ("%unroll -3", 1, 9, ["a positive number"]),
        ("%unroll 99999999999999999999", 1, 9, ["a positive number"]),
        ("%timeout soon", 1, 10, ["10s", "500ms", "or none"]),
        ("%affinity 0,x", 1, 11, ["spread", "processors' numbers"]),
        ("%expect race", 1, 1, ["set for one cell at a time"]),
        ("%%check --modle tso\natomic x", 1, 9, ["no option `--modle`", "--unroll", "did you mean `--model`?"]),
        ("%%check --model\natomic x", 1, 9, ["`--model` lacks its value", "sc, tso, rc11 or all"]),
        ("%%check --model --ascii\natomic x", 1, 9, ["`--model` lacks its value"]),
        ("%%check --expect rase\natomic x", 1, 18, ["did you mean `race`?", "livelock"]),
        ("%%check --unroll=no\natomic x", 1, 18, ["`no` is no value"]),
        ("%%check --iterations 4\natomic x", 1, 9, ["no option of `%%check`", "`%%run`", "`%%compare`"]),
        ("%%run --model tso\natomic x", 1, 7, ["no option of `%%run`", "`%%check`"]),
        ("%%run --threads blue\natomic x", 1, 17, ["os, green"]),
        ("%%check tso\natomic x", 1, 9, ["takes options only"]),
        ("%%run", 1, 7, ["nothing below `%%run`", "%run NAME"]),
        ("%%types", 1, 9, ["nothing below `%%types`"]),
        ("%%check\n// nothing", 1, 9, ["nothing below `%%check`"]),
        ("%%check\n%%run\natomic x", 2, 1, ["line 1 is `%%check` already"]),
        ("atomic x\nthread A { x.store(1) }\n%%run", 3, 1, ["stands above the program"]),
        ("%check --model tso\natomic x\nthread A { x.store(1) }", 1, 1, ["an earlier cell", "`%%check`"]),
        ("%check", 1, 8, ["no program yet"]),
        ("%check missing", 1, 8, ["no program `missing`"]),
        ("%check a b", 1, 10, ["takes one program's name"]),
        ("%timeline", 0, 0, []),
        ("%timeline missing 0,0", 1, 11, ["no program `missing`"]),
        ("%list all", 1, 7, ["takes no `all`"]),
        ("%list --ascii", 1, 7, ["takes no options"]),
        ("%help modles", 1, 7, ["no help on `modles`", "did you mean `%help models`?"]),
    ] as [(String, Int, Int, [String])])
    func whatIsWrongWithADirectiveIsSaidWithItsPlace(code: String, line: Int, column: Int, parts: [String]) {
        let answer = Session().type(code)
        guard line > 0 else {
            #expect(answer.error == nil)
            return
        }
        #expect(answer.error?.name == "DirectiveError")
        #expect(answer.error?.value.hasPrefix("line \(line): ") ?? false)
        #expect(answer.traceback.contains("cell:\(line):\(column)\n"), "\(answer.traceback)")
        for part in parts { #expect(answer.traceback.contains(part), "\(answer.traceback)") }
    }

    /// A setting, a value, and how it is shown.
    @Test(arguments: [
        ("model", "tso", "tso"), ("model", "ALL", "sc,tso,rc11"), ("unroll", "4", "4"), ("unroll", "1_000", "1000"),
        ("max-executions", "10k", "10000"), ("max-executions", "none", "none"), ("timeout", "5s", "5s"),
        ("timeout", "2min", "120s"), ("timeout", "250ms", "250ms"), ("timeout", "1.5", "1500ms"),
        ("timeout", "off", "none"), ("jobs", "2", "2"), ("memory", "512", "512"), ("symmetry", "off", "off"),
        ("iterations", "2M", "2000000"), ("seconds", "2", "2s"), ("affinity", "spread", "spread"),
        ("affinity", "0,1", "0,1"), ("threads", "green", "green"), ("seed", "7", "7"), ("seed", "none", "none"),
        ("timeline", "all", "all"), ("graph", "on", "on"), ("ascii", "on", "on"), ("ascii", "off", "off"),
    ])
    func aSettingIsKeptAndShown(name: String, value: String, shown: String) {
        let session = Session()
        let set = session.type("%\(name) \(value)  // for now")
        #expect(set.error == nil)
        #expect(set.outputs.isEmpty)
        #expect(session.type("%\(name)").result?["text/plain"]?.string == "\(name): \(shown)")
    }

    @Test func settingsReachTheCellsBelowThemAndLaterOnes() {
        let session = Session()
        #expect(session.type("%model tso\n" + Cells.storeBuffering).json?["model"]?.string == "tso")
        #expect(session.type(Cells.storeBuffering).json?["model"]?.string == "tso")
        #expect(session.type("%check store_buffering --model sc,rc11").json?.array?.count == 2)
    }

    @Test func everySettingAndDirectiveIsWhatTheLanguagePromises() {
        let directives = Set(Directive.all.map(\.name))
        #expect(directives.isSuperset(of: ["%%check", "%%run", "%%compare", "%%types", "%%bench", "%check", "%run",
                                           "%compare", "%timeline", "%list", "%show", "%machine", "%help"]))
        let check = Set(Directive.named("%%check")?.options.map(\.name) ?? [])
        #expect(check.isSuperset(of: ["model", "unroll", "max-executions", "timeout", "jobs", "timeline", "graph",
                                      "expect"]))
        let run = Set(Directive.named("%%run")?.options.map(\.name) ?? [])
        #expect(run.isSuperset(of: ["iterations", "seconds", "affinity", "threads", "seed"]))
    }

    @Test func linesOfACellAreDoneInTheirOrderAndTheLastAnswerIsItsResult() {
        let session = Session()
        session.type(Cells.storeBuffering)
        let answer = session.type("%model sc\n%model\n%model tso\n%model\n%list")
        let beginnings = answer.displays.map { $0["text/plain"]?.string?.prefix(10) }
        #expect(beginnings == ["model: sc", "model: tso", "store_buff"])
        #expect(answer.result?["text/plain"]?.string?.hasPrefix("store_buffering") ?? false)
    }

    @Test func linesBelowAProgramAreDoneAfterIt() {
        let answer = Session().type(Cells.storeBuffering + "\n%list\n")
        #expect(answer.displays.count == 2)
        #expect(answer.result?["text/plain"]?.string?.contains("store_buffering") ?? false)
    }

    @Test func aPercentSignInsideAProgramIsARemainder() {
        let answer = Session().type("""
            atomic x = 7
            thread A {
                let r = (x.load(Relaxed)
            %  4)
                let s = x.load(Relaxed)
                    % 4
            }
            forall (A.r == 3)
            """)
        // The second one begins a statement, which Rust would not read as going on; either way it is no directive.
        #expect(answer.error?.name != "DirectiveError")
    }

    @Test func directivesInsideCommentsAreComments() {
        #expect(Session().type("/*\n%lsit\n%%chekc\n*/\n" + Cells.storeBuffering).error == nil)
    }

    @Test func commentsAndEmptyLinesMayStandAboveADirective() {
        let answer = Session().type("// first\n\n%%check --model sc,tso\n" + Cells.storeBuffering)
        #expect(answer.json?.array?.count == 2)
    }

    @Test func linesThatEndAsOnWindowsAreRead() {
        let code = ("%%check --model tso\n" + Cells.storeBuffering).replacing("\n", with: "\r\n")
        let answer = Session().type(code)
        #expect(answer.error == nil)
        #expect(answer.json?["model"]?.string == "tso")
    }

    @Test func anErrorInALaterDirectiveIsSaidBeforeAnythingIsDone() {
        let answer = Session().type(Cells.storeBuffering + "\n%lsit")
        #expect(answer.error?.name == "DirectiveError")
        #expect(answer.outputs.isEmpty)
    }
}
