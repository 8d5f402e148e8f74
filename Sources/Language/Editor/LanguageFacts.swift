import Litmus

/// What there is to say about the words of the language, for completion and hover.
enum LanguageFacts {
    /// A word with what stands behind it, and one or two sentences.
    struct Fact: Sendable {
        var word: String
        var form: String
        var text: String
    }

    /// All but the orderings, of which a word may also be a name.
    static let words = builtins + statements + items + others + models

    static let items = [
        Fact(word: "program", form: "program NAME", text: "Names the program for later cells."),
        Fact(word: "atomic", form: "atomic x = 0, slot[4]", text: "Declares atomic locations, initially 0."),
        Fact(word: "var", form: "var data = 0, pair: wide = (0, 0)",
             text: "Declares plain locations. Two conflicting accesses that no happens-before orders are a data race."),
        Fact(word: "mutex", form: "mutex m", text: "Declares a mutex: `m.lock()`, `m.unlock()`, `lock m { … }`."),
        Fact(word: "rwlock", form: "rwlock l", text: "Declares a lock for many readers or one writer."),
        Fact(word: "condvar", form: "condvar c", text: "Declares a condition variable: `c.wait(m)`, `c.notify_one()`."),
        Fact(
            word: "barrier", form: "barrier b(2)",
            text: "Declares a barrier that lets that many threads through at a time."),
        Fact(word: "semaphore", form: "semaphore s(1)", text: "Declares a semaphore with that many permits."),
        Fact(word: "channel", form: "channel ch(2)", text: "Declares a bounded channel; capacity 0 is a rendezvous."),
        Fact(word: "const", form: "const N = 3", text: "Declares a constant. The kernel keeps it for later cells."),
        Fact(
            word: "fn", form: "fn acquire(l) { … }",
            text: "Declares a function of values or shared locations. The kernel keeps it for later cells."),
        Fact(
            word: "thread", form: "thread NAME { … }",
            text: "Declares a thread; `thread NAME[3]` makes `NAME0` to `NAME2`, with `id` as 0, 1, 2."),
        Fact(
            word: "finally", form: "finally { … }",
            text: "Runs after every thread has ended, ordered after all of them."),
        Fact(word: "exists", form: "exists (c)", text: "Some execution ends so."),
        Fact(word: "forbid", form: "forbid (c)", text: "No execution ends so."),
        Fact(word: "forall", form: "forall (c)", text: "Every execution ends so."),
        Fact(word: "observe", form: "observe A.r1, x", text: "Chooses the columns of the table of outcomes."),
    ]

    static let statements = [
        Fact(word: "let", form: "let r = e", text: "Gives a register a value; `let (a, b) = e` takes a pair apart."),
        Fact(word: "if", form: "if c { … } else { … }", text: "Anything but 0 is true."),
        Fact(word: "else", form: "else { … }", text: "What is done where the condition of the `if` is 0."),
        Fact(word: "while", form: "while c { … }", text: "Goes round as long as the condition is not 0."),
        Fact(word: "loop", form: "loop { … }", text: "Goes round until `break`."),
        Fact(word: "for", form: "for i in 0..n { … }", text: "Counts; the bounds are evaluated once."),
        Fact(word: "break", form: "break", text: "Leaves the innermost loop."),
        Fact(word: "continue", form: "continue", text: "Goes on with the loop's next round."),
        Fact(word: "return", form: "return e", text: "Ends the function with a value, or the thread."),
        Fact(word: "assert", form: "assert(c, \"why\")", text: "An execution in which the condition is 0 is an error."),
        Fact(word: "assume", form: "assume(c)", text: "Drops the executions in which the condition is 0."),
        Fact(word: "panic", form: "panic(\"why\")", text: "An execution that comes here is an error."),
        Fact(
            word: "spawn", form: "spawn NAME",
            text: "Starts the thread; what came before happens before all that it does."),
        Fact(
            word: "join", form: "join NAME",
            text: "Waits for the thread's end; all that it did happens before what follows."),
        Fact(word: "lock", form: "lock m { … }", text: "Holds the mutex inside the block, however that is left."),
        Fact(word: "read", form: "read l { … }", text: "Holds the rwlock for reading inside the block."),
        Fact(word: "write", form: "write l { … }", text: "Holds the rwlock for writing inside the block."),
    ]

    static let builtins = [
        Fact(
            word: "fence", form: "fence(ordering)",
            text: "Orders what is before it and what is behind it, for this thread."),
        Fact(
            word: "compiler_fence", form: "compiler_fence(ordering)",
            text: "Orders the compiler, not the hardware: no ordering between threads."),
        Fact(word: "spin_loop", form: "spin_loop()", text: "A hint that the thread spins."),
        Fact(word: "yield_now", form: "yield_now()", text: "A hint that another thread may go first."),
    ]

    static let orderings = [
        Fact(word: "Relaxed", form: "Relaxed", text: "Atomic, and nothing more: no ordering with other locations."),
        Fact(
            word: "Acquire", form: "Acquire",
            text: "For loads and fences. What follows sees all that came before the "
                + "release that it reads from."),
        Fact(
            word: "Release", form: "Release",
            text: "For stores and fences. All that came before is seen by whoever "
                + "acquires what it writes."),
        Fact(
            word: "AcqRel", form: "AcqRel", text: "For read-modify-writes and fences: `Acquire` and `Release` in one."),
        Fact(
            word: "SeqCst", form: "SeqCst",
            text: "As `AcqRel`, and all such operations have one order that every thread "
                + "agrees on. What is meant where nothing is written."),
    ]

    static let models = [
        Fact(word: "sc", form: "sc", text: "Sequential consistency: some interleaving of the threads."),
        Fact(word: "tso", form: "tso", text: "x86-TSO: each thread has a store buffer."),
        Fact(word: "rc11", form: "rc11", text: "Repaired C11, the model of Rust's and C++'s atomics."),
    ]

    static let others = [
        Fact(word: "wide", form: "var pair: wide = (0, 0)",
             text: "Two words. No access to it is one access, so it can tear."),
        Fact(word: "under", form: "forbid (c) under sc, tso", text: "The memory models that the property speaks of."),
        Fact(word: "id", form: "id", text: "The number of a replicated thread: 0 in `NAME0`."),
    ]

    static func ordering(_ word: String) -> Fact? {
        guard let order = orderNames[word] else { return nil }
        return orderings.first { $0.word == order.name }
    }
}

extension OrderedAccess {
    /// The orderings that it takes, from the weakest.
    var orders: [MemoryOrder] { MemoryOrder.allCases.filter { $0.isAtomic && objection(to: $0) == nil } }
}
