import Language
import Litmus
import Testing

@Suite("Every operation of the language's page is there") struct OperationTests {
    @Test func everyAtomicOperationGivesItsValue() throws {
        let machine = try ran("""
            atomic x = 6
            thread A {
                let load = x.load(Acquire)
                x.store(12, Release)
                let swap = x.swap(5, AcqRel)
                let add = x.fetch_add(3, Relaxed)
                let sub = x.fetch_sub(2, SeqCst)
                let and = x.fetch_and(0b110, Relaxed)
                let or = x.fetch_or(0b1001, Relaxed)
                let xor = x.fetch_xor(0b1111, Relaxed)
                let nand = x.fetch_nand(0b11, Relaxed)
                let max = x.fetch_max(40, Relaxed)
                let min = x.fetch_min(7, Relaxed)
                let (ok, seen) = x.compare_exchange(7, 8, AcqRel, Acquire)
                let (no, found) = x.compare_exchange_weak(7, 9, Release, Relaxed)
                let alone = x.compare_exchange(8, 10)
                let second = x.compare_exchange(8, 11).1
                let is_err = x.compare_exchange(10, 10).is_err()
                while x.compare_exchange(10, 10).is_err() { }
            }
            """)
        let expected: [(String, Int64)] = [
            ("load", 6), ("swap", 12), ("add", 5), ("sub", 8), ("and", 6), ("or", 6), ("xor", 15), ("nand", 0),
            ("max", -1), ("min", 40), ("ok", 1), ("seen", 7), ("no", 0), ("found", 8), ("alone", 1),
            ("second", 10), ("is_err", 0),
        ]
        for (name, value) in expected { #expect(machine.value(of: "A.\(name)") == value, "\(name)") }
        #expect(machine.value(of: "x") == 10)
    }

    @Test func orderingsAreWhatIsWrittenAndSeqCstWhereNothingIs() throws {
        let machine = try ran("""
            atomic x
            thread A {
                x.load(Ordering::Acquire)
                x.load(relaxed)
                x.load(std::sync::atomic::Ordering::SeqCst)
                x.load()
                x.store(1)
                x.store(1, release)
                x.fetch_add(1, acq_rel)
                x.compare_exchange(0, 1)
                x.compare_exchange(0, 1, Relaxed)
                x.compare_exchange_weak(0, 1, Release, relaxed)
                fence(Acquire)
                fence()
                std::sync::atomic::fence(seq_cst)
                compiler_fence(Release)
            }
            """)
        #expect(machine.trace == [
            "A: load x Acquire", "A: load x Relaxed", "A: load x SeqCst", "A: load x SeqCst", "A: store x SeqCst",
            "A: store x Release", "A: add x AcqRel", "A: cas x SeqCst SeqCst", "A: cas x Relaxed SeqCst",
            "A: cas_weak x Release Relaxed", "A: fence Acquire", "A: fence SeqCst", "A: fence SeqCst",
            "A: compiler_fence Release",
        ])
    }

    @Test func aNameMayBeAnOrderingsName() throws {
        let machine = try ran("""
            atomic x, release
            fn acquire(l) { l.swap(1, Acquire) }
            thread A {
                acquire(x)
                release.store(2, release)
                let relaxed = release.load(relaxed)
                x.store(relaxed, relaxed)
            }
            """)
        #expect(machine.trace == [
            "A: swap x Acquire", "A: store release Release", "A: load release Relaxed", "A: store x Relaxed",
        ])
        #expect(machine.value(of: "x") == 2)
    }

    @Test(arguments: [
        ("x.load(Release)", "a load takes no `Release`: it writes nothing that could be released"),
        ("x.load(AcqRel)", "a load takes no `AcqRel`: it writes nothing that could be released"),
        ("x.store(1, Acquire)", "a store takes no `Acquire`: it reads nothing that could be acquired"),
        ("x.store(1, acq_rel)", "a store takes no `AcqRel`: it reads nothing that could be acquired"),
        ("x.compare_exchange(0, 1, SeqCst, Release)",
         "a failure ordering takes no `Release`: a compare-exchange that fails is a load"),
        ("x.compare_exchange_weak(0, 1, SeqCst, AcqRel)",
         "a failure ordering takes no `AcqRel`: a compare-exchange that fails is a load"),
        ("fence(Relaxed)", "a fence takes no `Relaxed`: it would order nothing"),
        ("compiler_fence(relaxed)", "a fence takes no `Relaxed`: it would order nothing"),
        ("x.load(Consume)", "`Consume` is not an ordering"),
        ("x.load(1)", "an ordering stands here"),
        ("x.store(Relaxed, 1)", "`Relaxed` is an ordering, and stands behind the values"),
        ("x.load(Relaxed, Relaxed)", "`load` takes 1 ordering at most"),
        ("x.store()", "`store` needs 1 value"),
        ("x.compare_exchange(1)", "`compare_exchange` needs 2 values"),
        ("fence(SeqCst, SeqCst)", "`fence` takes one ordering"),
        ("spin_loop(1)", "`spin_loop` takes nothing"),
        ("let r = x.store(1)", "`store` gives no value"),
        ("let r = fence(SeqCst)", "`fence` gives no value"),
        ("let (a, b) = x.load()", "`load` gives one value, not a pair"),
        ("let r = x", "`x` is an atomic, and is read by an operation"),
        ("let r = slot[1]", "`slot[1]` is an atomic, and is read by an operation"),
        ("x = 1", "`x` is an atomic, and is written by an operation"),
        ("x += 1", "`x` is an atomic, and is written by an operation"),
        ("data.load()", "`data` is a `var`, and has no operations"),
        ("data.store(1)", "`data` is a `var`, and has no operations"),
        ("x.exchange(1)", "an atomic has no operation `exchange`"),
        ("slot.load()", "`slot` is an array"),
        ("x[1].load()", "`x` is an atomic, not an array"),
        ("let r = slot", "`slot` is an array"),
        ("let r = 1; r.load()", "`r` is a register, and has no operations"),
        ("N.load()", "`N` is a constant, and has no operations"),
        ("x.load().load()", "`load` has to be done to something that is declared"),
        ("N = 4", "`N` is a constant and cannot be assigned to"),
        ("y.load()", "`y` is not declared"),
        ("let r = Relaxed", "`Relaxed` is not declared"),
        ("let r = Ordering::Relaxed", "`Ordering::Relaxed` is not a value"),
        ("f(1)", "there is no function `f`"),
        ("1 + 1 = 2", "this cannot be assigned to"),
        ("let r = [1, 2]", "a list of values is for the declaration of an array"),
        ("let r = (1, 2)", "one value is wanted here, not a pair"),
        ("let r = \"text\"", "expected a value, found a string"),
        ("let (a, a) = (1, 2)", "`a` is bound twice in one pattern"),
        ("let r = B.q", "a thread cannot see another thread's registers"),
        ("let r = x.foo", "`x` has no part `foo`"),
    ])
    func whatIsWrongWithAStatementIsSaidWhereItStands(statement: String, message: String) {
        let text = "atomic x, slot[4]\nvar data\nconst N = 3\nthread A {\n    \(statement)\n}\nthread B { let q = 1 }"
        let found = parse(text).diagnostics.filter { $0.severity == .error }
        #expect(found.map(\.message).contains(message), "\(found.map(\.message))")
        #expect(found.allSatisfy { $0.line == 5 && $0.column >= 5 })
    }

    @Test func aMistakeIsAnsweredWithWhatWasProbablyMeant() {
        func help(_ statement: String) -> String? {
            helps("atomic counter\nvar data\nfn acquire(l) { l.lock() }\nthread A { \(statement) }").first
        }
        #expect(help("let r = couter.load()") == "did you mean `counter`?")
        #expect(help("counter.laod()") == "did you mean `load`?")
        #expect(help("counter.exchange(1)") == "did you mean `swap`?")
        #expect(help("counter.load(Aquire)") == "did you mean `Acquire`?")
        #expect(help("aquire(counter)") == "did you mean `acquire`?")
        #expect(help("counter = 1") == "`counter.store(…, Release)`")
        #expect(help("let r = counter") == "`counter.load(Acquire)`, for example; a `var` is read by its bare name")
        #expect(help("data.load()") == "its bare name reads it: `data`; `atomic data` would have `.load(…)`")
        #expect(help("if data = 1 { }") == "compare with `==`")
        #expect(help("data == 1") == "to assign, write `=`")
    }
}
