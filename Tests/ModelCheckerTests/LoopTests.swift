import Litmus
import ModelChecker
import Support
import Testing

@Suite struct LoopTests {
    /// Each waits for B's `flag`, in a way of its own.
    private static let spins = [
        "while flag.load(Acquire) == 0 { }",
        "while flag.load(Acquire) == 0 { spin_loop() }",
        "while flag.load(Acquire) == 0 { yield_now() }",
        "loop { if flag.load(Acquire) == 1 { break } }",
        "loop { let seen = flag.load(Acquire); if seen != 0 { break } else { continue } }",
        "await(flag)",
        "while !flag.compare_exchange(1, 2, Acquire, Relaxed) { }",
        "while flag.fetch_add(0, AcqRel) == 0 { }",
        "while flag.fetch_max(0, AcqRel) != 1 { }",
    ]

    @Test(arguments: spins, ModelName.allCases)
    func aSpinCostsOneExecutionHoweverLongItMayTake(_ spin: String, _ model: ModelName) throws {
        let exploration = try explore("""
            atomic flag
            var data
            fn await(f) { while f.load(Acquire) == 0 { spin_loop() } }
            thread A { \(spin)
                let seen = data }
            thread B { data = 42; flag.store(1, Release) }
            observe A.seen
            """, model)
        #expect(exploration.outcomeValues == [[42]])
        #expect(exploration.executions == 1)
        #expect(exploration.boundedLoops.isEmpty)
        #expect(exploration.errors.isEmpty)
    }

    @Test(arguments: ModelName.allCases)
    func spinlocksOfEveryKindTakeTurns(_ model: ModelName) throws {
        let locks = [
            "fn take(l) { while l.swap(1, Acquire) == 1 { } }",
            "fn take(l) { while !l.compare_exchange(0, 1, Acquire, Relaxed) { spin_loop() } }",
            "fn take(l) { while !l.compare_exchange_weak(0, 1, Acquire, Relaxed) { yield_now() } }",
            "fn take(l) { loop { while l.load(Relaxed) == 1 { spin_loop() }\nif l.swap(1, Acquire) == 0 { return } } }",
        ]
        for lock in locks {
            let exploration = try explore("""
                \(lock)
                atomic l
                var data
                thread T[3] { take(l); data = data + 1; l.store(0, Release) }
                observe data
                """, model)
            #expect(exploration.outcomeValues == [[3]], "\(lock)")
            // Which thread comes first, second and third; one that looks first may have looked before its predecessors
            // came.
            if lock.contains("swap(1, Acquire) == 0") { #expect(exploration.executions > 6) } else {
                #expect(exploration.executions == 6, "\(lock)")
            }
            #expect(exploration.errors.isEmpty, "\(lock)")
            #expect(exploration.boundedLoops.isEmpty, "\(lock)")
        }
    }

    @Test(arguments: ModelName.allCases)
    func aTicketLockOfThreeThreadsHasSixExecutions(_ model: ModelName) throws {
        #expect(try explore(try TestResources.benchmark("ticketlock3"), model).executions == 6)
    }

    @Test(arguments: ModelName.allCases)
    func aRelaxedSpinlockLetsDataRace(_ model: ModelName) throws {
        let exploration = try explore("""
            atomic l
            var data
            thread T[2] { while l.swap(1, Relaxed) == 1 { }
                data = data + 1; l.store(0, Relaxed) }
            """, model)
        #expect(exploration.errorKinds.contains(.race))
    }

    @Test(arguments: [
        ("loop { n = n + 1; if n == LAST { break } }", 0),
        ("while true { n = n + 1; if n == LAST { break } }", 0),
        ("while n < LAST { n = n + 1 }", 0),
        ("while n != LAST { if n < 100 { n = n + 1; continue }\n n = 0 }", 0),
    ])
    func aLoopGoesRoundAsOftenAsUnrollSaysAndNoMore(_ loop: String, _ extra: Int) throws {
        for unroll in [1, 2, 4, 16] {
            func explored(_ last: Int) throws -> Exploration {
                try explore("thread A { let n = 0; \(loop.replacing("LAST", with: "\(last)")) }") { $0.unroll = unroll }
            }
            let within = try explored(unroll)
            #expect(within.outcomeValues == [[Int64(unroll)]], "\(loop), \(unroll)")
            #expect(within.boundedLoops.isEmpty, "\(loop), \(unroll)")
            let beyond = try explored(unroll + 1)
            #expect(beyond.executions == 0, "\(loop), \(unroll)")
            #expect(beyond.boundedLoops.map(\.thread) == ["A"], "\(loop), \(unroll)")
            #expect(beyond.unroll == unroll)
        }
    }

    @Test func aForIsNotBoundAndAnInnerLoopHasABoundOfItsOwn() throws {
        let counted = try explore("atomic x\nthread A { for i in 0..100 { x.store(i, Relaxed) } }\nobserve x") { $0.unroll = 3 }
        #expect(counted.outcomeValues == [[99]])
        #expect(counted.boundedLoops.isEmpty)
        let nested = try explore("""
            thread A { let n = 0
                for i in 0..10 { let k = 0
                    while k < 3 { k = k + 1; n = n + 1 } } }
            observe A.n
            """) { $0.unroll = 3 }
        #expect(nested.outcomeValues == [[30]])
        #expect(nested.boundedLoops.isEmpty)
    }

    @Test(arguments: ModelName.allCases)
    func aLoopThatCountsItsTriesIsUnrolledAndSaysSo(_ model: ModelName) throws {
        let exploration = try explore("""
            atomic flag
            thread A { let tries = 0
                while flag.load(Relaxed) == 0 { tries = tries + 1 } }
            thread B { flag.store(1, Relaxed) }
            observe A.tries
            """, model) { $0.unroll = 3 }
        // Zero to three idle rounds before the flag is seen.
        #expect(exploration.outcomeValues == [[0], [1], [2], [3]])
        #expect(exploration.boundedLoops == [BoundedLoop(thread: "A", line: 3)])
    }

    @Test(arguments: ModelName.allCases)
    func aSpinOnAFlagThatNobodySetsIsALivelock(_ model: ModelName) throws {
        let exploration = try explore("""
            atomic flag, other
            thread A { while flag.load(Acquire) == 0 { } }
            thread B { other.store(1, Relaxed) }
            """, model)
        #expect(exploration.errorKinds == [.livelock])
        #expect(exploration.errors.first?.message.contains("flag = 0") == true)
        #expect(exploration.executions == 0)
        #expect(exploration.blocked == 1)
    }

    @Test(arguments: ModelName.allCases)
    func aFlagThatIsTakenBackCanBeMissedForEver(_ model: ModelName) throws {
        let exploration = try explore("""
            atomic flag
            thread A { while flag.load(Acquire) == 0 { } }
            thread B { flag.store(1, Release); flag.store(0, Release) }
            """, model)
        #expect(exploration.errorKinds == [.livelock])
        #expect(exploration.executions == 1)
    }

    @Test(arguments: ModelName.allCases)
    func notHavingSeenTheFlagYetIsNoLivelock(_ model: ModelName) throws {
        let exploration = try explore("""
            atomic a, b
            thread A { while a.load(Relaxed) == 0 { }
                b.store(1, Relaxed) }
            thread B { a.store(1, Relaxed); while b.load(Relaxed) == 0 { } }
            """, model)
        #expect(exploration.errors.isEmpty)
        #expect(exploration.executions == 1)
    }

    @Test(arguments: ModelName.allCases)
    func aFailureWithoutAReasonIsNoLivelock(_ model: ModelName) throws {
        for body in ["while !x.compare_exchange_weak(0, 1, Acquire, Relaxed) { }",
                     "loop { if x.compare_exchange_weak(0, 1, Acquire, Relaxed) { break }\nlet seen = y.load(Relaxed) }"] {
            let exploration = try explore("atomic x, y\nthread A { \(body) }\nobserve x", model)
            #expect(exploration.errors.isEmpty, "\(body)")
            #expect(exploration.outcomeValues == [[1]], "\(body)")
        }
    }

    @Test func twoThreadsThatWaitForEachOtherSpinForEver() throws {
        let exploration = try explore("""
            atomic a, b
            thread A { while a.load(Acquire) == 0 { }
                b.store(1, Release) }
            thread B { while b.load(Acquire) == 0 { }
                a.store(1, Release) }
            """)
        #expect(exploration.errorKinds == [.livelock])
        let message = try #require(exploration.errors.first?.message)
        #expect(message.contains("A spins") && message.contains("B spins"))
    }

    /// The swap of an iteration that changes nothing writes back what it read, and can be out of date as a read can.
    @Test(arguments: ModelName.allCases)
    func aSpinThatWritesBackWhatItReadsEndsWhenOthersWrite(_ model: ModelName) throws {
        let text = "atomic x = 1, y = 0\nthread T { while x.swap(1) == 1 && y.load() == 0 { } }\n"
        let ending = try explore(text + "thread A { x.store(0) }", model)
        #expect(ending.errors.isEmpty)
        #expect(ending.executions == 1)
        #expect(try explore(text + "thread A { x.store(1) }", model).errorKinds == [.livelock])
        #expect(try explore(text.replacing("thread T", with: "thread T[2]"), model).errorKinds == [.livelock])
    }
}
