import Language
import Testing

@Suite("A console knows when a text is whole") struct CompletenessTests {
    @Test(arguments: [
        "", "atomic x = 0\nthread A { x.store(1) }", "thread A {\n}\n", "fn f() { return 1 }", "const N = 3",
        "thread A { x.store(1) }\nexists (x == 1)", "thread A { undeclared.load() }", "// only a comment",
        "atomic x\n\n", "program p\n\natomic x\n\n\n",
        "thread A {\n}\nthread B {\n}\nobserve x", "C t\n{}\nP0 (atomic_int* x) { int r0 = *x; }\nexists (0:r0=1)",
    ])
    func wholeTexts(text: String) { #expect(completeness(of: text) == .complete) }

    @Test(arguments: [
        ("thread A {", "    "), ("thread A {\n    if x.load() == 1 {", "        "), ("fn f(a,", "    "),
        ("thread A", ""),
        ("/* open", ""), ("exists (x == 1 &&", "    "), ("const N =", "    "), ("thread A { }\nexists", ""),
        ("atomic x = 0", ""), ("atomic x\n", ""), ("program p\n\natomic x\n", ""),
        ("program p", ""), ("thread A {\n}", ""), ("thread A { }\nthread B {\n    x.store(1)\n  }", ""),
        ("thread A { x.store(1,", "        "), ("const N = 1 +", "    "), ("atomic x,", "    "), ("C t", ""),
        ("C t\n{ x=0; }", ""),
        ("C t\n{}\nP0 (atomic_int* x) {", ""), ("C t\n{}\nP0 (atomic_int* x) { int r0 = *x; }", ""),
    ])
    func textsThatGoOn(text: String, indent: String) { #expect(completeness(of: text) == .incomplete(indent: indent)) }

    @Test(arguments: [
        "thread A { ) }", "}", "atomic = 3\nthread A { }", "thread A { let = 3 }", "exists (x == 1))",
        "C t\n{}\nP0 (atomic_int* x) { int = 3; }\nexists (0:r0=1)", "X86 SB\n{}", "thread A { assert(1, \"open) }",
    ])
    func textsThatAreWrongWhateverFollows(text: String) { #expect(completeness(of: text) == .invalid) }
}

@Suite("Completion offers what can stand at the cursor") struct CompletionTests {
    static let program = """
        const LIMIT = 3
        atomic flag, slot[4]
        var data, pair: wide = (0, 0)
        mutex guard_a
        rwlock table
        channel queue(1)
        fn acquire(lock_word, tries) { let inside = 1 }
        thread Writer {
            let seen = flag.load(Acquire)
            ‸
        }
        thread Reader[2] { let copy = data }

        """

    /// What is offered at the `‸` of a text, or at the one in the program's thread.
    func offers(_ inserted: String, behind: String = "", definitions: Definitions = Definitions()) -> [String] {
        let text = behind.isEmpty ? Self.program.replacingOccurrences(of: "‸", with: inserted)
            : Self.program.replacingOccurrences(of: "‸", with: "") + behind
        let cursor = text.unicodeScalars.firstIndex(of: "‸").map {
            text.unicodeScalars.distance(from: text.unicodeScalars.startIndex, to: $0)
        } ?? 0
        let result = complete(text.replacingOccurrences(of: "‸", with: ""), at: cursor, definitions: definitions)
        let scalars = Array(text.unicodeScalars)
        let typed = String(String.UnicodeScalarView(scalars[result.start..<result.end]))
        #expect(result.matches.allSatisfy { $0.text.lowercased().hasPrefix(typed.lowercased()) })
        return result.matches.map(\.text)
    }

    @Test func operationsBehindADot() {
        #expect(offers("flag.‸") == [
            "load", "store", "swap", "fetch_add", "fetch_sub", "fetch_and", "fetch_or", "fetch_xor", "fetch_nand",
            "fetch_max", "fetch_min", "compare_exchange", "compare_exchange_weak",
        ])
        #expect(offers("flag.fetch_a‸") == ["fetch_add", "fetch_and"])
        #expect(offers("slot[data + 1].co‸") == ["compare_exchange", "compare_exchange_weak"])
        #expect(offers("guard_a.‸") == ["lock", "unlock", "try_lock"])
        #expect(offers("queue.try_‸") == ["try_send", "try_recv"])
        #expect(offers("data.‸") == [])
    }

    @Test func onlyTheOrderingsThatAreLegal() {
        #expect(offers("flag.load(‸") == ["Relaxed", "Acquire", "SeqCst"])
        #expect(offers("flag.store(1, ‸)") == ["Relaxed", "Release", "SeqCst"])
        #expect(offers("flag.store(slot[1].load(Relaxed), R‸)") == ["Relaxed", "Release"])
        #expect(offers("flag.swap(1, ‸") == ["Relaxed", "Acquire", "Release", "AcqRel", "SeqCst"])
        #expect(offers("flag.compare_exchange(0, 1, AcqRel, ‸") == ["Relaxed", "Acquire", "SeqCst"])
        #expect(offers("fence(‸") == ["Acquire", "Release", "AcqRel", "SeqCst"])
        #expect(offers("flag.load(Ordering::‸") == ["Relaxed", "Acquire", "Release", "AcqRel", "SeqCst"])
    }

    @Test func namesInScopeAndStatements() {
        #expect(offers("le‸") == ["let"])
        #expect(offers("f‸") == ["for", "flag", "fence"])
        #expect(offers("let r = s‸") == ["seen", "slot", "spin_loop"])
        #expect(offers("let r = L‸") == ["LIMIT"])
        #expect(offers("let r = cop‸") == [], "another thread's register")
        #expect(offers("acq‸") == ["acquire"])
        #expect(offers("spawn ‸") == ["Writer", "Reader"])
        #expect(offers("lock ‸") == ["guard_a"])
        #expect(offers("read ‸") == ["table"])
        #expect(offers("// fl‸") == [])
        #expect(offers("assert(1, \"fl‸") == [])
        #expect(offers("let ‸") == [])
    }

    @Test func itemsAndPropertiesOutsideOfThreads() {
        #expect(offers("", behind: "ex‸") == ["exists"])
        #expect(offers("", behind: "exists (Writer.‸)") == ["seen"])
        #expect(offers("", behind: "exists (Reader1.c‸)") == ["copy"])
        #expect(offers("", behind: "exists (W‸)") == ["Writer"])
        #expect(offers("", behind: "forbid (flag == 1) under ‸") == ["sc", "tso", "rc11"])
        #expect(offers("", behind: "forbid (flag == 1) under sc, t‸") == ["tso"])
        #expect(offers("", behind: "observe d‸") == ["data"])
    }

    @Test func whatEarlierTextsDefined() {
        let earlier = parse("const MANY = 9\nfn backoff(n) { spin_loop() }").definitions
        #expect(offers("back‸", definitions: earlier) == ["backoff"])
        #expect(offers("let r = MA‸", definitions: earlier) == ["MANY"])
    }

    @Test func anUnfinishedTextIsNoHindrance() {
        let text = "atomic flag\nthread A {\n    let mine = 1\n    if flag.load() == m"
        #expect(complete(text, at: text.unicodeScalars.count).matches.map(\.text) == ["mine"])
        let result = complete("atomic größe\nthread A { gr", at: 26)
        #expect(result.start == 24 && result.end == 26)
    }

    @Test func herdsWordsInAHerdTest() {
        let text = "C t\n{}\nP0 (atomic_int* flag) { int r0 = atomic_lo"
        #expect(complete(text, at: text.count).matches.map(\.text) == ["atomic_load_explicit", "atomic_load"])
        let names = text + "ad(fl"
        #expect(complete(names, at: names.count).matches.map(\.text) == ["flag"])
    }
}

@Suite("Hover tells what a word is") struct HoverTests {
    func text(at marked: String, definitions: Definitions = Definitions()) -> String? {
        let cursor = marked.unicodeScalars.firstIndex(of: "‸").map {
            marked.unicodeScalars.distance(from: marked.unicodeScalars.startIndex, to: $0)
        } ?? 0
        return hover(marked.replacingOccurrences(of: "‸", with: ""), at: cursor, definitions: definitions)
    }

    @Test func orderingsAndOperations() throws {
        let load = try #require(text(at: "atomic x\nthread A { let r = x.lo‸ad(Acquire) }"))
        #expect(load.contains("x.load(ordering)"))
        #expect(load.contains("`Relaxed`, `Acquire`, `SeqCst`"))
        #expect(!load.contains("`Release`"))
        let acquire = try #require(text(at: "atomic x\nthread A { let r = x.load(Acq‸uire) }"))
        #expect(acquire.contains("release that it reads from"))
        #expect(try #require(text(at: "thread A { fence(seq_‸cst) }")).contains("SeqCst"))
        #expect(try #require(text(at: "mutex m\nthread A { m.tr‸y_lock() }")).contains("m.try_lock()"))
    }

    @Test func declaredNames() throws {
        let program =
            "const N = 3\natomic x = 1 // the flag\nfn acquire(l) { l.lock() }\n"
            + "thread A { let r = x.load(); acquire(x) }\n"
        #expect(
            try #require(text(at: program.replacingOccurrences(of: "x.load", with: "‸x.load"))).contains(
                "An atomic, declared on line 2"))
        #expect(
            try #require(text(at: program.replacingOccurrences(of: "let r", with: "let ‸r"))).contains(
                "A register, declared on line 4"))
        #expect(
            try #require(text(at: program.replacingOccurrences(of: "; acquire", with: "; acq‸uire"))).contains(
                "A function"))
        #expect(try #require(text(at: program + "exists (A.‸r == N)")).contains("thread `A`"))
        #expect(try #require(text(at: program + "exists (A.r == ‸N)")).contains("const N = 3"))
    }

    @Test func operationsOnWhatIsNotDeclaredYet() throws {
        #expect(try #require(text(at: "thread A { x.fetch‸_add(1) }")).contains("x.fetch_add(value, ordering)"))
        #expect(try #require(text(at: "fn acquire(l) { l.sw‸ap(1) }")).contains("l.swap(value, ordering)"))
        #expect(try #require(text(at: "fn acquire(l) { ‸l.swap(1) }")).contains("A parameter"))
        #expect(text(at: "thread A { x.frob‸nicate(1) }") == nil)
    }

    @Test func wordsByThemselves() throws {
        #expect(try #require(explanation(of: "fetch_add")).contains("atomic.fetch_add(value, ordering)"))
        let wait = try #require(explanation(of: "wait"))
        #expect(wait.contains("condvar.wait(mutex)") && wait.contains("barrier.wait()"))
        #expect(try #require(explanation(of: "Acquire")).contains("release that it reads from"))
        #expect(try #require(explanation(of: "while")).contains("while c"))
        #expect(explanation(of: "frobnicate") == nil)
    }

    @Test func keywordsAndEarlierDefinitions() throws {
        #expect(try #require(text(at: "‸thread A { }")).contains("`NAME0`"))
        #expect(try #require(text(at: "thread A { }\nfor‸bid (1) under sc")).contains("No execution ends so."))
        #expect(try #require(text(at: "thread A { }\nforbid (1) under t‸so")).contains("store buffer"))
        let earlier = parse("const MANY = 9\nfn backoff(n) { spin_loop() }").definitions
        #expect(try #require(text(at: "thread A { back‸off(1) }", definitions: earlier)).contains("fn backoff(n)"))
        #expect(try #require(text(at: "thread A { let r = MA‸NY }", definitions: earlier)).contains("const MANY = 9"))
    }

    @Test func whatNeedsNoExplanationHasNone() {
        #expect(text(at: "thread A { let r = 1 ‸+ 2 }") == nil)
        #expect(text(at: "// thr‸ead") == nil)
        #expect(text(at: "thread A { unkn‸own }") == nil)
        #expect(text(at: "‸") == nil)
    }

    @Test func herdsWords() throws {
        #expect(
            try #require(
                text(at: "C t\n{}\nP0 (atomic_int* x) { atomic_st‸ore_explicit(x, 1, memory_order_release); }")
            )
            .contains("Writes the value"))
        #expect(
            try #require(
                text(at: "C t\n{}\nP0 (atomic_int* x) { atomic_store_explicit(x, 1, memory_order_rel‸ease); }")
            )
            .contains("acquires what it writes"))
    }
}
