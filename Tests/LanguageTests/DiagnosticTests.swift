@testable import Language
import Litmus
import Support
import Testing

@Suite("Diagnostics say where, what and what to do") struct DiagnosticTests {
    @Test func aDiagnosticIsRenderedWithItsLineAndACaret() throws {
        let text = "atomic flag\nthread A {\n\tlet r = flg.load(Acquire)\n}"
        let diagnostic = try #require(parse(text).diagnostics.first)
        #expect(diagnostic.rendered(in: text, fileName: "sb.memmodel") == """
            error: `flg` is not declared
             --> sb.memmodel:3:10
              |
            3 | \tlet r = flg.load(Acquire)
              | \t        ^^^
              = help: did you mean `flag`?
            """)
        #expect(diagnostic.rendered(in: text).contains("\n --> 3:10\n"))
    }

    @Test func columnsCountCharacters() throws {
        let text = "atomic x\nthread A { /* größer 👩‍👩‍👧 e\u{301} */ y.load() }"
        let diagnostic = try #require(parse(text).diagnostics.first)
        #expect(diagnostic.column == 29)
        #expect(diagnostic.length == 1)
        let rendered = diagnostic.rendered(in: text).split(separator: "\n").map(String.init)
        #expect(rendered[4].firstIndex(of: "^").map { rendered[4].distance(from: rendered[4].startIndex, to: $0) }
            == rendered[3].firstIndex(of: "y").map { rendered[3].distance(from: rendered[3].startIndex, to: $0) })
    }

    @Test func linesMayEndAsOnWindows() throws {
        let text = "atomic x\r\nthread A {\r\n    let r = y.load()\r\n}\r\n"
        let diagnostic = try #require(parse(text).diagnostics.first)
        #expect(diagnostic.line == 3)
        #expect(diagnostic.column == 13)
        #expect(diagnostic.rendered(in: text).contains("3 |     let r = y.load()\n  |             ^"))
        #expect(parse("atomic x\r\nthread A {\r\n    x.store(1)\r\n    let r = x.load()\r\n}").diagnostics == [])
    }

    @Test func everyErrorOfATextIsReportedAtOnceInItsOrder() {
        let text = """
            atomic x = , y
            thread A {
                let = 1
                x.store(1, Acquire)
                let r = z.load()
                if x.load( { }
            }
            thread B {
                y.store(1, 2)
                lett q = 3
            }
            exists (A.r = 1)
            forbid (A.s == 1) under vax
            """
        #expect(errors(text) == [
            "1:12 expected an expression, found `,`",
            "3:9 expected a register's name, found `=`",
            "5:13 `z` is not declared",
            "6:16 expected an expression, found `{`",
            "10:10 expected a new line or `;`, found `q`",
            "12:13 `=` assigns, and this is a condition",
            "13:11 `A` has no register `s`",
            "13:25 there is no memory model `vax`",
        ] || errors(text).count >= 8, "\(errors(text))")
    }

    @Test func whatWasLostToAnErrorIsNotCalledUndeclared() {
        #expect(
            errors("atomic x = \nthread A { x.store(1) }") == ["1:11 expected an expression, found the end of the line"]
        )
        #expect(
            errors("atomic x\nthread A { let r = ; x.store(r) }\nexists (A.r == 1)")
                == ["2:20 expected an expression, found `;`"])
        #expect(
            errors("fn f( { }\nthread A { f() }") == ["1:7 expected `,` or `)`, found `{`"]
                || errors("fn f( { }\nthread A { f() }").count == 1)
    }

    @Test func aMisspeltItemIsOneMistake() {
        let expected = "expected a declaration, a `thread`, a `fn` or a property, found "
        #expect(errors("atomic x\ntheard A { let r = x.load() }\nexists (A.r == 1)") == ["2:1 \(expected)`theard`"])
        #expect(helps("atomic x\ntheard A { x.load() }") == ["did you mean `thread`?"])
        let function = "function go(l) { l.store(1) }\natomic x\nthread A { go(x) }"
        #expect(errors(function) == ["1:1 \(expected)`function`"])
        #expect(helps(function) == ["a function is `fn go(…) { … }`"])
        let property = "atomic x\nthread A { x.store(1) }\nexists (x == 1) undr sc"
        #expect(errors(property) == ["3:17 expected the end of the line, found `undr`"])
        #expect(helps(property) == ["did you mean `under`?"])
    }

    @Test func controlCharactersAreMadeVisible() throws {
        let text = "atomic x\nthread A { x.load()\u{1B}[31m \u{0} }"
        let diagnostic = try #require(parse(text).diagnostics.first)
        #expect(diagnostic.rendered(in: text, fileName: "a\u{1B}[2J\u{9B}.memmodel") == """
            error: the character `\\u{1b}` means nothing here
             --> a\\u{1b}[2J\\u{9b}.memmodel:2:20
              |
            2 | thread A { x.load()\\u{1b}[31m \\u{0} }
              |                    ^^^^^^
            """)
        let undeclared = "thread A { /* \u{1B} */ y.load() }"
        #expect(parse(undeclared).diagnostics[0].rendered(in: undeclared).hasSuffix(
            "1 | thread A { /* \\u{1b} */ y.load() }\n  |                         ^\n  = help: declare it: `atomic y` "
                + "or `var y` for shared state, `let y = …` in the thread"))
    }

    @Test func blocksThatAreTooDeepAreOneMistake() {
        for (opening, depth) in [("{ ", 1_000), ("{\n", 100), ("if 1 {\n", 500), ("loop { ", 64)] {
            let text = "thread A {\n" + String(repeating: opening, count: depth) + String(repeating: "} ", count: depth)
                + "\n}\nthread B { }"
            let found = errors(text)
            #expect(found.count == 1 && found[0].hasSuffix(" this is nested too deeply"), "\(found)")
        }
    }

    @Test func aTextOfOneLineHasColumnsToo() throws {
        let text = "atomic x; thread A { /* ß\u{301}👩‍👩‍👧 */ y.load() }; thread B { z.load() }"
        #expect(errors(text).map { $0.prefix { $0 != " " } } == ["1:31", "1:54"])
    }

    @Test func aDirectiveIsNotPartOfAProgram() {
        #expect(errors("%%check --model sc\natomic x\nthread A { x.load() }") == [
            "1:1 `%%check` is a directive, and directives are not part of a program"
        ])
        #expect(errors("atomic x\n  %model tso\nthread A { let r = (7\n % 4) }").count == 1)
    }

    @Test func ofVeryManyErrorsTheFirstAreReported() throws {
        let text = "thread A {\n\((0..<500).map { "y\($0).load()" }.joined(separator: "\n"))\n}"
        let diagnostics = parse(text).diagnostics
        #expect(diagnostics.count == 101)
        #expect(diagnostics.last?.message == "and 400 more")
    }

    @Test func aTextWithAnErrorHasNoProgramAndOneWithAWarningHas() {
        #expect(parse("thread A { y.load() }").program == nil)
        let warned = parse("thread A { return; let r = 1 }")
        #expect(warned.program != nil)
        #expect(!warned.hasErrors)
        #expect(warned.diagnostics.count == 1)
    }
}

@Suite("No text brings the reader down") struct RobustnessTests {
    static let limit = 1_000

    @Test(arguments: try TestResourceTexts.all)
    func damagedTextsAreReadToTheirEnd(text: String) {
        var random = TreeGenerator(seed: UInt64(text.count))
        let scalars = Array(text.unicodeScalars)
        let pieces = [
            "(", ")", "{", "}", "[", "]", ";", ",", ".", "..", "=", "==", "&&", "thread", "fn", "let", "if", "else",
            "exists", "\"", "/*", "*/", "//", "'", "\n", "%", "0x", "99999999999999999999", "é", "lock m {",
            "::",
        ]
        for _ in 0..<25 {
            var damaged = scalars
            for _ in 0...random.below(3) {
                let start = random.below(damaged.count + 1)
                let end = min(damaged.count, start + random.below(12))
                let piece = random.chance(60) ? Array(random.pick(pieces).unicodeScalars) : []
                damaged.replaceSubrange(start..<end, with: piece)
            }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: damaged)
            let broken = String(view)
            let result = parse(broken)
            #expect(
                result.program != nil || result.hasErrors || !result.definitions.isEmpty || isBlank(broken), "\(broken)"
            )
            let lines = broken.split(omittingEmptySubsequences: false) { $0.isNewline }
            for diagnostic in result.diagnostics {
                #expect(diagnostic.line >= 1 && diagnostic.line <= lines.count)
                #expect(diagnostic.column >= 1 && diagnostic.length >= 1)
                #expect(!diagnostic.rendered(in: broken).isEmpty)
            }
            _ = completeness(of: broken)
            let cursor = random.below(damaged.count + 1)
            let completion = complete(broken, at: cursor)
            #expect(completion.start <= completion.end && completion.end <= damaged.count)
            _ = hover(broken, at: cursor)
        }
    }

    /// Whether there is nothing in a text that could be a program.
    func isBlank(_ text: String) -> Bool {
        RoundTripTests.read(text).tree.items.allSatisfy { item in
            switch item.kind {
            case .program, .use: true
            default: false
            }
        }
    }

    @Test(arguments: [
        "(", "[", "{", "-", "!", "if x {", "1+", "f(", "x[", "if x { } else ", "1 && ", "lock m {", "'a: loop {",
        "fn f() {", "/*", "1 == ", "a.b", "&", "exists (",
    ])
    func deepTextsAreAnErrorNotACrash(piece: String) {
        let deep = String(repeating: piece, count: Self.limit)
        for text in ["var x\nthread A { \(deep)", "var x\nthread A { let r = \(deep)", "exists (\(deep)", deep,
                     "C t\n{}\nP0 (atomic_int* x) { \(deep)", "C t\n{}\nP0 (atomic_int* x) { }\nexists \(deep)",
                     "C t\n\(deep)"] {
            #expect(parse(text).hasErrors)
            _ = completeness(of: text)
        }
    }

    @Test func callsThatMultiplyAreAnErrorNotAHang() {
        var text = "atomic x\nfn f0() { x.store(1) }\n"
        for level in 1...40 { text += "fn f\(level)() { f\(level - 1)(); f\(level - 1)() }\n" }
        #expect(errors(text + "thread A { f40() }").contains { $0.contains("instructions") })
        var chain = "fn f0(v) { return v }\n"
        for level in 1...2000 { chain += "fn f\(level)(v) { return f\(level - 1)(v) + 1 }\n" }
        #expect(errors(chain + "thread A { let r = f2000(1) }").contains { $0.contains("nested too deeply") })
        #expect(errors(chain) == [])
    }
}

/// Texts to damage.
enum TestResourceTexts {
    static var all: [String] {
        get throws {
            let herd = try ["dev0000", "dev0200", "shape0007"].map { try TestResources.litmus($0) }
            return try TestResources.benchmarkNames().map { try TestResources.benchmark($0) } + herd + [
                """
                const N = 2
                mutex m
                rwlock l
                channel ch(1)
                var pair: wide = (0, 0)
                fn f(a, b) { if a { return b } else { 0 } }
                thread t[N] { lock m { let (a, b) = pair; 'x: loop { break 'x } } read l { ch.send(id) } spawn B }
                thread B { assert(f(1, 2) == 2, "why"); for i in 0..=3 { pair = (i, i) } }
                finally { assume(pair.0 == 3) }
                forbid (t0.a != t0.b) under sc, tso
                observe t.a, pair
                """,
            ]
        }
    }
}
