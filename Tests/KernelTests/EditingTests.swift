import JupyterProtocol
import Testing

@testable import Kernel

@Suite struct EditingTests {
    /// A text with `|` at the cursor, and completions that have to be among the answers.
    @Test(arguments: [
        ("%%ch|", ["%%check"]), ("%mo|", ["%model"]), ("%|", ["%list", "%%check", "%unroll"]),
        ("%%check --mo|", ["--model"]), ("%%run --|", ["--iterations", "--seed"]),
        ("%%check --model |", ["sc", "all"]), ("%%check --model=t|", ["tso"]), ("%%check --model tso,r|", ["rc11"]),
        ("%model t|", ["tso"]), ("%check st|", ["store_buffering"]), ("%timeline |", ["store_buffering", "weak"]),
        ("%timeline store_buffering A|", ["A.r1="]), ("%help mo|", ["models"]), ("%ascii o|", ["on", "off"]),
        ("%%check\natomic flag\nthread A { fl|ag.store(1) }", ["flag"]),
    ])
    func wordsAreCompleted(text: String, expected: [String]) throws {
        let session = Session()
        session.type(Cells.storeBuffering)
        let cursor = try #require(text.firstIndex(of: "|"))
        let offset = text[..<cursor].unicodeScalars.count
        let code = text.replacing("|", with: "", maxReplacements: 1)
        let reply = session.complete(code, cursor: offset)
        let matches = reply["matches"]?.array?.compactMap(\.string) ?? []
        for word in expected { #expect(matches.contains(word), "\(matches)") }
        let start = try #require(reply["cursor_start"]?.int)
        let typed = String(code.unicodeScalars.dropFirst(start).prefix(offset - start).map(Character.init))
        #expect(matches.allSatisfy { $0.hasPrefix(typed) })
        #expect(reply["status"]?.string == "ok")
    }

    @Test func theCursorCountsCodePoints() {
        let session = Session()
        let code = "// 👩‍👩‍👧 é\n%%ch"
        let reply = session.complete(code, cursor: code.unicodeScalars.count)
        #expect(reply["matches"]?.array?.contains("%%check") ?? false)
        #expect(reply["cursor_start"]?.int == code.unicodeScalars.count - 4)
        #expect(session.complete("%l", cursor: 99)["cursor_end"]?.int == 2)
        #expect(session.complete("%l", cursor: -4)["cursor_start"]?.int == 0)
    }

    @Test func directivesOptionsAndProgramsAreInspected() {
        let session = Session()
        session.type(Cells.storeBuffering)
        func text(_ code: String, _ cursor: Int) -> String {
            session.inspect(code, cursor: cursor, detail: 0)["data"]?["text/plain"]?.string ?? ""
        }
        #expect(text("%%compare --model tso", 4).contains("%%compare [options]"))
        #expect(text("%%compare --model tso", 14).contains("--model sc|tso|rc11|all"))
        #expect(text("%check store_buffering", 12).contains("flag1.store(1, Relaxed)"))
        #expect(text("%model", 3).contains("the memory model"))
        #expect(session.inspect("%nothing", cursor: 3, detail: 0)["found"]?.bool == false)
        #expect(session.inspect("", cursor: 0, detail: 0)["status"]?.string == "ok")
    }

    @Test func whatTheLanguageKnowsOfAWordIsShown() {
        let session = Session()
        session.type("fn twice(x) { return 2 * x }")
        let code = "%%check\natomic x\nthread A { x.fetch_add(twice(1), Relaxed) }"
        let cursor = code.unicodeScalars.count - 26
        let reply = session.inspect(code, cursor: cursor, detail: 0)
        #expect(reply["found"]?.bool == true)
        #expect(reply["data"]?["text/plain"]?.string?.contains("fetch_add") ?? false)
    }

    /// What a console asks while a cell is typed.
    @Test(arguments: [
        ("", "complete"), ("%list", "complete"), ("%model tso\n%list", "complete"), ("%%chekc", "complete"),
        ("%%check", "incomplete"), ("%%run --seed 4\n", "incomplete"), ("thread A {", "incomplete"),
        ("%%check\natomic x\nthread A { x.store(1)", "incomplete"), ("/* so far", "incomplete"),
        ("%%check\natomic x\nthread A { x.store(1) }\n", "complete"),
        ("atomic x\nthread A { x.store(1) }\n", "complete"),
        ("atomic x )", "invalid"), ("%%check\n%%run\n", "invalid"), ("%%types\nstruct S(", "incomplete"),
        ("%%types\nstruct S(i32);\n", "complete"), (Cells.herd, "complete"),
    ])
    func aConsoleKnowsWhetherACellIsWhole(code: String, status: String) {
        #expect(Session().isComplete(code)["status"]?.string == status)
    }

    @Test func anUnfinishedBlockIsIndented() {
        #expect(Session().isComplete("thread A {")["indent"]?.string == "    ")
    }

    @Test func frontEndsAreToldTheLanguage() {
        #expect(Session.languageInfo["name"]?.string == "memmodel")
        #expect(Session.languageInfo["file_extension"]?.string == ".memmodel")
    }
}
