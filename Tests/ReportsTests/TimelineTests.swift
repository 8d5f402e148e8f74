import Foundation
import Litmus
import ModelChecker
import Reports
import Testing

@Suite struct TimelineTests {
    private let program = ExampleReports.storeBufferingProgram()

    /// The sample of the design, character by character.
    private let sample = """
        store_buffering under tso: A.r1 = 0, B.r2 = 0 (not possible under sc)

             A                              B
          1  flag1.store(1)   [flag1=1]
          2  r1 = flag2 → 0   [flag1=1]
          3                                 flag2.store(1)   [flag2=1]
          4                                 r2 = flag1 → 0   [flag2=1]   stale: A's flag1 = 1 is still in its buffer
          5  ~ flag1 = 1 reaches memory
          6                                 ~ flag2 = 1 reaches memory
        """

    @Test func theDesignsSampleIsReproduced() {
        let text = timeline(ExampleReports.storeBufferingWitness, of: program, style: TextStyle(width: 120),
                            isWeak: true)
        #expect(text == sample)
    }

    @Test func racingRowsNameEachOther() {
        var witness = ExampleReports.storeBufferingWitness
        witness.racing = [0, 3]
        let rows = timeline(witness, of: program, style: TextStyle(width: 140)).split(separator: "\n")
        #expect(rows[2].hasSuffix("flag1.store(1)   [flag1=1]   races with row 4"))
        #expect(rows[5].hasSuffix("races with row 1"))
        #expect(rows.count { $0.contains("races") } == 2)
    }

    @Test func aThreadThatAnErrorEndedHasARowThatSaysSo() {
        var witness = ExampleReports.storeBufferingWitness
        witness.blocked = [Witness.Blocked(thread: 1, instruction: 1, reason: "fails: too soon")]
        let last = timeline(witness, of: program).split(separator: "\n").last
        #expect(last?.hasPrefix("  ✗ ") == true && last?.hasSuffix("   fails: too soon") == true)
    }

    @Test func whatDoesNotFitInEightyColumnsGoesToALineOfItsOwnInOnePiece() {
        let text = timeline(ExampleReports.storeBufferingWitness, of: program, isWeak: true)
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
        #expect(text.contains("stale: A's flag1 = 1 is still in its buffer"))
        #expect(text.contains("\n  4                                 r2 = flag1 → 0   [flag2=1]\n"))
    }

    @Test func asciiTimelinesHoldAsciiOnlyAndLineUpAllTheSame() {
        let style = TextStyle(ascii: true, width: 130)
        let text = timeline(ExampleReports.storeBufferingWitness, of: program, style: style)
        #expect(text.utf8.allSatisfy { $0 < 0x80 })
        let rows = text.split(separator: "\n")
        func column(of word: String, in row: Substring) -> Int? {
            row.range(of: word).map { row.distance(from: row.startIndex, to: $0.lowerBound) }
        }
        #expect(column(of: "B", in: rows[1]) == 37)
        #expect(column(of: "flag2.store", in: rows[4]) == 37)
        #expect(text.contains("r1 = flag2 -> 0"))
    }

    @Test func withoutBuffersAStaleReadSaysWhatWasNotSeenAndAReadWhereItsValueComesFrom() throws {
        let report = ExampleReports.messagePassing
        let witness = try #require(report.explorations[0].errors[0].witness)
        let text = timeline(witness, of: report.program, style: TextStyle(width: 200))
        #expect(text.contains("r = ready → 1   from row 2\n"))
        #expect(text.hasSuffix("seen = data → 0   stale: writer's data = 42 not seen yet"))
        #expect(text.contains("ready.store(1, Release)"))
        #expect(!text.contains("["), "no buffers under rc11")
    }

    @Test func aLoadFromTheThreadsOwnBufferSaysSo() {
        let program = Program(
            name: "forwarding", locations: [Location(name: "x", kind: .atomic), Location(name: "y", kind: .atomic)],
            threads: [Thread(name: "A", instructions: [
                .store(Address(base: 0), .constant(1), .relaxed), .store(Address(base: 1), .constant(2), .relaxed),
                .load(to: 0, Address(base: 0), .relaxed),
            ], registers: [RegisterInfo("r")])], observed: [.register(thread: 0, 0)])
        let witness = Witness(
            model: .tso,
            events: [
                .init(thread: 0, instruction: 0, kind: .write, order: .relaxed, location: 0, valueWritten: 1),
                .init(thread: 0, instruction: 1, kind: .write, order: .relaxed, location: 1, valueWritten: 2),
                .init(thread: 0, instruction: 2, kind: .read, order: .relaxed, location: 0, valueRead: 1,
                      readsFrom: .event(0)),
            ],
            steps: [.execute(0), .execute(1), .execute(2), .flush(0), .flush(1)], values: [1])
        #expect(timeline(witness, of: program) == """
            forwarding under tso: A.r = 1

                 A
              1  x.store(1)   [x=1]
              2  y.store(2)   [x=1, y=2]
              3  r = x → 1    [x=1, y=2]   from its own buffer (row 1)
              4  ~ x = 1 reaches memory   [y=2]
              5  ~ y = 2 reaches memory
            """)
    }

    /// Every operation of the language's core, spelled with the values of this execution.
    @Test func operationsAreSpelledWithTheirValues() {
        let x = Address(base: 0)
        let program = Program(
            name: "operations",
            locations: [Location(name: "x", kind: .atomic), Location(name: "m", kind: .mutex),
                        Location(name: "ch", kind: .channel(capacity: 1)), Location(name: "c", kind: .condvar)],
            threads: [
                Thread(name: "A", instructions: [
                    .readModifyWrite(to: 1, .add, x, .register(2), .relaxed),
                    .compareExchange(CompareExchange(ok: 1, seen: nil, address: x, expected: .constant(5),
                                                     desired: .register(2), success: .acqRel, failure: .relaxed)),
                    .compareExchange(CompareExchange(ok: 1, seen: nil, address: x, expected: .constant(7),
                                                     desired: .constant(8), success: .relaxed, failure: .relaxed,
                                                     isWeak: true)),
                    .fence(.seqCst),
                    .object(.lock, Address(base: 1), with: nil, value: nil, results: []),
                    .object(.send, Address(base: 2), with: nil, value: .constant(3), results: []),
                    .object(.wait, Address(base: 3), with: Address(base: 1), value: nil, results: []),
                    .load(to: 3, x, .acquire),
                    .copy(to: 0, .register(3)),
                    .load(to: 3, x, .relaxed),
                    .spawn(thread: 1), .join(thread: 1),
                ], registers: [RegisterInfo("r"), RegisterInfo(), RegisterInfo(), RegisterInfo()]),
                Thread(name: "B", instructions: [], registers: [], startsBySpawn: true),
            ])
        func event(_ instruction: Int, _ kind: Witness.EventKind, _ order: MemoryOrder = .relaxed, _ location: Int? = 0,
                   reads: Int64? = nil, writes: Int64? = nil) -> Witness.Event {
            .init(thread: 0, instruction: instruction, kind: kind, order: order, location: location, valueRead: reads,
                  valueWritten: writes)
        }
        let events = [
            event(0, .update, reads: 2, writes: 5), event(1, .update, .acqRel, reads: 5, writes: 6),
            event(2, .read, reads: 6), event(3, .fence, .seqCst, nil), event(4, .object(.lock), .relaxed, 1),
            event(5, .object(.send), .relaxed, 2, writes: 3), event(6, .object(.wait), .relaxed, 3),
            event(7, .read, .acquire, reads: 6), event(9, .read, reads: 6),
            event(10, .spawn(thread: 1), .relaxed, nil), event(11, .join(thread: 1), .relaxed, nil),
        ]
        let witness = Witness(model: .rc11, events: events, steps: events.indices.map { .execute($0) })
        let text = timeline(witness, of: program)
        let rows = text.split(separator: "\n").dropFirst(2).map { $0.dropFirst(5) }
        #expect(rows == [
            "x.fetch_add(3) → 2", "x.compare_exchange(5, 6, AcqRel) → ok",
            "x.compare_exchange_weak(7, 8) → failed, read 6", "fence(SeqCst)", "m.lock()", "ch.send(3)", "c.wait(m)",
            "r = x.load(Acquire) → 6", "x.load() → 6", "spawn B", "join B",
        ])
    }

    @Test func aCompareExchangeHasBothItsOrderings() throws {
        let report = try report(on: """
            atomic x
            thread A { x.store(1, Relaxed); let (ok, v) = x.compare_exchange(0, 2, Release, Acquire) }
            thread B { let (ok, v) = x.compare_exchange_weak(1, 2, Relaxed, SeqCst) }
            observe A.v, B.ok
            """)
        let failed = try report.rows(of: [1, 0]).joined(separator: "\n")
        #expect(failed.contains("x.compare_exchange(0, 2, Release, Acquire) → failed, read 1"))
        let succeeded = try report.rows(of: [2, 1]).joined(separator: "\n")
        #expect(succeeded.contains("x.compare_exchange_weak(1, 2, Relaxed, SeqCst) → ok"))
    }

    /// To the checker they are reads.
    @Test(arguments: [
        ("while x.swap(1, Acquire) == 1 { }", "x.swap(1, Acquire) → 1"),
        ("let one = 1; while x.swap(one, Acquire) == 1 { }", "x.swap(1, Acquire) → 1"),
        ("while x.fetch_or(1, Relaxed) == 1 { }", "x.fetch_or(1) → 1"),
        ("loop { let ok = x.compare_exchange(1, 1, Acquire, Relaxed); if ok == 0 { break } }",
         "x.compare_exchange(1, 1, Acquire) → ok"),
        ("loop { let ok = x.compare_exchange(0, 1, Acquire, Relaxed); if ok == 1 { break } }",
         "x.compare_exchange(0, 1, Acquire) → failed, read 1"),
    ])
    func spinsThatWriteBackWhatWasThereAreShownAsTheyAreWritten(_ spin: String, _ row: String) throws {
        let report = try report(on: "atomic x = 1\nthread A { \(spin) }")
        let witness = try #require(report.explorations[0].errors.first?.witness)
        #expect(report.rows(of: witness).first == "  1  " + row)
    }

    @Test func blockedThreadsAreMarkedAtTheEnd() {
        let program = Program(
            name: "deadlock", locations: [Location(name: "m", kind: .mutex)],
            threads: [Thread(
                name: "A", instructions: [.object(.lock, Address(base: 0), with: nil, value: nil, results: [])],
                origins: [Origin(line: 3, column: 5, statement: "m.lock()")], registers: [])])
        let blocked = Witness.Blocked(thread: 0, instruction: 0, reason: "waits for the mutex m, which B holds")
        let witness = Witness(model: .sc, events: [], steps: [], blocked: [blocked])
        #expect(timeline(witness, of: program, title: "deadlock") == """
            deadlock under sc: deadlock

                 A
              ✗  m.lock()   waits for the mutex m, which B holds
            """)
    }

    /// The attempt to take a lock that is never had is no step of its own, and a lock's inner state is no value.
    @Test func locksShowWhatComesAfterWhat() {
        let lock = Address(base: 0)
        func body(_ name: String, _ operations: ObjectOperation...) -> Litmus.Thread {
            Thread(name: name, instructions: operations.map { .object($0, lock, with: nil, value: nil, results: []) },
                   origins: operations.map { Origin(line: 1, column: 1, statement: "m.\($0)()") }, registers: [])
        }
        let program = Program(name: "locks", locations: [Location(name: "m", kind: .mutex)],
                              threads: [body("A", .lock, .unlock), body("B", .tryLock, .lock)])
        func event(_ thread: Int, _ instruction: Int, _ operation: ObjectOperation, reads: Int64, writes: Int64?,
                   from: Witness.Source) -> Witness.Event {
            .init(thread: thread, instruction: instruction, kind: .object(operation), order: .acqRel, location: 0,
                  valueRead: reads, valueWritten: writes, readsFrom: from)
        }
        var witness = Witness(
            model: .sc,
            events: [
                event(0, 0, .lock, reads: 0, writes: 1, from: .initialValue),
                event(1, 0, .tryLock, reads: 1, writes: nil, from: .event(0)),
                event(0, 1, .unlock, reads: 1, writes: 2, from: .event(0)),
                event(1, 1, .lock, reads: 2, writes: 3, from: .event(2)),
            ],
            steps: [.execute(0), .execute(1), .execute(2), .execute(3)],
            edges: [.init(from: 2, to: 3, relation: "sw")])
        let rows = { timeline($0, of: program, style: TextStyle(width: 100)).split(separator: "\n").dropFirst(2) }
        #expect(rows(witness) == [
            "  1  m.lock()", "  2                 m.try_lock() → 0   after row 1", "  3  m.unlock()",
            "  4                 m.lock()   after row 3, synchronises",
        ])
        witness.blocked = [.init(thread: 1, instruction: 1, reason: "waits")]
        #expect(rows(witness).last == "  ✗                 m.lock()   waits")
        #expect(rows(witness).count == 4)
    }

    @Test(arguments: [1, 2, 5, 13, 40], [60, 80, 132])
    func manyThreadsFitInAnyWidth(threads: Int, width: Int) {
        let program = Program(
            name: "readers", locations: [Location(name: "x", kind: .atomic)],
            threads: (0..<threads).map {
                Thread(name: "reader\($0)", instructions: [.load(to: 0, Address(base: 0), .acquire)],
                       registers: [RegisterInfo("value")])
            })
        let events = (0..<threads).map {
            Witness.Event(thread: $0, instruction: 0, kind: .read, order: .acquire, location: 0, valueRead: 42)
        }
        let witness = Witness(model: .rc11, events: events, steps: events.indices.map { .execute($0) })
        let text = timeline(witness, of: program, style: TextStyle(width: width))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= width })
        for thread in 0..<threads { #expect(text.contains("reader\(thread)")) }
        #expect(text.components(separatedBy: "value = x.load(Acquire) → 42").count == threads + 1)
    }

    /// Long operations are broken; they do not move into another thread's column. Where names do not head columns, they
    /// stand in the rows.
    @Test(arguments: 24...140)
    func everyRowBeginsAtItsThreadsColumn(width: Int) throws {
        let threads = ["A", "B", "C"]
        let flags = threads.map { "flag\($0)" }.joined(separator: ", ")
        let report = try report(on: "atomic \(flags)\n" + threads.map {
            "thread \($0) { flag\($0).store(1, Release); let ok = flag\($0).compare_exchange(4, 5, AcqRel, Acquire) }\n"
        }.joined() + "observe flagA")
        let lines = try report.lines(of: [1], width: width)
        #expect(lines.allSatisfy { $0.count <= width })
        let header = lines.first { $0.hasPrefix("     A ") }
        var rows = 0
        for line in lines where line.prefix(3).contains(where: \.isNumber) {
            let thread = try #require(line.firstMatch(of: /flag([ABC])/)?.1)
            let start = line.dropFirst(3).prefix { $0 == " " }.count + 3
            #expect(line.dropFirst(start).hasPrefix(header == nil ? "\(thread)  flag" : "flag\(thread)"))
            #expect(header.map { $0.dropFirst(start).hasPrefix(thread) } ?? true)
            rows += 1
        }
        #expect(rows == 6)
    }

    @Test func narrowPagesLoseNothing() {
        let wide = timeline(ExampleReports.storeBufferingWitness, of: program, style: TextStyle(width: 200))
        let words = Set(wide.split { $0 == " " || $0 == "\n" })
        for width in 30...120 {
            let narrow = timeline(ExampleReports.storeBufferingWitness, of: program, style: TextStyle(width: width))
            #expect(Set(narrow.split { $0 == " " || $0 == "\n" }) == words, "width \(width)")
            #expect(narrow.split(separator: "\n").allSatisfy { $0.count <= width }, "width \(width)")
        }
    }

    @Test func coloursDoNotChangeTheText() {
        let style = TextStyle(color: true)
        let coloured = timeline(ExampleReports.storeBufferingWitness, of: program, style: style)
        let plain = timeline(ExampleReports.storeBufferingWitness, of: program)
        let stripped = coloured.replacing(/\u{1b}\[[0-9]*m/, with: "")
        #expect(coloured.contains("\u{1b}["))
        #expect(stripped.split { $0 == " " || $0 == "\n" } == plain.split { $0 == " " || $0 == "\n" })
    }
}
