import Litmus
import ModelChecker
import Testing

@Suite struct LockTests {
    @Test(arguments: ModelName.allCases)
    func aMutexLetsOneThreadInAtATime(_ model: ModelName) throws {
        let exploration = try explore("""
            mutex m
            var data
            thread T[3] { lock m { data = data + 1 } }
            observe data
            """, model)
        #expect(exploration.outcomeValues == [[3]])
        #expect(exploration.executions == 6)
        #expect(exploration.errors.isEmpty)
    }

    @Test(arguments: ModelName.allCases)
    func theWriteSideOfAnRwlockExcludesReadersAndWriters(_ model: ModelName) throws {
        let exploration = try explore("""
            rwlock l
            var a, b
            thread W[2] { write l { a = a + 1; b = b + 1 } }
            thread R { read l { let x = a; let y = b; assert(x == y) } }
            observe a
            """, model)
        #expect(exploration.outcomeValues == [[2]])
        #expect(exploration.errors.isEmpty)
    }

    @Test(arguments: ModelName.allCases)
    func writingUnderTheReadSideRaces(_ model: ModelName) throws {
        let exploration = try explore("""
            rwlock l
            var data
            thread R[2] { read l { data = 1 } }
            """, model)
        #expect(exploration.errorKinds == [.race])
        #expect(exploration.racyExecutions == exploration.executions)
    }

    /// [thread.sharedmutex.requirements]: a shared unlock synchronises with later exclusive locks only.
    @Test(arguments: ModelName.allCases)
    func twoReadSectionsDoNotOrderEachOther(_ model: ModelName) throws {
        let exploration = try explore("""
            rwlock l
            var data
            thread A { data = 1; l.read(); l.unlock() }
            thread B { l.read(); l.unlock(); data = 2 }
            """, model)
        #expect(exploration.racyExecutions == exploration.executions)
    }

    @Test(arguments: ["l.write()", "l.read()"], ["l.write()", "l.read()"])
    func anRwlockOrdersASectionWithALaterOneWhereEitherWrites(_ first: String, _ second: String) throws {
        // B sees through `seen` that A's section came first; the relaxed accesses order nothing.
        let exploration = try explore("""
            rwlock l
            atomic flag
            var data
            thread A { data = 1; \(first); flag.store(1, Relaxed); l.unlock() }
            thread B { \(second); let seen = flag.load(Relaxed); l.unlock()
                if seen == 1 { data = 2 } }
            """)
        let bothRead = first == "l.read()" && second == "l.read()"
        #expect(exploration.errorKinds == (bothRead ? [.race] : []))
    }

    @Test func aFailedTryLockSynchronisesWithNobodyNotEvenThroughFences() throws {
        let exploration = try explore("""
            mutex m
            var data
            thread A { data = 1; fence(Release); m.lock() }
            thread B { let taken = m.try_lock(); fence(Acquire)
                if taken { m.unlock() } else { data = 2 } }
            """)
        #expect(exploration.errorKinds == [.race])
    }

    @Test(arguments: ModelName.allCases)
    func tryLockTakesAFreeLockAndOnlyThat(_ model: ModelName) throws {
        let exploration = try explore("""
            mutex m
            thread A { let a = m.try_lock() }
            thread B { let b = m.try_lock() }
            """, model)
        #expect(exploration.outcomeValues == [[0, 1], [1, 0]])
        let released = try explore("""
            rwlock l
            thread A { let a = l.try_write(); if a { l.unlock() } }
            thread B { let b = l.try_read(); if b { l.unlock() } }
            """, model)
        #expect(released.outcomeValues == [[0, 1], [1, 0], [1, 1]])
        #expect(released.errors.isEmpty)
    }

    @Test(arguments: ModelName.allCases)
    func semaphoresCountTheirPermits(_ model: ModelName) throws {
        let exploration = try explore("""
            semaphore s(2)
            atomic inside
            thread T[3] { s.acquire(); let others = inside.fetch_add(1, Relaxed); inside.fetch_sub(1, Relaxed); s.release()
                assert(others < 2) }
            """, model)
        #expect(exploration.errors.isEmpty)
        let handedOver = try explore("""
            semaphore s(0)
            var data
            thread A { data = 1; s.release() }
            thread B { s.acquire(); let seen = data }
            """, model)
        #expect(handedOver.outcomeValues == [[1, 1]])
        #expect(handedOver.errors.isEmpty)
    }

    @Test(arguments: ModelName.allCases)
    func aBarrierLetsAllThroughTogetherAndNamesOne(_ model: ModelName) throws {
        let exploration = try explore("""
            barrier b(3)
            atomic leaders
            var data[3]
            thread T[3] { data[id] = 1
                if b.wait() { leaders.fetch_add(1, Relaxed) }
                let sum = data[0] + data[1] + data[2]
                assert(sum == 3) }
            observe leaders
            """, model)
        #expect(exploration.outcomeValues == [[1]])
        #expect(exploration.errors.isEmpty)
    }

    // MARK: Deadlocks

    @Test(arguments: ModelName.allCases)
    func aDeadlockSaysWhoWaitsForWhatAndWhoHoldsIt(_ model: ModelName) throws {
        let exploration = try explore("""
            mutex first, second
            thread A { lock first { lock second { } } }
            thread B { lock second { lock first { } } }
            """, model)
        #expect(exploration.errorKinds == [.deadlock])
        let error = try #require(exploration.errors.first)
        #expect(error.message.contains("A waits for the mutex second, which B holds"))
        #expect(error.message.contains("B waits for the mutex first, which A holds"))
        #expect(error.witness?.blocked.map(\.thread) == [0, 1])
        #expect(exploration.executions == 2)
    }

    @Test func diningPhilosophersDeadlockUnlessOneIsLefthanded() throws {
        let table = "mutex fork[3]\n"
        let greedy = try explore(table + "thread P[3] { lock fork[id] { lock fork[(id + 1) % 3] { } } }")
        #expect(greedy.errorKinds == [.deadlock])
        for neighbour in 0..<3 {
            #expect(greedy.errors[0].message.contains("waits for the mutex fork[\(neighbour)]"))
        }
        let polite = try explore(table + """
            thread P[3] { let a = id; let b = (id + 1) % 3
                if a > b { a = b; b = id }
                lock fork[a] { lock fork[b] { } } }
            """)
        #expect(polite.errors.isEmpty)
        #expect(polite.executions > 0)
    }

    @Test(arguments: ["m.lock(); m.lock()", "lock m { lock m { } }"])
    func aThreadThatLocksTwiceWaitsForItself(_ body: String) throws {
        let exploration = try explore("mutex m\nthread A { \(body) }")
        #expect(exploration.errorKinds == [.deadlock])
        #expect(exploration.errors[0].message.contains("which it holds itself"))
    }

    @Test func aThreadThatEndsWithALockLeavesTheOthersWaiting() throws {
        let exploration = try explore("mutex m\nthread A { m.lock() }\nthread B { m.lock(); m.unlock() }")
        #expect(exploration.errorKinds == [.deadlock])
        #expect(exploration.errors[0].message.contains("B waits for the mutex m, which A holds"))
        #expect(exploration.executions == 1)
    }

    @Test func waitingForPermitsOrThreadsThatDoNotComeIsADeadlock() throws {
        #expect(try explore("semaphore s(0)\nthread A { s.acquire() }").errorKinds == [.deadlock])
        #expect(try explore("barrier b(2)\nthread A { b.wait() }").errorKinds == [.deadlock])
        let never = try explore("atomic x\nthread A { if x.load(Relaxed) == 1 { spawn B }\njoin B }\nthread B { }")
        #expect(never.errorKinds == [.deadlock])
        #expect(never.errors[0].message.contains("waits for B to end, which nobody has started"))
    }

    @Test(arguments: ModelName.allCases)
    func waitingForALockThatIsGivenBackInTheEndIsNoDeadlock(_ model: ModelName) throws {
        let exploration = try explore("""
            mutex m
            atomic flag
            thread A { m.lock(); while flag.load(Acquire) == 0 { }
                m.unlock() }
            thread B { flag.store(1, Release); m.lock(); m.unlock() }
            """, model)
        #expect(exploration.errors.isEmpty)
        #expect(exploration.executions == 2)
    }

    @Test func holdingALockThatAnotherSpinsBehindIsADeadlock() throws {
        let exploration = try explore("""
            mutex m
            atomic flag
            thread A { m.lock(); while flag.load(Acquire) == 0 { }
                m.unlock() }
            thread B { m.lock(); flag.store(1, Release); m.unlock() }
            """)
        #expect(exploration.errorKinds == [.deadlock])
        #expect(exploration.errors[0].message.contains("A spins: it reads flag = 0"))
        #expect(exploration.errors[0].message.contains("B waits for the mutex m, which A holds"))
    }

    // MARK: Misuse

    @Test(arguments: [
        ("mutex m", "m.unlock()"),
        ("mutex m", "m.lock(); m.unlock(); m.unlock()"),
        ("mutex m[2]", "m[0].lock(); m[1].unlock()"),
        ("rwlock m", "m.unlock()"),
        ("rwlock m[2]", "let i = 1; m[i].read(); m[0].unlock()"),
        ("mutex m", "if !m.try_lock() { m.unlock() }\nm.unlock(); m.unlock()"),
    ])
    func unlockingWhatIsNotHeldIsMisuse(_ shared: String, _ body: String) throws {
        let exploration = try explore("\(shared)\nthread A { \(body) }")
        #expect(exploration.errorKinds == [.misuse])
        #expect(exploration.errors[0].thread == "A")
        #expect(exploration.errors[0].message.contains("which it does not hold"))
    }

    @Test func unlockingWhatAnotherThreadHoldsIsMisuse() throws {
        let exploration = try explore("""
            mutex m
            atomic taken
            thread A { m.lock(); taken.store(1, Release) }
            thread B { while taken.load(Acquire) == 0 { }
                m.unlock() }
            """)
        #expect(exploration.errorKinds == [.misuse])
        #expect(exploration.errors[0].thread == "B")
    }

    @Test func anElementOfAnArrayOfRwlocksIsHeldByItself() throws {
        let exploration = try explore("""
            rwlock l[2]
            var data
            thread T[2] { let i = 1; l[i].write(); data = data + 1; l[i].unlock() }
            observe data
            """)
        #expect(exploration.errors.isEmpty)
        #expect(exploration.outcomeValues == [[2]])
    }

    @Test func spawningAThreadTwiceIsMisuse() throws {
        for body in ["spawn B; spawn B", "for i in 0..2 { spawn B }"] {
            let exploration = try explore("atomic x\nthread A { \(body) }\nthread B { x.store(1, Relaxed) }")
            #expect(exploration.errorKinds == [.misuse], "\(body)")
            #expect(exploration.errors[0].message.contains("has been started already"))
        }
    }
}
