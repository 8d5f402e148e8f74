import Language
import Litmus
import Testing

@Suite("Functions are inlined, by value and by location") struct FunctionTests {
    @Test func parametersAreValuesOrSharedLocations() throws {
        let machine = try ran("""
            atomic lock, slot[3]
            var data, buf[3]
            fn acquire(l) { while l.swap(1, Acquire) == 1 { spin_loop() } }
            fn release(l) { l.store(0, Release) }
            fn put(place, value) { place = value; place += 1 }
            fn add(a, i, v) { return a[i].fetch_add(v) }
            fn twice(v) { v = v * 2; return v }
            thread A {
                acquire(lock)
                put(data, 4)
                put(buf[2], data)
                let old = add(slot, 1, 5)
                acquire(&slot[0])
                let d = twice(data + 0)
                release(lock)
            }
            """)
        for (name, value) in [("data", 5), ("buf[2]", 6), ("slot[1]", 5), ("slot[0]", 1), ("A.old", 0), ("A.d", 10),
                              ("lock", 0)] as [(String, Int64)] {
            #expect(machine.value(of: name) == value, "\(name)")
        }
    }

    @Test func argumentsAreEvaluatedOnceAtTheCallFromLeftToRight() throws {
        let machine = try ran("""
            atomic x, slot[4]
            fn f(a, p, b) { p.store(a + a + b); p.fetch_add(a) }
            thread A { f(x.fetch_add(1), slot[x.fetch_add(1)], x.fetch_add(1)) }
            """)
        #expect(machine.value(of: "x") == 3)
        #expect(machine.value(of: "slot[1]") == 2)
    }

    @Test func valuesComeBackFromAnywhere() throws {
        let machine = try ran("""
            atomic x = 2
            fn find(l) {
                for i in 0..10 { loop { if i * i == l.load() * 2 { return i } break } }
                return -1
            }
            fn tail(v) { if v > 1 { v * 10 } else { 7 } }
            fn both(v) { return (v, v + 1) }
            fn exchange(l) { l.compare_exchange(2, 3) }
            thread A {
                let a = find(x)
                let b = tail(find(x)) + tail(0)
                let (c, d) = both(a)
                let (ok, seen) = exchange(x)
                let again = exchange(x)
            }
            """)
        for (name, value) in [("a", 2), ("b", 27), ("c", 2), ("d", 3), ("ok", 1), ("seen", 2),
                              ("again", 0)] as [(String, Int64)] {
            #expect(machine.value(of: "A.\(name)") == value, "\(name)")
        }
    }

    @Test func aFunctionsNamesAreItsOwn() throws {
        let machine = try ran("""
            var x = 1
            fn f(v) { let r = v + 100; return r + x }
            thread A { let r = 1; let v = 2; let s = f(r) + f(v) + r + v }
            """)
        #expect(machine.value(of: "A.s") == 208)
        #expect(machine.value(of: "A.r") == 1)
        #expect(errors("fn f() { return r }\nthread A { let r = 1; f() }") == ["1:17 `r` is not declared"])
        #expect(errors("fn f() { break }\nthread A { loop { f() } }") == ["1:10 `break` outside of a loop"])
    }

    @Test(arguments: [
        ("fn f() { f() }", "1:10 `f` calls itself (f → f), and functions are inlined"),
        (
            "fn f() { g() }\nfn g() { if 1 { let x = 1 + f() } }",
            "2:29 `f` calls itself (f → g → f), and functions are inlined"
        ),
        ("fn f(a, b) { }\nthread A { f(1) }", "2:12 `f` takes 2 arguments, not 1"),
        ("fn f(a, a) { }", "1:9 `a` is declared a second time; the first is on line 1"),
        ("fn f() { }\nfn f() { }", "2:4 `f` is declared a second time; the first is on line 1"),
        ("fn fence() { }", "1:4 `fence` belongs to the language"),
        ("fn f() { }\nthread A { let r = f() }", "2:20 `f` gives no value"),
        ("fn f(c) { if c { return 1 } }\nthread A { let r = f(1) }", "1:4 `f` ends without a value on some path"),
        ("fn f(c) { if c { return } return 1 }\nthread A { let r = f(1) }",
         "1:18 `return` without a value, in a function whose value is used"),
        ("fn f(x: i64) { }", "1:7 there are no types here: every value is a 64-bit signed number"),
        ("fn f() -> i64 { return 1 }", "1:8 there are no types here: every value is a 64-bit signed number"),
        ("fn f { }", "1:6 expected `(`, found `{`"),
        ("fn f(l) { l.store(1, Acquire) }", "1:22 a store takes no `Acquire`: it reads nothing that could be acquired"),
        ("atomic x\nfn f(l) { l.lock() }\nthread A { f(x) }", "2:13 an atomic has no operation `lock`"),
        ("fn f(l) { l.laod() }", "1:13 nothing has an operation `laod`"),
        ("fn f(l) { l.load() }\nthread A { f(1) }", "1:11 `l` is a value, and has no operations"),
        ("fn f(v) { return v }\nthread A { let r = (f)(1) }", "2:23 expected a new line or `;`, found `(`"),
    ])
    func whatIsWrongWithAFunctionOrACallIsReported(text: String, message: String) {
        #expect(errors(text).contains(message), "\(errors(text))")
    }

    @Test func aValueWhereALocationIsNeededIsTheCallsMistake() {
        let text = "fn publish(l) { l.store(1) }\nfn twice(p) { publish(p); lock p { } }\nthread A { twice(2) }\n"
            + "thread B { publish(1 + 1) }"
        #expect(errors(text) == [
            "1:17 `l` is a value, and has no operations", "2:32 `p` is a value here, not shared state",
            "3:18 `twice` needs a location as its argument `p`, and `2` is a value",
            "4:20 `publish` needs a location as its argument `l`, and `1 + 1` is a value",
        ])
        #expect(helps("fn publish(l) { l.store(1) }\nthread A { publish(2) }") == [
            "a call passes a value for it",
            "`publish` uses `l` as one on line 1: pass shared state, by its name",
        ])
        let earlier = parse("fn publish(l) { l.store(1) }").definitions
        #expect(errors("fn go(a, b) { publish(b) }\nthread A { go(1, 2) }", definitions: earlier) == [
            "2:18 `go` needs a location as its argument `b`, and `2` is a value"
        ])
    }

    @Test func functionsAndConstantsAreKeptForLaterTexts() throws {
        let first = parse(
            "const N = 3\nfn acquire(l) {\n    while l.swap(1, Acquire) == 1 { spin_loop() }\n}\n"
                + "fn shout(l) { l.store(N) }"
        )
        #expect(first.diagnostics == [])
        #expect(first.program == nil)
        #expect(first.definitions.functionNames == ["acquire", "shout"])
        #expect(first.definitions.constantNames == ["N"])

        let text = "atomic lock[N]\nthread A {\n    acquire(lock[0])\n    shout(lock[1])\n}"
        let machine = try ran(text, definitions: first.definitions)
        #expect(machine.trace == ["A: swap lock[0] Acquire", "A: store lock[1] SeqCst"])
        #expect(machine.value(of: "lock[1]") == 3)
        let origins = machine.program.threads[0].origins
        #expect(origins.allSatisfy { $0.line == 3 || $0.line == 4 }, "they are at the call, in this text")
        #expect(origins.contains { $0.statement == "while l.swap(1, Acquire) == 1" })
    }

    @Test func aLaterDefinitionTakesAnEarlierOnesPlace() throws {
        let old = parse("const N = 1\nfn f() { return 1 }").definitions
        let new = parse("const N = 2\nfn f() { return 2 }").definitions
        let text = "thread A { let r = f() * 10 + N }"
        #expect(try ran(text, definitions: old.merging(new)).value(of: "A.r") == 22)
        #expect(try ran("atomic N\n" + text.replacingOccurrences(of: "+ N", with: "+ N.load()"), definitions: old)
            .value(of: "A.r") == 10)
        #expect(errors("fn g() { return f() }\nfn f() { return g() }", definitions: old) == [
            "1:17 `f` calls itself (f → g → f), and functions are inlined"
        ])
    }

    @Test func anErrorInAnEarlierTextsFunctionIsReportedAtTheCall() {
        let earlier = parse("fn f(l) { l.lock() }\nfn g() { flag.store(1) }")
        #expect(earlier.diagnostics.map(\.severity) == [.warning])
        #expect(errors("atomic x\nthread A {\n    f(x)\n    g()\n}", definitions: earlier.definitions) == [
            "3:5 in `f`, from earlier: an atomic has no operation `lock`",
            "4:5 in `g`, from earlier: `flag` is not declared",
        ])
        #expect(errors("atomic flag\nthread A { g() }", definitions: earlier.definitions) == [])
    }

    @Test func aTextWithErrorsLeavesNothingBehind() {
        #expect(parse("const N = 1\nfn f() { return }\nfn g() { g() }").definitions.isEmpty)
    }
}
