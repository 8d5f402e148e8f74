/// A litmus test of the literature: a program whose question (`exists`) each model answers.
public struct ClassicTest: Sendable, CustomStringConvertible {
    public let name: String
    public let text: String
    /// The models that allow what the program asks for.
    public let allowedBy: Set<String>

    public var description: String { name }
}

/// The classic tests, with the answers of the papers, in the shape in which they are known: threads from left to right.
///
/// - Herding Cats: Alglave, Maranget, Tautschnig, *Herding Cats* (TOPLAS 2014), which names the tests.
/// - RC11: Lahav, Vafeiadis, Kang, Hur, Dreyer, *Repairing Sequential Consistency in C/C++11* (PLDI 2017).
/// - x86-TSO: Owens, Sarkar, Sewell, *A Better x86 Memory Model: x86-TSO* (TPHOLs 2009).
public enum ClassicTests {
    public static let all = storeBuffering + messagePassing + loadBuffering + threeThreads + twoWrites + coherence
        + readModifyWrites + repairs + buffers

    private static func test(_ name: String, allowedBy models: String..., shared: String = "atomic x, y",
                             threads: String..., asks condition: String) -> ClassicTest {
        let bodies = threads.enumerated().map { number, body in
            "thread T\(number) {\n" + body.split(separator: ";").map { "    \($0)\n" }.joined() + "}\n"
        }
        return ClassicTest(name: name, text: shared + "\n" + bodies.joined() + "exists (\(condition))\n",
                           allowedBy: Set(models))
    }

    // MARK: Two threads

    /// SB: each thread writes, and misses the other's write. The one that processors are known for.
    static let storeBuffering = [
        test("SB, relaxed", allowedBy: "tso", "rc11",
             threads: "x.store(1, Relaxed); let a = y.load(Relaxed)", "y.store(1, Relaxed); let b = x.load(Relaxed)",
             asks: "T0.a == 0 && T1.b == 0"),
        test("SB, release and acquire", allowedBy: "tso", "rc11",
             threads: "x.store(1, Release); let a = y.load(Acquire)", "y.store(1, Release); let b = x.load(Acquire)",
             asks: "T0.a == 0 && T1.b == 0"),
        test("SB, SeqCst",
             threads: "x.store(1, SeqCst); let a = y.load(SeqCst)", "y.store(1, SeqCst); let b = x.load(SeqCst)",
             asks: "T0.a == 0 && T1.b == 0"),
        test("SB, SeqCst fences",
             threads: "x.store(1, Relaxed); fence(SeqCst); let a = y.load(Relaxed)",
             "y.store(1, Relaxed); fence(SeqCst); let b = x.load(Relaxed)", asks: "T0.a == 0 && T1.b == 0"),
        test("SB, one SeqCst fence", allowedBy: "tso", "rc11",
             threads: "x.store(1, Relaxed); fence(SeqCst); let a = y.load(Relaxed)",
             "y.store(1, Relaxed); let b = x.load(Relaxed)", asks: "T0.a == 0 && T1.b == 0"),
        test("SB, AcqRel fences", allowedBy: "tso", "rc11",
             threads: "x.store(1, Relaxed); fence(AcqRel); let a = y.load(Relaxed)",
             "y.store(1, Relaxed); fence(AcqRel); let b = x.load(Relaxed)", asks: "T0.a == 0 && T1.b == 0"),
        test("SB, SeqCst stores and relaxed loads", allowedBy: "rc11",
             threads: "x.store(1, SeqCst); let a = y.load(Relaxed)", "y.store(1, SeqCst); let b = x.load(Relaxed)",
             asks: "T0.a == 0 && T1.b == 0"),
        test("SB, relaxed stores and SeqCst loads", allowedBy: "tso", "rc11",
             threads: "x.store(1, Relaxed); let a = y.load(SeqCst)", "y.store(1, Relaxed); let b = x.load(SeqCst)",
             asks: "T0.a == 0 && T1.b == 0"),
        test("SB, swaps", allowedBy: "rc11",
             threads: "x.swap(1, AcqRel); let a = y.load(Acquire)", "y.swap(1, AcqRel); let b = x.load(Acquire)",
             asks: "T0.a == 0 && T1.b == 0"),
        test("SB, read-modify-writes of one more location",
             shared: "atomic x, y, z",
             threads: "x.store(1, Relaxed); z.swap(1, AcqRel); let a = y.load(Relaxed)",
             "y.store(1, Relaxed); z.swap(1, AcqRel); let b = x.load(Relaxed)", asks: "T0.a == 0 && T1.b == 0"),
    ]

    /// MP: data and a flag.
    static let messagePassing = [
        test("MP, relaxed", allowedBy: "rc11",
             threads: "x.store(1, Relaxed); y.store(1, Relaxed)", "let a = y.load(Relaxed); let b = x.load(Relaxed)",
             asks: "T1.a == 1 && T1.b == 0"),
        test("MP, release and acquire",
             threads: "x.store(1, Relaxed); y.store(1, Release)", "let a = y.load(Acquire); let b = x.load(Relaxed)",
             asks: "T1.a == 1 && T1.b == 0"),
        test("MP, release without acquire", allowedBy: "rc11",
             threads: "x.store(1, Relaxed); y.store(1, Release)", "let a = y.load(Relaxed); let b = x.load(Relaxed)",
             asks: "T1.a == 1 && T1.b == 0"),
        test("MP, acquire without release", allowedBy: "rc11",
             threads: "x.store(1, Relaxed); y.store(1, Relaxed)", "let a = y.load(Acquire); let b = x.load(Relaxed)",
             asks: "T1.a == 1 && T1.b == 0"),
        test("MP, fences",
             threads: "x.store(1, Relaxed); fence(Release); y.store(1, Relaxed)",
             "let a = y.load(Relaxed); fence(Acquire); let b = x.load(Relaxed)", asks: "T1.a == 1 && T1.b == 0"),
        test("MP, a release fence and an acquiring load",
             threads: "x.store(1, Relaxed); fence(Release); y.store(1, Relaxed)",
             "let a = y.load(Acquire); let b = x.load(Relaxed)", asks: "T1.a == 1 && T1.b == 0"),
        test("MP, a releasing store and an acquire fence",
             threads: "x.store(1, Relaxed); y.store(1, Release)",
             "let a = y.load(Relaxed); fence(Acquire); let b = x.load(Relaxed)", asks: "T1.a == 1 && T1.b == 0"),
        test("MP, the release fence too late", allowedBy: "rc11",
             threads: "x.store(1, Relaxed); y.store(1, Relaxed); fence(Release)",
             "let a = y.load(Acquire); let b = x.load(Relaxed)", asks: "T1.a == 1 && T1.b == 0"),
        test("MP, the wrong kinds of fence", allowedBy: "rc11",
             threads: "x.store(1, Relaxed); fence(Acquire); y.store(1, Relaxed)",
             "let a = y.load(Relaxed); fence(Release); let b = x.load(Relaxed)", asks: "T1.a == 1 && T1.b == 0"),
        test("MP, SeqCst data and a relaxed flag", allowedBy: "rc11",
             threads: "x.store(1, SeqCst); y.store(1, Relaxed)", "let a = y.load(Relaxed); let b = x.load(SeqCst)",
             asks: "T1.a == 1 && T1.b == 0"),
        test("MP, a compiler's fence orders nothing", allowedBy: "rc11",
             threads: "x.store(1, Relaxed); compiler_fence(SeqCst); y.store(1, Relaxed)",
             "let a = y.load(Relaxed); compiler_fence(SeqCst); let b = x.load(Relaxed)", asks: "T1.a == 1 && T1.b == 0"),
        test("MP, a later store of the releasing thread is in the release sequence",
             threads: "x.store(1, Relaxed); y.store(1, Release); y.store(2, Relaxed)",
             "let a = y.load(Acquire); let b = x.load(Relaxed)", asks: "T1.a == 2 && T1.b == 0"),
        test("MP, a read-modify-write of another thread is in the release sequence",
             threads: "x.store(1, Relaxed); y.store(1, Release)", "let c = y.fetch_add(1, Relaxed)",
             "let a = y.load(Acquire); let b = x.load(Relaxed)", asks: "T1.c == 1 && T2.a == 2 && T2.b == 0"),
        test("MP, a plain store of another thread is not", allowedBy: "rc11",
             threads: "x.store(1, Relaxed); y.store(1, Release)",
             "let c = y.load(Relaxed); y.store(c + 1, Relaxed)",
             "let a = y.load(Acquire); let b = x.load(Relaxed)", asks: "T1.c == 1 && T2.a == 2 && T2.b == 0"),
        test("S, relaxed", allowedBy: "rc11",
             threads: "x.store(2, Relaxed); y.store(1, Relaxed)", "let a = y.load(Relaxed); x.store(1, Relaxed)",
             asks: "T1.a == 1 && x == 2"),
        test("S, release and acquire",
             threads: "x.store(2, Relaxed); y.store(1, Release)", "let a = y.load(Acquire); x.store(1, Relaxed)",
             asks: "T1.a == 1 && x == 2"),
    ]

    /// LB: RC11 pays for the absence of values out of thin air with the absence of load buffering.
    static let loadBuffering = [
        test("LB, relaxed",
             threads: "let a = x.load(Relaxed); y.store(1, Relaxed)", "let b = y.load(Relaxed); x.store(1, Relaxed)",
             asks: "T0.a == 1 && T1.b == 1"),
        test("LB, out of thin air",
             threads: "let a = x.load(Relaxed); y.store(a, Relaxed)", "let b = y.load(Relaxed); x.store(b, Relaxed)",
             asks: "T0.a != 0 || T1.b != 0"),
        test("LB, one half",  allowedBy: "sc", "tso", "rc11",
             threads: "let a = x.load(Relaxed); y.store(1, Relaxed)", "let b = y.load(Relaxed); x.store(1, Relaxed)",
             asks: "T0.a == 1 && T1.b == 0"),
        test("LB, read-modify-writes",
             threads: "let a = x.fetch_add(1, Relaxed); y.store(1, Relaxed)",
             "let b = y.load(Relaxed); x.store(5, Relaxed)", asks: "T0.a == 5 && T1.b == 1"),
    ]

    /// 2+2W and R: writes only, and writes against a read.
    static let twoWrites = [
        test("2+2W, relaxed", allowedBy: "rc11",
             threads: "x.store(1, Relaxed); y.store(2, Relaxed)", "y.store(1, Relaxed); x.store(2, Relaxed)",
             asks: "x == 1 && y == 1"),
        test("2+2W, release", allowedBy: "rc11",
             threads: "x.store(1, Release); y.store(2, Release)", "y.store(1, Release); x.store(2, Release)",
             asks: "x == 1 && y == 1"),
        test("2+2W, SeqCst",
             threads: "x.store(1, SeqCst); y.store(2, SeqCst)", "y.store(1, SeqCst); x.store(2, SeqCst)",
             asks: "x == 1 && y == 1"),
        test("2+2W, SeqCst fences",
             threads: "x.store(1, Relaxed); fence(SeqCst); y.store(2, Relaxed)",
             "y.store(1, Relaxed); fence(SeqCst); x.store(2, Relaxed)", asks: "x == 1 && y == 1"),
        test("R, relaxed", allowedBy: "tso", "rc11",
             threads: "x.store(1, Relaxed); y.store(1, Relaxed)", "y.store(2, Relaxed); let a = x.load(Relaxed)",
             asks: "y == 2 && T1.a == 0"),
        test("R, release and acquire", allowedBy: "tso", "rc11",
             threads: "x.store(1, Release); y.store(1, Release)", "y.store(2, Release); let a = x.load(Acquire)",
             asks: "y == 2 && T1.a == 0"),
        test("R, SeqCst",
             threads: "x.store(1, SeqCst); y.store(1, SeqCst)", "y.store(2, SeqCst); let a = x.load(SeqCst)",
             asks: "y == 2 && T1.a == 0"),
        test("R, SeqCst fences",
             threads: "x.store(1, Relaxed); fence(SeqCst); y.store(1, Relaxed)",
             "y.store(2, Relaxed); fence(SeqCst); let a = x.load(Relaxed)", asks: "y == 2 && T1.a == 0"),
    ]

    // MARK: More threads

    static let threeThreads = [
        test("WRC, relaxed", allowedBy: "rc11",
             threads: "x.store(1, Relaxed)", "let a = x.load(Relaxed); y.store(1, Relaxed)",
             "let b = y.load(Relaxed); let c = x.load(Relaxed)", asks: "T1.a == 1 && T2.b == 1 && T2.c == 0"),
        test("WRC, release and acquire",
             threads: "x.store(1, Release)", "let a = x.load(Acquire); y.store(1, Release)",
             "let b = y.load(Acquire); let c = x.load(Relaxed)", asks: "T1.a == 1 && T2.b == 1 && T2.c == 0"),
        test("WRC, release and acquire in the second half only",
             threads: "x.store(1, Relaxed)", "let a = x.load(Relaxed); y.store(1, Release)",
             "let b = y.load(Acquire); let c = x.load(Relaxed)", asks: "T1.a == 1 && T2.b == 1 && T2.c == 0"),
        test("ISA2, relaxed", allowedBy: "rc11", shared: "atomic x, y, z",
             threads: "x.store(1, Relaxed); y.store(1, Relaxed)", "let a = y.load(Relaxed); z.store(1, Relaxed)",
             "let b = z.load(Relaxed); let c = x.load(Relaxed)", asks: "T1.a == 1 && T2.b == 1 && T2.c == 0"),
        test("ISA2, release and acquire", shared: "atomic x, y, z",
             threads: "x.store(1, Relaxed); y.store(1, Release)", "let a = y.load(Acquire); z.store(1, Release)",
             "let b = z.load(Acquire); let c = x.load(Relaxed)", asks: "T1.a == 1 && T2.b == 1 && T2.c == 0"),
        test("ISA2, a relaxed middle", allowedBy: "rc11", shared: "atomic x, y, z",
             threads: "x.store(1, Relaxed); y.store(1, Release)", "let a = y.load(Relaxed); z.store(1, Release)",
             "let b = z.load(Acquire); let c = x.load(Relaxed)", asks: "T1.a == 1 && T2.b == 1 && T2.c == 0"),
        test("IRIW, relaxed", allowedBy: "rc11",
             threads: "x.store(1, Relaxed)", "y.store(1, Relaxed)", "let a = x.load(Relaxed); let b = y.load(Relaxed)",
             "let c = y.load(Relaxed); let d = x.load(Relaxed)",
             asks: "T2.a == 1 && T2.b == 0 && T3.c == 1 && T3.d == 0"),
        test("IRIW, release and acquire", allowedBy: "rc11",
             threads: "x.store(1, Release)", "y.store(1, Release)", "let a = x.load(Acquire); let b = y.load(Acquire)",
             "let c = y.load(Acquire); let d = x.load(Acquire)",
             asks: "T2.a == 1 && T2.b == 0 && T3.c == 1 && T3.d == 0"),
        test("IRIW, SeqCst",
             threads: "x.store(1, SeqCst)", "y.store(1, SeqCst)", "let a = x.load(SeqCst); let b = y.load(SeqCst)",
             "let c = y.load(SeqCst); let d = x.load(SeqCst)",
             asks: "T2.a == 1 && T2.b == 0 && T3.c == 1 && T3.d == 0"),
        test("IRIW, SeqCst fences between the loads",
             threads: "x.store(1, Relaxed)", "y.store(1, Relaxed)",
             "let a = x.load(Relaxed); fence(SeqCst); let b = y.load(Relaxed)",
             "let c = y.load(Relaxed); fence(SeqCst); let d = x.load(Relaxed)",
             asks: "T2.a == 1 && T2.b == 0 && T3.c == 1 && T3.d == 0"),
        test("RWC, relaxed", allowedBy: "tso", "rc11",
             threads: "x.store(1, Relaxed)", "let a = x.load(Relaxed); let b = y.load(Relaxed)",
             "y.store(1, Relaxed); let c = x.load(Relaxed)", asks: "T1.a == 1 && T1.b == 0 && T2.c == 0"),
        test("W+RWC, relaxed", allowedBy: "tso", "rc11", shared: "atomic x, y, z",
             threads: "x.store(1, Relaxed); y.store(1, Release)", "let a = y.load(Acquire); let b = z.load(Relaxed)",
             "z.store(1, Relaxed); let c = x.load(Relaxed)", asks: "T1.a == 1 && T1.b == 0 && T2.c == 0"),
    ]

    // MARK: One location

    static let coherence = [
        test("CoRR", threads: "x.store(1, Relaxed)", "let a = x.load(Relaxed); let b = x.load(Relaxed)",
             asks: "T1.a == 1 && T1.b == 0"),
        test("CoWW", threads: "x.store(1, Relaxed); x.store(2, Relaxed)", asks: "x == 1"),
        test("CoRW1", threads: "let a = x.load(Relaxed); x.store(1, Relaxed)", asks: "T0.a == 1"),
        test("CoRW2", threads: "let a = x.load(Relaxed); x.store(1, Relaxed)", "x.store(2, Relaxed)",
             asks: "T0.a == 2 && x == 2"),
        test("CoWR", threads: "x.store(1, Relaxed); let a = x.load(Relaxed)", "x.store(2, Relaxed)",
             asks: "T0.a == 2 && x == 1"),
        test("CoWR, the initial value", threads: "x.store(1, Relaxed); let a = x.load(Relaxed)", "x.store(2, Relaxed)",
             asks: "T0.a == 0"),
        test("CoRR2", threads: "x.store(1, Relaxed)", "x.store(2, Relaxed)",
             "let a = x.load(Relaxed); let b = x.load(Relaxed)", "let c = x.load(Relaxed); let d = x.load(Relaxed)",
             asks: "T2.a == 1 && T2.b == 2 && T3.c == 2 && T3.d == 1"),
        test("CoRR, two writers", allowedBy: "sc", "tso", "rc11", threads: "x.store(1, Relaxed)", "x.store(2, Relaxed)",
             "let a = x.load(Relaxed); let b = x.load(Relaxed)", asks: "T2.a == 2 && T2.b == 1"),
    ]

    static let readModifyWrites = [
        test("two increments both count", threads: "let a = x.fetch_add(1, Relaxed)", "let b = x.fetch_add(1, Relaxed)",
             asks: "x != 2 || T0.a == T1.b"),
        test("one compare_exchange of two wins",
             threads: "let a = x.compare_exchange(0, 1, Relaxed, Relaxed)",
             "let b = x.compare_exchange(0, 2, Relaxed, Relaxed)", asks: "T0.a == T1.b"),
        test("nothing comes between the halves of an increment",
             threads: "let a = x.fetch_add(1, Relaxed)", "x.store(5, Relaxed)", asks: "T0.a == 0 && x == 1 || T0.a == 5 && x == 5"),
        test("a load and a store lose an increment", allowedBy: "sc", "tso", "rc11",
             threads: "let a = x.load(SeqCst); x.store(a + 1, SeqCst)", "let b = x.load(SeqCst); x.store(b + 1, SeqCst)",
             asks: "x == 1"),
        test("both weak exchanges may fail", allowedBy: "sc", "tso", "rc11",
             threads: "let a = x.compare_exchange_weak(0, 1, SeqCst, SeqCst)",
             "let b = x.compare_exchange_weak(0, 2, SeqCst, SeqCst)", asks: "T0.a == 0 && T1.b == 0"),
        test("a failed exchange with a relaxed failure ordering does not acquire", allowedBy: "rc11",
             threads: "x.store(1, Relaxed); y.store(1, Release)",
             "let (a, b) = y.compare_exchange(7, 8, AcqRel, Relaxed); let c = x.load(Relaxed)",
             asks: "T1.b == 1 && T1.c == 0"),
        test("a failed exchange with an acquiring failure ordering does",
             threads: "x.store(1, Relaxed); y.store(1, Release)",
             "let (a, b) = y.compare_exchange(7, 8, AcqRel, Acquire); let c = x.load(Relaxed)",
             asks: "T1.b == 1 && T1.c == 0"),
    ]

    // MARK: What RC11 repaired

    static let repairs = [
        test("Z6.U", allowedBy: "rc11",
             threads: "x.store(1, SeqCst); y.store(1, Release)",
             "let b = y.fetch_add(1, SeqCst); let c = y.load(Relaxed)", "y.store(3, SeqCst); let a = x.load(SeqCst)",
             asks: "T2.a == 0 && T1.b == 1 && T1.c == 3"),
        test("IRIW-acq-sc", allowedBy: "rc11",
             threads: "x.store(1, SeqCst)", "let a = x.load(Acquire); let c = y.load(SeqCst)",
             "let b = y.load(Acquire); let d = x.load(SeqCst)", "y.store(1, SeqCst)",
             asks: "T1.a == 1 && T1.c == 0 && T2.b == 1 && T2.d == 0"),
        test("RWC+syncs",
             threads: "x.store(1, Relaxed)", "let a = x.load(Relaxed); fence(SeqCst); let b = y.load(Relaxed)",
             "y.store(1, Relaxed); fence(SeqCst); let c = x.load(Relaxed)", asks: "T1.a == 1 && T1.b == 0 && T2.c == 0"),
        test("W+RWC with SeqCst fences", shared: "atomic x, y, z",
             threads: "x.store(1, Relaxed); y.store(1, Release)",
             "let a = y.load(Acquire); fence(SeqCst); let b = z.load(Relaxed)",
             "z.store(1, Relaxed); fence(SeqCst); let c = x.load(Relaxed)", asks: "T1.a == 1 && T1.b == 0 && T2.c == 0"),
    ]

    // MARK: What x86 does

    static let buffers = [
        test("n6: a thread reads its own store early", allowedBy: "tso", "rc11",
             threads: "x.store(1, Relaxed); let a = x.load(Relaxed); let b = y.load(Relaxed)",
             "y.store(2, Relaxed); x.store(2, Relaxed)", asks: "T0.a == 1 && T0.b == 0 && x == 1"),
        test("n5: stores of one location reach all in one order",
             threads: "x.store(1, Relaxed); let a = x.load(Relaxed)", "x.store(2, Relaxed); let b = x.load(Relaxed)",
             asks: "T0.a == 2 && T1.b == 1"),
        test("n4b: no load takes from the other's later store",
             threads: "let a = x.load(Relaxed); x.store(1, Relaxed)", "let b = x.load(Relaxed); x.store(2, Relaxed)",
             asks: "T0.a == 2 && T1.b == 1"),
        test("iwp2.4: both read their own stores early", allowedBy: "tso", "rc11",
             threads: "x.store(1, Relaxed); let a = x.load(Relaxed); let b = y.load(Relaxed)",
             "y.store(1, Relaxed); let c = y.load(Relaxed); let d = x.load(Relaxed)",
             asks: "T0.a == 1 && T0.b == 0 && T1.c == 1 && T1.d == 0"),
        test("iwp2.8.a: locked instructions are seen in one order", allowedBy: "rc11",
             threads: "x.swap(1, AcqRel)", "y.swap(1, AcqRel)", "let a = x.load(Acquire); let b = y.load(Acquire)",
             "let c = y.load(Acquire); let d = x.load(Acquire)",
             asks: "T2.a == 1 && T2.b == 0 && T3.c == 1 && T3.d == 0"),
        test("a failed compare_exchange is locked too", allowedBy: "rc11", shared: "atomic x, y, z",
             threads: "x.store(1, Relaxed); let (e, f) = z.compare_exchange(9, 8, Relaxed, Relaxed); let a = y.load(Relaxed)",
             "y.store(1, Relaxed); let (g, h) = z.compare_exchange(9, 8, Relaxed, Relaxed); let b = x.load(Relaxed)",
             asks: "T0.a == 0 && T1.b == 0"),
    ]
}
