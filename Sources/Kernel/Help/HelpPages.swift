/// The texts of `%help`, at most 80 columns wide.
enum HelpPages {
    static let language = """
        A program is shared state, threads, and what is asked about its ends.

            program NAME                      a name for later cells; may be left out
            const N = 3                       kept for later cells
            fn acquire(l) { … }               kept for later cells; called acquire(lock)
            atomic x = 0, y, slot[4] = [1, 2, 3, 4]
            var data = 0, buf[4]              plain: unordered accesses are data races
            var pair: wide = (0, 0)           two words, never accessed in one go
            thread A { … }                    all threads start together
            thread W[3] { … }                 W0, W1, W2; `id` is 0, 1, 2
            finally { … }                     after all threads have ended

        Statements end at a line's end or at `;`. In threads:

            let r = e        let (ok, v) = x.compare_exchange(…)        r = e
            if c { … } else { … }    while c { … }    loop { … }    for i in 0..n { … }
            break  continue  return  spawn T  join T  spin_loop()  yield_now()
            assert(c, "why")    assume(c)    panic("why")

        `assume` drops the executions where it is false. Operators as in Rust; numbers
        are 64-bit and wrap; true is 1. Comments: // and /* */.

        See also: %help atomics, objects, properties, orderings
        """

    static let atomics = """
        x.load(O)                      the value read
        x.store(e, O)
        x.swap(e, O)                   the old value
        x.fetch_add(e, O)              the old value; also fetch_sub, fetch_and,
                                       fetch_or, fetch_xor, fetch_nand, fetch_max,
                                       fetch_min
        x.compare_exchange(old, new, S, F)
                                       the pair (ok, value read); S is the ordering of
                                       success, F of failure
        x.compare_exchange_weak(…)     the same, and it may fail spuriously
        fence(O)                       orders what is before it and what is behind it
        compiler_fence(O)              nothing between threads

        An access without an ordering is SeqCst. See also: %help orderings
        """

    static let orderings = """
        Relaxed   atomic, and coherent for its location; orders nothing else
        Acquire   a load (or fence) that, where it reads what a Release store wrote,
                  comes after all that was before the store
        Release   a store (or fence) that all before it in its thread stays before
        AcqRel    both: for read-modify-writes and fences
        SeqCst    AcqRel, and part of one order that all threads agree on

        A load takes no Release and no AcqRel, a store no Acquire and no AcqRel, a
        failed exchange's ordering is a load's, and a fence takes no Relaxed. Also with
        `Ordering::` before them, and in lower case. Without one: SeqCst.
        """

    static let objects = """
        mutex m          m.lock()  m.unlock()  m.try_lock()  lock m { … }
        rwlock l         l.read()  l.write()  l.unlock()  l.try_read()  l.try_write()
                         read l { … }  write l { … }
        condvar c        c.wait(m)  c.notify_one()  c.notify_all(); a wait may wake
                         spuriously
        barrier b(2)     b.wait(): 1 in one of the threads that it lets through
        semaphore s(1)   s.acquire()  s.release()  s.try_acquire()
        channel ch(2)    ch.send(v)  ch.recv()  ch.try_send(v)  ch.try_recv(): (ok, v);
                         capacity 0 is a rendezvous
        """

    static let properties = """
        exists (c)     some execution ends so
        forbid (c)     none does
        forall (c)     every one does
        observe A.r1, x
                       the table's columns

        In a condition `A.r1` is a thread's register at its end, `x` and `slot[1]` final
        values. `forbid (c) under sc, tso` speaks of these models only; without it a
        property holds for whatever model is in use.
        """

    static let errors = """
        A cell fails, with this name, when a property does not hold or some execution
        has an error:

        PropertyViolated   an exists, forbid or forall does not hold
        DataRace           two accesses to a location, one of them a write, one of them
                           plain, that nothing orders
        AssertionFailed    an assert or a panic
        Deadlock           threads wait for each other for ever
        Livelock           a loop that can never end
        OutOfBounds        an array's index out of range
        ArithmeticError    a division by zero
        Misuse             unlocking what is not held, and the like
        NotAllowed         %%compare: the machine showed what the model forbids
        NotFound           --expect asked for an error that is not there
        ClaimViolated      %%types: a type is not what the text claims

        SyntaxError        the program cannot be read
        DirectiveError     a % line cannot
        RunError           the program cannot be run on real threads
        NotSupported       the program holds what the models do not know yet
        LimitReached       a limit came before the answer
        Interrupted        you did

        The table and a timeline of how it comes about are shown before the error.
        `%%check --expect race` turns it around: the cell passes if there is one.
        """

    static let models = """
        sc     sequential consistency: one memory, threads take turns
        tso    x86: stores wait in a buffer, first in, first out, that only their own
               thread sees; SeqCst stores, SeqCst fences and read-modify-writes empty it
        rc11   C and C++ (and Rust), as repaired by Lahav, Vafeiadis, Kang, Hur and
               Dreyer, PLDI 2017: what a compiler may rely on, so weaker than any one
               processor, but for load buffering, which it forbids
        all    each of them

        %%check --model sc,rc11 compares; an outcome that sc does not allow is `weak`.
        A data race is the same thing under every model: rc11's.
        """

    static let results = """
        The table has a row for each end state: the registers and locations that are
        asked about, and how many executions end so (%%run: how often it was seen).
        `weak` marks what sc does not allow; ✓ and ✗ which property a row speaks for.

        A timeline has a column for each thread, time downwards:

               A                              B
            1  flag1.store(1)   [flag1=1]
            2  r1 = flag2 → 0   [flag1=1]
            3                                 r2 = flag1 → 0
                                              stale: A's flag1 = 1 is still in its
                                                buffer
            4  ~ flag1 = 1 reaches memory

        `from row 3` is the write that a read takes its value from, `synchronises` that
        it also comes after all that was before that write, `synchronises with row 2`
        after all that was before row 2; `stale` that there is a later value which it
        misses. [ ] is the thread's store buffer, under tso.

        %timeline NAME A.r1=0 B.r2=0 shows one outcome, or what forbids it.
        """

    static let limits = """
        Without a limit the answer is for every execution. It says so where it is not:

        up to N iterations    a loop was cut off; --unroll N looks further
        PARTIAL RESULT        a limit or an interrupt came first: --timeout,
                              --max-executions, --memory
        --sample N            random executions: finds errors, proves nothing

        Spin loops without side effects need no unrolling. Large programs: --jobs N uses
        more processors, --first stops at the first error. An interrupt answers with
        what there is. rc11 knows no load buffering, which some processors show.

        A run shows what this machine does, which is less than what a model allows:
        that something was not seen proves nothing.
        """

    static let types = """
        %%types
        struct Shared { data: Rc<RefCell<i32>> }
        Arc<Mutex<i32>>: Send + Sync

        Below `%%types` stands Rust: structs, enums, unions, aliases, unsafe impls of
        Send and Sync, statics, and types on lines of their own, which may claim
        something. The answer tells of each whether it is Send, whether it is Sync, and
        why; a claim that is not so makes the cell fail.
        """

    static let herd = """
        A cell that starts with `C NAME` is a test in herd's C format, and means what
        herd7 takes it to mean:

            C MP
            { }
            P0 (atomic_int* x, atomic_int* y) {
              atomic_store_explicit(x, 1, memory_order_relaxed);
              atomic_store_explicit(y, 1, memory_order_release);
            }
            P1 (atomic_int* x, atomic_int* y) {
              int r0 = atomic_load_explicit(y, memory_order_acquire);
              int r1 = atomic_load_explicit(x, memory_order_relaxed);
            }
            exists (1:r0=1 /\\ 1:r1=0)

        All directives work with it. %timeline MP 1:r0=1 1:r1=1
        """
}
