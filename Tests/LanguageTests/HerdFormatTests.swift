import Language
import Litmus
import Testing

@Suite("herd's C format, beyond the corpus") struct HerdFormatTests {
    func test(_ body: String, initial: String = "", final: String = "exists (true)") -> String {
        "C test\n{ \(initial) }\nP0 (atomic_int* x, int* y) {\n\(body)\n}\n\(final)"
    }

    func ran(
        _ body: String, initial: String = "", final: String = "exists (true)",
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> SequentialMachine {
        var machine = SequentialMachine(
            try program(test(body, initial: initial, final: final), sourceLocation: sourceLocation))
        try machine.run()
        return machine
    }

    /// The assignment comes after the call.
    @Test func aCompareExchangesResultMayGoWhereTheExpectedValueWas() throws {
        let program = try #require(parse("""
            C t
            {}
            P0 (atomic_int* x) { int r0 = 0; r0 = atomic_compare_exchange_strong(x, &r0, 1); }
            exists (0:r0=1)
            """).program)
        let exchanges = program.threads[0].instructions.compactMap { if case .compareExchange(let it) = $0 { it } else { nil } }
        #expect(exchanges.count == 1)
        #expect(exchanges[0].ok != nil && exchanges[0].seen != exchanges[0].ok)
    }

    @Test func everyFunctionIsRead() throws {
        let machine = try ran("""
            int r0 = atomic_load(x);
            r0 = atomic_load_explicit(x, memory_order_acquire);
            atomic_store(x, 1);
            atomic_store_explicit(x, 2, memory_order_release);
            int r1 = atomic_exchange(x, 3);
            int r2 = atomic_exchange_explicit(x, 4, memory_order_acq_rel);
            int r3 = atomic_fetch_add(x, 4);
            int r4 = atomic_fetch_sub_explicit(x, 1, memory_order_relaxed);
            int r5 = atomic_fetch_or_explicit(x, 8, memory_order_relaxed);
            int r6 = atomic_fetch_and(x, 0xE);
            int r7 = atomic_fetch_xor_explicit(x, 1, memory_order_seq_cst);
            int expected = 3;
            int r8 = atomic_compare_exchange_strong_explicit(x, &expected, 9,
                                                             memory_order_acq_rel, memory_order_acquire);
            int r9 = atomic_compare_exchange_weak(x, &expected, 10);
            atomic_thread_fence(memory_order_seq_cst);
            atomic_signal_fence(memory_order_acquire);
            *y = *y + 1;
            """, initial: "x = 5; y = 6;",
            final: "locations [0:r0; 0:r1; 0:r2; 0:r3; 0:r4; 0:r5; 0:r6; 0:r7; 0:r8; 0:r9; 0:expected; x; y;]")
        #expect(
            machine.trace.map { String($0.dropFirst(4)) } == [
                "load x SeqCst", "load x Acquire", "store x SeqCst", "store x Release", "swap x SeqCst",
                "swap x AcqRel",
                "add x SeqCst", "subtract x Relaxed", "or x Relaxed", "and x SeqCst", "xor x SeqCst",
                "cas x AcqRel Acquire",
                "cas_weak x SeqCst SeqCst", "fence SeqCst", "compiler_fence Acquire", "load y plain", "store y plain",
            ])
        for (name, value) in [
            ("P0.r0", 5), ("P0.r1", 2), ("P0.r2", 3), ("P0.r3", 4), ("P0.r4", 8), ("P0.r5", 7),
            ("P0.r6", 15), ("P0.r7", 14), ("P0.r8", 0), ("P0.expected", 15), ("P0.r9", 1), ("x", 10),
            ("y", 7),
        ] as [(String, Int64)] {
            #expect(machine.value(of: name) == value, "\(name)")
        }
    }

    @Test func anExpectedValueMayBeInMemory() throws {
        let body =
            "int r0 = atomic_compare_exchange_strong_explicit(x, y, 7, memory_order_relaxed, memory_order_relaxed);"
        let failed = try ran(body, initial: "x = 1; y = 2;", final: "locations [0:r0; x; y;]")
        #expect(failed.trace == ["P0: load y plain", "P0: cas x Relaxed Relaxed", "P0: store y plain"])
        #expect([failed.value(of: "P0.r0"), failed.value(of: "x"), failed.value(of: "y")] == [0, 1, 1])
        let succeeded = try ran(body, initial: "x = 2; y = 2;", final: "locations [0:r0; x; y;]")
        #expect(succeeded.trace == ["P0: load y plain", "P0: cas x Relaxed Relaxed"])
        #expect([succeeded.value(of: "P0.r0"), succeeded.value(of: "x")] == [1, 7])
    }

    @Test(arguments: [
        ("r = 2 + 3 * 4;", 14), ("r = 1 | 2 == 2;", 1), ("r = 6 & 3 == 3;", 0), ("r = (int)5 - (long)(2);", 3),
        ("r = ~0;", -1),
        ("r = !3 || -1 < 0;", 1), ("r = 0 && *y;", 0), ("r = 5; if (r == 5) r = 6; else r = 7;", 6),
        ("r = 7 % 4 << 2;", 12),
        ("if (0) { r = 1; } else if (1) { r = 2; } else { r = 3; }", 2), ("r = 0; while (r < 3) { r = r + 1; }", 3),
        ("r = 0; do { r++; } while (r != 4);", 4), ("r = 2; r += 3; r *= 2; --r;", 9),
        ("int a; { int b = 4; a = b; } r = a;", 4),
        ("r = *x; r = *(x);", 5), ("volatile int z = 3; r = z;", 3), ("r = 0x10 + 10u;", 26), (";; r = 1;", 1),
    ] as [(String, Int64)])
    func cIsReadAsC(body: String, expected: Int64) throws {
        let machine = try ran("int r; \(body)", initial: "x = 5;", final: "locations [0:r;]")
        #expect(machine.value(of: "P0.r") == expected)
    }

    @Test func theInitialStateMayBeWrittenInManyWays() throws {
        let lowered = try program("""
            C init+forms.1-a
            "A test \\" with { in its words"
            Generator=by hand {0}
            (* a (* nested *) comment *)
            { x=1; [y] = -2; atomic_int z = 3; int 0:r5 = 9; 1:r0=4;
              volatile int v = 0x10; atomic_int q = ATOMIC_VAR_INIT(7) }
            P0 (atomic_int *x, volatile int* y, _Atomic int* z) { int r0 = r5 + 1; /* C */ *y = (*y) + 1; // line
            }
            P1 (atomic_int* q,
                int* v) { r0 = r0 + 1; }
            locations [x; [y]; z; v; q; 0:r0; 1:r0 int;]
            (* behind *)
            exists (0:r0=10)
            """)
        #expect(lowered.name == "init+forms.1-a")
        let values = Dictionary(uniqueKeysWithValues: lowered.locations.map { ($0.name, $0.initialValue) })
        #expect(values == ["x": 1, "y": -2, "z": 3, "v": 16, "q": 7])
        let kinds = Dictionary(uniqueKeysWithValues: lowered.locations.map { ($0.name, $0.kind) })
        #expect(kinds == ["x": .atomic, "y": .plain, "z": .atomic, "v": .plain, "q": .atomic])
        var machine = SequentialMachine(lowered)
        try machine.run()
        #expect(machine.value(of: "P0.r0") == 10)
        #expect(machine.value(of: "P1.r0") == 5)
        #expect(machine.value(of: "y") == -1)
        #expect(columns(lowered) == ["P0.r0", "P1.r0", "q", "v", "x", "y", "z"])
    }

    @Test(arguments: [
        ("exists (0:r0=1)", Property.Kind.exists, "0:r0=1"), ("~exists (x=1)", .forbid, "[x]=1"),
        ("forall ([x]=1 \\/ y=2)", .forall, "[x]=1 \\/ [y]=2"),
        ("exists x=1 /\\ ~(y=2)", .exists, "[x]=1 /\\ not ([y]=2)"),
        ("exists (x=1 /\\ (y=2 \\/ 0:r0=3))", .exists, "[x]=1 /\\ ([y]=2 \\/ 0:r0=3)"),
        ("exists (x=1 /\\ y=2 \\/ 0:r0=3)", .exists, "[x]=1 /\\ [y]=2 \\/ 0:r0=3"),
        ("exists (x=1 => y=2)", .exists, "[x]=1 => [y]=2"), ("exists (P0:r0 = 0x10)", .exists, "0:r0=16"),
        ("exists (not (x=1))", .exists, "not ([x]=1)"), ("exists (x!=1)", .exists, "not ([x]=1)"),
        ("exists (0:r0=[x])", .exists, "0:r0=[x]"), ("", .forall, "true"), ("final (x=1)", .exists, "[x]=1"),
        ("exists (x=-1);", .exists, "[x]=-1"), ("exists (false)", .exists, "false"),
    ] as [(String, Property.Kind, String)])
    func aConditionIsPrintedAsHerdPrintsIt(final: String, kind: Property.Kind, text: String) throws {
        let property = try #require(try program(test("int r0 = 1;", final: final)).properties.first)
        #expect(property.kind == kind)
        #expect(property.text == text)
    }

    @Test(arguments: [
        ("x=1 /\\ y=2", true), ("x=2 \\/ y=2", true), ("x=2 \\/ y=3", false), ("~(x=1)", false), ("x=1 => y=3", false),
        ("x=2 => y=3", true), ("x=1 /\\ (y=3 \\/ 0:r0=5)", true), ("x=2 /\\ y=2 \\/ 0:r0=5", true), ("0:r0=[x]", false),
        ("x!=2", true), ("not (x=1 /\\ y=3)", true), ("true", true), ("false", false),
    ])
    func aConditionMeansWhatHerdTakesItToMean(condition: String, expected: Bool) throws {
        let machine = try ran("int r0 = 5; *y = 2;", initial: "x=1;", final: "exists (\(condition))")
        let value = machine.program.properties[0].condition.evaluate { observable in
            switch observable {
            case .location(let index): machine.memory[index]
            case .register(let thread, let register): machine.registers[thread][register]
            }
        }
        #expect(value == (expected ? 1 : 0))
    }

    @Test func aFilterDropsExecutions() throws {
        let lowered = try program(test("int r0 = 1;", final: "filter (x=1 /\\ 0:r0=1) exists (y=2)"))
        #expect(lowered.filter != nil)
        #expect(columns(lowered) == ["y"])
        #expect(lowered.tracked.count == 3, "the filter's names are tracked as well")
    }

    @Test func mutexesAreObjects() throws {
        let lowered = try program(
            "C m\n{}\nP0 (mtx_t* m, int* x) { mtx_lock(m); *x = 1; mtx_unlock(m); }\n"
                + "P1 (mtx_t* m) { lock(m); unlock(m); }"
        )
        #expect(lowered.locations.map(\.kind) == [.mutex, .plain])
        #expect(lowered.threads[1].instructions.count == 2)
    }

    @Test func ordersThatAnAccessCannotHaveMeanWhatIsLeftOfThem() throws {
        let machine = try ran("""
            int r0 = atomic_load_explicit(x, memory_order_release);
            r0 = atomic_load_explicit(x, memory_order_acq_rel);
            atomic_store_explicit(x, 1, memory_order_acquire);
            atomic_thread_fence(memory_order_relaxed);
            """)
        #expect(machine.trace == ["P0: load x Relaxed", "P0: load x Acquire", "P0: store x Relaxed"])
    }

    @Test(arguments: [
        ("int r0 = atomic_load_explicit(z, memory_order_relaxed);", "4:31 `z` is not a parameter of P0"),
        ("int r0 = atomic_load_explicit(x, memory_order_weak);", "4:34 a memory order stands here"),
        ("int r0 = atomic_load_explicit(x);", "4:10 `atomic_load_explicit` takes 2 arguments, not 1"),
        ("int r0 = READ_ONCE(*x);", "4:10 the function `READ_ONCE` is not supported"),
        ("for (int i = 0; i < 3; i++) { }", "4:1 `for` is not supported"), ("return;", "4:1 `return` is not supported"),
        ("int* p = x;", "4:6 a local pointer is not supported"),
        ("int r0 = x;", "4:10 a pointer as a value is not supported"),
        ("x = 1;", "4:1 `x` is a location, and its pointer cannot be changed"),
        ("int r[2];", "4:5 a local array is not supported"),
        ("int r0 = 1 ? 2 : 3;", "4:12 `? :` is not supported"), ("int r0 = 1", "5:1 expected `;`, found `}`"),
        ("int r0 = ;", "4:10 expected an expression, found `;`"),
        ("int r0 = atomic_store(x, 1);", "4:10 `atomic_store` gives no value"),
        ("r0 + 1 = 2;", "4:1 this cannot be assigned to"),
        ("int a, b;", "4:6 more than one name in a declaration is not supported"),
        ("**x = 1;", "4:2 only a parameter can be dereferenced"),
        ("/* open", "4:1 the comment that starts here is not closed"),
    ])
    func whatIsNotSupportedIsNamed(body: String, message: String) {
        #expect(errors(test(body)).contains(message), "\(errors(test(body)))")
    }

    @Test(arguments: [
        ("C t\n{}\nexists (x=1)", "3:1 expected a process: `P0 (atomic_int* x) { … }`, found `exists`"),
        ("C t\n", "expected the initial state: `{ … }`, found the end of the text"),
        ("C t\n{ x=y; }\nP0 (int* x) { }", "2:5 a pointer as a value is not supported"),
        ("C t\n{ int x[3]; }\nP0 (int* x) { }", "2:7 the array `x` is not supported"),
        ("C t\n{}\nP1 (int* x) { }", "3:1 processes are numbered from 0, in order"),
        ("C t\n{}\nP0 (int x) { }", "3:5 a parameter that is no pointer is not supported"),
        ("C t\n{}\nP0 (int** x) { }", "3:5 a pointer to a pointer is not supported"),
        ("C t\n{}\nP0 (int* x) { }\nexists (1:r0=1)", "4:9 there is no process P1"),
        ("C t\n{}\nP0 (int* x) { }\nexists (x=1", "expected `)`, found the end of the text"),
        ("C t\n{}\nP0 (int* x) { }\nexist (x=1)", "4:1 expected `exists`, `~exists` or `forall`, found `exist`"),
        ("C t\n{}\nP0 (int* x) { }\nexists (x=y)", "4:11 a pointer as a value is not supported"),
        ("C t\n{}\nP0 (int* x) { }\nexists (x=1) with", "4:14 `with` is not supported"),
        ("X86 SB\n{ x=0; }\n P0 | P1 ;", "1:1 this is a test for X86, and only tests in C are read"),
    ])
    func aTestThatIsWrongIsReported(text: String, message: String) {
        #expect(errors(text).contains { $0.hasSuffix(message) }, "\(errors(text))")
    }

    @Test func aLitmusFileHasToBeATest() {
        #expect(parse("atomic x", fileName: "a.litmus").diagnostics.map(\.message) == [
            "a herd test begins with its architecture and its name"
        ])
        #expect(parse("atomic C\nthread A { C.load() }").dialect == .memmodel)
        #expect(parse("// first\n\nC t\n{}\nP0 (int* x) { }").dialect == .herd)
    }

    @Test func whatHerdLetsPassIsAWarning() {
        #expect(
            warnings(test("int r0 = r1;", final: "exists (0:r7=1 /\\ q=1)")).map {
                $0.split(separator: " ", maxSplits: 1)[1]
            } == [
                "`r1` is used before it has a value", "P0 has no register `r7`",
                "no process and no initial state has a location `q`",
            ])
    }
}
