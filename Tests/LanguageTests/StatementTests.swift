import Language
import Litmus
import Testing

@Suite("Statements do what the language's page says") struct StatementTests {
    func value(of name: String, after statements: String, sourceLocation: SourceLocation = #_sourceLocation) throws
        -> Int64?
    {
        try ran(
            "atomic x = 5, slot[4]\nvar data = 3, buf[4]\nconst N = 3\nthread A {\n\(statements)\n}",
            sourceLocation: sourceLocation
        ).value(of: name)
    }

    @Test(arguments: [
        ("2 + 3 * 4", 14), ("(2 + 3) * 4", 20), ("10 - 4 - 3", 3), ("100 / 7 % 4", 2), ("1 + 2 << 3", 24),
        ("6 & 3 == 2", 1), ("(6 & 3) == 2", 1), ("1 | 6 ^ 3 & 5", 7), ("1 << 2 + 1", 8), ("-3 + 1", -2), ("!3", 0),
        ("!0", 1),
        ("-(-9223372036854775808)", Int64.min), ("9223372036854775807 + 1", Int64.min), ("-7 / 2", -3), ("-7 % 4", -3),
        ("1 < 2 && 3 >= 3", 1), ("0 || 5", 1), ("2 && 5", 1), ("1 || 0 && 0", 1), ("!1 || 1", 1), ("-1 >> 1", -1),
        ("true + true + false", 2), ("N * data", 9), ("1 == 2 || 4 != 4 || 2 <= 1", 0), ("!!7", 1),
    ] as [(String, Int64)])
    func anExpressionHasItsValueByPrecedence(expression: String, expected: Int64) throws {
        #expect(try value(of: "A.r", after: "let r = \(expression)") == expected)
    }

    @Test func comparisonsCannotBeChained() {
        #expect(errors("thread A { let r = 1 < 2 < 3 }") == ["1:26 comparisons cannot be chained"])
        #expect(errors("thread A { let r = (1 < 2) < 3 }") == [])
    }

    @Test func theRightSideOfAndAndOrIsEvaluatedOnlyWhereItDecides() throws {
        #expect(try value(of: "x", after: "let r = 0 && x.fetch_add(1)") == 5)
        #expect(try value(of: "x", after: "let r = 1 && x.fetch_add(1)") == 6)
        #expect(try value(of: "x", after: "let r = 1 || x.fetch_add(1)") == 5)
        #expect(try value(of: "x", after: "if 0 || x.fetch_add(1) { x.store(9) }") == 9)
        #expect(try value(of: "A.r", after: "let z = 0\nlet r = z != 0 && 10 / z > 1") == 0)
        #expect(throws: SequentialMachine.Failure.division) { try value(of: "A.r", after: "let z = 0\nlet r = 10 / z") }
    }

    @Test func operandsAreEvaluatedFromLeftToRight() throws {
        #expect(try value(of: "A.r", after: "let r = x.fetch_add(1) * 100 + x.fetch_add(1) * 10 + x.load()") == 567)
        #expect(try value(of: "slot[2]", after: "slot[data - 1].store(slot[data].load() + x.swap(data), Release)") == 5)
        #expect(try value(of: "A.r", after: "let r = data + x.swap(7) + x.load()") == 15)
    }

    @Test func anAssignmentEvaluatesItsValueFirstAsRustDoes() throws {
        #expect(try value(of: "buf[0]", after: "x.store(0)\nbuf[x.load()] = x.swap(2) + 40") == 0)
        #expect(try value(of: "buf[2]", after: "x.store(0)\nbuf[x.load()] = x.swap(2) + 40") == 40)
    }

    @Test func registersAndVariablesAreAssignedAlsoWithAnOperator() throws {
        let statements =
            "let r = 1; r += 4; r *= 3; r -= 1; r <<= 1; r |= 1; r ^= 2; r %= 16; data += r; buf[1] = data; buf[1] /= 2"
        #expect(try value(of: "A.r", after: statements) == 15)
        #expect(try value(of: "buf[1]", after: statements) == 9)
        #expect(try value(of: "A.a", after: "let (a, b) = (1, 2); (a, b) = (b, a); a = a * 10 + b") == 21)
        #expect(
            try value(
                of: "A.b", after: "let b = 0; if 1 { let a = 1; let b2 = 2; let (a, b2) = (b2, a); b = a * 10 + b2 }")
                == 21)
        #expect(try value(of: "data", after: "(data, _) = x.compare_exchange(5, 6)") == 1)
    }

    @Test func branchesAreTakenByTheirConditions() throws {
        let chain =
            "let r = 0\nif x.load() == 4 { r = 1 } else if x.load() == N + 2 { r = 2 }\n"
            + "else if 1 { r = 3 } else { r = 4 }"
        #expect(try value(of: "A.r", after: chain) == 2)
        #expect(try value(of: "A.r", after: "let r = 0\nif 0 { r = 1 }\nelse\n{ r = 2 }") == 2)
        #expect(try value(of: "A.r", after: "let r = 1; if !(x.load() == 5 && data == 3) { r = 2 }") == 1)
    }

    @Test func loopsGoRoundAndAreLeft() throws {
        #expect(try value(of: "A.n", after: "let n = 0; while n < 7 { n += 2 }") == 8)
        #expect(try value(of: "A.n", after: "let n = 0; loop { n += 1; if n == 5 { break } }") == 5)
        #expect(try value(of: "A.n", after: "let n = 0; for i in 0..4 { if i == 1 { continue } n += i }") == 5)
        #expect(try value(of: "A.n", after: "let n = 0; for i in 1..=4 { n = n * 10 + i }") == 1234)
        #expect(try value(of: "A.n", after: "let n = 0; for _ in 0..3 { n += 1 }") == 3)
        #expect(try value(of: "A.n", after: "let n = 0; for i in 3..1 { n += 1 }") == 0)
        #expect(
            try value(
                of: "A.n", after: "let n = 0; 'a: for i in 0..3 { for j in 0..3 { if j == 1 { continue 'a }; n += 1 } }"
            ) == 3)
        #expect(try value(of: "A.n", after: "let n = 0; 'a: loop { loop { n += 1; break 'a } }") == 1)
        #expect(
            try value(of: "A.n", after: "let n = 0; for i in 9223372036854775806..=9223372036854775807 { n += 1 }") == 2
        )
    }

    @Test func aForEvaluatesItsBoundsOnceAndCountsByItself() throws {
        #expect(try value(of: "A.n", after: "let m = 3; let n = 0; for i in 0..m { m = 10; n += 1 }") == 3)
        #expect(try value(of: "A.n", after: "let n = 0; for i in 0..3 { i = 10; n += 1 }") == 3)
        #expect(try value(of: "x", after: "for i in 0..x.fetch_add(1) { }") == 6)
    }

    @Test func aForsRegisterKeepsItsLastValueForProperties() throws {
        let machine = try ran("thread A { for i in 0..3 { } }\nobserve A.i")
        #expect(machine.value(of: "A.i") == 2)
    }

    @Test func returnEndsTheThread() throws {
        #expect(try value(of: "x", after: "if x.load() == 5 { return }\nx.store(1)") == 5)
        #expect(try value(of: "x", after: "while true { return }\nx.store(1)") == 5)
    }

    @Test func checksFailWithTheirMessages() throws {
        #expect(throws: SequentialMachine.Failure.assertion(nil)) { try value(of: "x", after: "assert(x.load() == 4)") }
        #expect(throws: SequentialMachine.Failure.assertion("why \"so\"")) {
            try value(of: "x", after: #"assert(data == 1, "why \"so\"")"#)
        }
        #expect(throws: SequentialMachine.Failure.panic("gone")) { try value(of: "x", after: "panic(\"gone\")") }
        #expect(throws: SequentialMachine.Failure.assumption) { try value(of: "x", after: "assume(x.load() == 4)") }
        #expect(throws: SequentialMachine.Failure.panic("rust")) { try value(of: "x", after: "panic!(\"rust\")") }
        #expect(throws: SequentialMachine.Failure.assertion(nil)) { try value(of: "x", after: "assert_eq!(data, 4)") }
        #expect(try value(of: "x", after: "assert!(data == 3); assert_ne!(data, 4, \"no\"); assume(data == 3)") == 5)
        #expect(throws: SequentialMachine.Failure.bounds(7)) { try value(of: "x", after: "slot[x.load() + 2].load()") }
        #expect(throws: SequentialMachine.Failure.bounds(-1)) { try value(of: "x", after: "slot[-1].load()") }
    }

    @Test func statementsEndAtTheLinesEndOrAtASemicolon() throws {
        #expect(try value(of: "A.r", after: "let r = 1 +\n 2; let s = 4 ; ;") == 3)
        #expect(try value(of: "A.r", after: "let r = (1\n + 2)\nlet s = r") == 3)
        #expect(try value(of: "x", after: "x\n  .store(\n    7,\n    Release,\n  )") == 7)
        #expect(try value(of: "A.r", after: "let r = data == 3\n    && x.load() == 5\n    || 0") == 1)
        #expect(try value(of: "A.r", after: "let r = 3\n-1") == 3)
        #expect(
            errors("atomic x\nthread A { x.store(1) x.store(2) }") == ["2:23 expected a new line or `;`, found `x`"])
    }

    @Test func commentsNestAndStandAnywhere() throws {
        #expect(try value(of: "A.r", after: "let r /* a /* b */ c */ = 1 // + 2\n") == 1)
        #expect(errors("thread A { }\n/* open /* closed */") == ["2:1 the comment that starts here is not closed"])
    }

    @Test(arguments: [
        ("break", "`break` outside of a loop"), ("continue", "`continue` outside of a loop"),
        ("loop { break 'x }", "there is no loop `'x` around this `break`"),
        ("return 1", "only a function returns a value"),
        ("let = 3", "expected a register's name, found `=`"), ("let r", "expected `=`, found the end of the line"),
        ("let r: i64 = 3", "there are no types here: every value is a 64-bit signed number"),
        ("if { }", "expected an expression, found `{`"), ("if 1 let r = 2", "expected `{`, found `let`"),
        ("for i in 3 { }", "expected `..`, found `{`"), ("for i 0..3 { }", "expected `in`, found `0`"),
        ("else { }", "expected a statement, found `else`"), ("assert()", "expected a condition, found `)`"),
        ("assert(1, 2)", "expected a string that says why, found `2`"),
        ("*data = 1", "`*` has nothing to multiply here"), ("data++", "expected an expression, found `+`"),
        ("let r = 1 +", "expected an expression, found the end of the line"),
        ("let r = (1", "expected an operator or `)`, found the end of the line"),
        ("atomic y", "expected a statement, found `atomic`"), ("println!(\"x\")", "there is no macro `println!`"),
        ("if data = 1 { }", "`=` assigns, and this is a condition"),
        ("if let Ok(r) = x.load() { }", "expected an expression, found `let`"),
        ("let r = @", "expected an expression, found `@`"), ("let r = 1 ? 2", "expected a new line or `;`, found `?`"),
        ("undeclared += 1", "`undeclared` is not declared"), ("id = 1", "`id` is not declared"),
        ("assert data == 1", "expected `(`, found `data`"), ("panic \"why\"", "expected `(`, found a string"),
        ("fence SeqCst", "expected `(`, found `SeqCst`"), ("spin_loop", "`spin_loop` is not declared"),
        ("'c'", "there are no characters in this language, only numbers"),
        ("panic(\"open)", "the string that starts here is not closed"),
        (#"panic("\q")"#, "this escape is not known"),
        ("let r = 1 § 2", "the character `§` (SECTION SIGN) means nothing here"),
        ("x.store(“1”)", "the character `“` (LEFT DOUBLE QUOTATION MARK) means nothing here"),
    ])
    func aStatementThatCannotBeReadIsReported(statement: String, message: String) {
        let text = "atomic x\nvar data\nthread A { \(statement)\n}"
        #expect(parse(text).diagnostics.map(\.message).contains(message), "\(errors(text))")
    }

    @Test func aBuiltinWithoutItsBracketsIsOneMistake() {
        for statement in ["assert data == 1", "assume !data", "panic \"why\"", "fence SeqCst", "yield_now"] {
            #expect(parse("var data\nthread A { \(statement) }").diagnostics.count == 1, "\(statement)")
        }
        #expect(helps("thread A { yield_now }") == ["write it with its brackets: `yield_now()`"])
    }

    @Test(arguments: [
        ("whlie x.load() == 1 { x.store(2) }", "while"), ("whlie(x.load() == 1) { }", "while"), ("lte r = 1", "let"),
        ("lte (a, b) = (1, 2)", "let"), ("fi x.load() {\nx.store(1)\n}\nelse { x.store(2) }", "if"),
        ("fi !data { }", "if"),
        ("if data { } esle { x.store(1) }", "else"), ("lop { break }", "loop"), ("fro i in 0..3 { data = i }", "for"),
        ("retrun 1", "return"), ("spwan B", "spawn"), ("jion B", "join"), ("lokc m { data = 1 }", "lock"),
        ("raed l { data = 1 }", "read"), ("wirte l {\ndata = 1\n}", "write"), ("loop { brek 'a }", "break"),
        ("asert data == 1", "assert"),
    ])
    func aMisspeltStatementIsOneMistakeAtItsWord(statement: String, meant: String) {
        let text = "atomic x\nvar data\nmutex m\nrwlock l\nthread B { }\nthread A {\n\(statement)\ndata = 2\n}"
        let found = parse(text).diagnostics
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.message.hasSuffix(" begins no statement") ?? false, "\(found)")
        #expect(found.first?.help == "did you mean `\(meant)`?")
    }

    @Test func whatAMisspeltStatementDeclaresIsNotCalledUndeclared() {
        #expect(errors("thread A {\nlte r = 1\nlet s = r\n}\nexists (A.r == 1)") == ["2:1 `lte` begins no statement"])
        #expect(errors("thread A {\nint r = 1\nlet s = r\n}") == ["2:1 `int` begins no statement"])
        #expect(helps("thread A { int r = 1 }") == ["a register is declared by `let r = …`"])
    }

    @Test func statementsOfOtherLanguagesAreOneMistake() {
        for (statement, help) in [("match x.load() {\n0 => 1,\n}", "`if r == 0"), ("unsafe { }", "leave the word out"),
                                  ("if 1 { } elif 0 { }", "`else if c { … }`"), ("mutex m", "outside of threads"),
                                  ("observe x", "outside of the threads")] {
            let found = parse("atomic x\nthread A {\n\(statement)\n}").diagnostics
            #expect(found.count == 1 && found[0].help?.contains(help) ?? false, "\(found)")
        }
    }

    @Test func aMisspeltWordThatStandsAloneMayBeAStatement() {
        for (word, meant) in [("brek", "break"), ("contineu", "continue"), ("retrun", "return"),
                              ("spin_lop", "spin_loop()")] {
            let text = "thread A { loop {\n\(word)\n} }"
            #expect(errors(text) == ["2:1 `\(word)` is not declared"])
            #expect(helps(text) == ["did you mean `\(meant)`?"])
        }
        #expect(helps("thread A { let r = brek }") != ["did you mean `break`?"])
        #expect(helps("thread A { 'a: whlie 1 { } }") == ["did you mean `while`?"])
    }

    @Test func aMisspeltCheckWithAStringIsAnUnknownFunction() {
        for text in ["panik(\"x\")", "asert(1 == 1, \"x\")"] {
            let word = text.prefix { $0 != "(" }
            #expect(errors("thread A { \(text) }") == ["1:12 there is no function `\(word)`"])
        }
        #expect(helps("thread A { panik(\"x\") }") == ["did you mean `panic`?"])
        #expect(errors("fn panik(v) { v }\nthread A { panik(\"x\") }") == ["2:18 expected a value, found a string"])
    }

    @Test func whatIsPointlessIsWarnedAbout() {
        #expect(warnings("var d\nthread A { return; d = 1; d = 2 }") == ["2:20 this can never be executed"])
        #expect(warnings("var d\nthread A { loop { }\nd = 1 }") == ["3:1 this can never be executed"])
        #expect(warnings("var d\nthread A { loop { if d { break } }\nd = 1 }") == [])
        #expect(warnings("var d\nthread A { d == 1 }") == ["2:12 this has no effect"])
        #expect(warnings("var d\nthread A { q == 1 }") == [])
        #expect(warnings("atomic s[2]\nthread A { s[2].load() }") == ["2:14 `s` has no element 2"])
        #expect(warnings("use std::sync::atomic::{AtomicUsize, Ordering::*};\nthread A { }").count == 1)
    }
}
