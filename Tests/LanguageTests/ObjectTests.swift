import Language
import Litmus
import Testing

@Suite("Objects have the operations of the language's page") struct ObjectTests {
    @Test func everyOperationOfEveryObjectIsLowered() throws {
        let machine = try ran("""
            mutex m
            rwlock l
            condvar c
            barrier b(2)
            semaphore s(1)
            channel ch(2)
            thread A {
                m.lock(); m.unlock()
                let t1 = m.try_lock()
                c.wait(m); c.notify_one(); c.notify_all()
                m.unlock()
                l.read(); l.unlock(); l.write(); l.unlock()
                let t2 = l.try_read(); l.unlock()
                let t3 = l.try_write(); l.unlock()
                let leader = b.wait()
                s.acquire(); s.release()
                let t4 = s.try_acquire()
                ch.send(5)
                let got = ch.recv()
                let sent = ch.try_send(6)
                let (ok, v) = ch.try_recv()
                let empty = ch.try_recv()
                b.wait()
            }
            """)
        #expect(machine.trace.map { String($0.dropFirst(3)) } == [
            "lock m", "unlock m", "tryLock m", "wait c m", "notifyOne c", "notifyAll c", "unlock m",
            "readLock l", "unlockEither l", "writeLock l", "unlockEither l", "tryReadLock l", "unlockEither l",
            "tryWriteLock l", "unlockEither l", "barrierWait b", "acquire s", "release s", "tryAcquire s",
            "send ch", "receive ch", "trySend ch", "tryReceive ch", "tryReceive ch", "barrierWait b",
        ])
        for (name, value) in [("t1", 1), ("t2", 1), ("t3", 1), ("leader", 1), ("t4", 1), ("got", 5), ("sent", 1),
                              ("ok", 1), ("v", 6), ("empty", 0)] as [(String, Int64)] {
            #expect(machine.value(of: "A.\(name)") == value, "\(name)")
        }
    }

    @Test func aResultThatNobodyWantsTakesNoRegister() throws {
        let lowered = try program(
            "channel ch(1)\nthread A { ch.try_recv(); let (_, v) = ch.try_recv(); let (ok, _) = ch.try_recv() }")
        let results = lowered.threads[0].instructions.map { instruction -> Int? in
            if case .object(_, _, _, _, let results) = instruction { results.count } else { nil }
        }
        #expect(results == [0, 2, 1])
    }

    @Test func aLockedBlockIsUnlockedOnEveryWayOut() throws {
        let machine = try ran("""
            mutex m, n
            rwlock l
            atomic x
            fn early(c) {
                lock m {
                    read l {
                        if c { return 7 }
                    }
                    return 8
                }
            }
            thread A {
                lock m { x.store(1) }
                let a = early(1)
                let b = early(0)
                loop { lock m { lock n { break } } }
                for i in 0..2 { write l { if i == 0 { continue } x.store(2) } }
                'outer: loop { lock m { loop { lock n { break 'outer } } } }
                lock m { return }
                x.store(99)
            }
            """)
        let objects = machine.trace.filter { !$0.contains("store") }.map { String($0.dropFirst(3)) }
        #expect(objects == [
            "lock m", "unlock m",
            "lock m", "readLock l", "unlockRead l", "unlock m",
            "lock m", "readLock l", "unlockRead l", "unlock m",
            "lock m", "lock n", "unlock n", "unlock m",
            "writeLock l", "unlockWrite l", "writeLock l", "unlockWrite l",
            "lock m", "lock n", "unlock n", "unlock m",
            "lock m", "unlock m",
        ])
        #expect(machine.value(of: "A.a") == 7)
        #expect(machine.value(of: "A.b") == 8)
        #expect(machine.value(of: "x") == 2)
    }

    @Test func whatIsUnlockedIsWhatWasLocked() throws {
        let machine = try ran("mutex m[3]\nthread A { let i = 1; lock m[i] { i = 2 } }")
        #expect(machine.trace == ["A: lock m[1]", "A: unlock m[1]"])
        let throughReturn = try ran(
            "mutex m[3]\nfn f(a, i) { lock a[i] { return 2 } }\nthread A { let r = 1; r = f(m, r) }")
        #expect(throughReturn.trace == ["A: lock m[1]", "A: unlock m[1]"])
        #expect(throughReturn.value(of: "A.r") == 2)
    }

    @Test func wideVariablesAreReadAndWrittenByTheWord() throws {
        let machine = try ran("""
            var pair: wide = (1, 2), pairs[2]: wide
            thread A {
                let (a, b) = pair
                pair = (b, a)
                let i = 1
                pairs[i] = pair
                let (_, d) = pairs[i]
                let e = pairs[1].0
                pair.1 = 9
                pairs[i].0 += 5
                pair
            }
            """)
        #expect(machine.trace == [
            "A: load pair.0 plain", "A: load pair.1 plain", "A: store pair.0 plain", "A: store pair.1 plain",
            "A: load pair.0 plain", "A: load pair.1 plain", "A: store pairs[1].0 plain", "A: store pairs[1].1 plain",
            "A: load pairs[1].0 plain", "A: load pairs[1].1 plain", "A: load pairs[1].0 plain",
            "A: store pair.1 plain", "A: load pairs[1].0 plain", "A: store pairs[1].0 plain",
            "A: load pair.0 plain", "A: load pair.1 plain",
        ])
        for (name, value) in [("A.a", 1), ("A.b", 2), ("A.d", 1), ("A.e", 2), ("pair.0", 2), ("pair.1", 9),
                              ("pairs[1].0", 7), ("pairs[1].1", 1)] as [(String, Int64)] {
            #expect(machine.value(of: name) == value, "\(name)")
        }
    }

    @Test func anIndexOutOfRangeIsAnErrorOfTheExecutionForPairsToo() throws {
        for index in [-1, 2, 3] {
            let text = "var pairs[2]: wide\nthread A { let i = \(index); pairs[i] = (1, 1) }"
            #expect(throws: SequentialMachine.Failure.bounds(Int64(index) * 2)) { try ran(text) }
        }
    }

    @Test(arguments: [
        ("m.load()", "a mutex has no operation `load`"),
        ("let r = m.lock()", "`lock` gives no value"),
        ("m.lock(1)", "`lock` takes nothing"),
        ("let r = m", "`m` is a mutex and has no value"),
        ("m = 1", "`m` is a mutex and cannot be assigned to"),
        ("lock x { }", "`lock` takes a mutex, and `x` is an atomic"),
        ("lock l { }", "`lock` takes a mutex, and `l` is an rwlock"),
        ("read m { }", "`read` takes an rwlock, and `m` is a mutex"),
        ("lock ms { }", "`ms` is an array"),
        ("lock m", "expected `{`, found `}`"),
        ("c.wait()", "`wait` needs 1 value"),
        ("c.wait(x)", "`wait` takes the mutex that guards the condition, and `x` is an atomic"),
        ("ch.send()", "`send` needs 1 value"),
        ("let (a, b) = ch.recv()", "`recv` gives one value, not a pair"),
        ("let r = pair", "`pair` has two words"),
        ("pair = 1", "this is one value, not a pair"),
        ("pair += 1", "a wide variable has two words, and is assigned to as a pair"),
        ("let r = pair.2", "`pair` has no part `2`"),
        ("ms = 1", "`ms` is a mutex and cannot be assigned to"),
    ])
    func whatAnObjectCannotDoIsSaid(statement: String, message: String) {
        let text =
            "mutex m, ms[2]\nrwlock l\ncondvar c\nchannel ch(1)\natomic x\nvar pair: wide\nthread A { \(statement) }"
        #expect(parse(text).diagnostics.map(\.message).contains(message), "\(errors(text))")
    }
}
