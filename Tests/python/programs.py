"""Programs that the tests of the command line feed to it."""

STORE_BUFFERING = """\
program store_buffering

atomic flag1 = 0, flag2 = 0

thread A {
    flag1.store(1, Relaxed)
    let r1 = flag2.load(Relaxed)
}
thread B {
    flag2.store(1, Relaxed)
    let r2 = flag1.load(Relaxed)
}

exists (A.r1 == 0 && B.r2 == 0)
"""

SEQUENTIAL = STORE_BUFFERING.replace("Relaxed", "SeqCst").replace("exists", "forbid")

# The outcome that the weak models allow is claimed not to happen.
FAILING = STORE_BUFFERING.replace("exists", "forbid")

RACE = """\
program unsynchronised
var data = 0
atomic ready = 0
thread A { data = 42; ready.store(1, Relaxed) }
thread B {
    if ready.load(Relaxed) == 1 {
        let seen = data
    }
}
"""

TYPO = """\
program typo
atomic x = 0
thread A { x.stroe(1, Relaxed) }
"""

# More executions than any test waits for.
HUGE = """\
program huge
atomic x, y
thread w[9] { x.store(id, Relaxed); y.store(id, Relaxed); let r = x.load(Relaxed) }
observe x
"""
