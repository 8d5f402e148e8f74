"""Measures the release build, and prints each figure beside what the best other tool reaches.

    python Benchmarks/bench.py MEMMODEL [checker] [litmus] [answers] [hardware] [machine] [locks]

The others' figures were measured on a 2-core AMD EPYC (Zen 1, 2 GHz), one thread: GenMC 0.10.3, herd7 7.56.3 and
litmus7 7.56. A ratio above 1 means that memmodel is faster; it holds for machines of about that speed.
"""

from __future__ import annotations

import json
import math
import os
import random
import signal
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAMS = HERE / "programs"
LITMUS = HERE.parent / "Tests" / "Resources" / "litmus"
ROUNDS = 3
PAIRS = 4
REPEATS = 4

# Program: executions, GenMC's seconds.
GENMC = {
    "fib_bench5": (525_630, 6.0),
    "lastzero12": (15_360, 1.5),
    "readers16": (65_536, 4.9),
    "ainc7": (5_040, 0.37),
    "indexer15": (4_096, 3.4),
}
LARGE = "fib_bench6"
# Seconds for the 300 dev*.litmus (under rc11 and sc).
HERD = {"rc11": 123.0, "sc": 79.0}
# Barrier: seconds for 10 million iterations of store buffering, weak outcomes (the better ends of the ranges).
LITMUS7 = {"user": (2.0, 552), "userfence": (1.9, 1_250_000), "timebase": (14.3, 877_080), "none": (0.68, 462)}


@dataclass
class Measurement:
    """One run of the program: what it said, how long it took, how much memory it had."""

    output: str
    seconds: float
    mebibytes: float


def measure(binary: str, *arguments) -> Measurement:
    start = time.perf_counter()
    process = subprocess.Popen([binary, *map(str, arguments)], stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"memmodel {' '.join(map(str, arguments))} exited with {process.returncode}")
    return Measurement(output, seconds, usage.ru_maxrss / 1024)


def table(title: str, header: list[str], rows: list[list[str]]) -> None:
    print(f"\n{title}\n")
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]
    for row in [header, *rows]:
        print("  " + "  ".join(cell.ljust(width) if column == 0 else cell.rjust(width)
                               for column, (cell, width) in enumerate(zip(row, widths))).rstrip())


@dataclass
class Explorations:
    """A program, explored several times by each of several processes."""

    answer: dict
    mebibytes: float
    # The shortest of all, and of those that came first in their processes, by the number of jobs.
    seconds: dict[int, float]
    first: dict[int, float]

    def speedup(self, seconds: dict[int, float]) -> str:
        """How many times as fast two jobs are."""
        return f"{seconds[1] / seconds[2]:.2f}" if self.answer["executions"] >= 10_000 else "–"


def explore(binary: str, path: Path) -> Explorations:
    found = Explorations({}, 0, {}, {})
    # One job and two in turn, so that a machine that is slow for a while is slow for both.
    for _ in range(PAIRS):
        for jobs in (1, 2):
            run = measure(binary, "check", "--no-symmetry", "--format", "json", "--jobs", jobs, *[path] * REPEATS)
            # Without the outcomes: Linux counts the memory of whoever starts a process as that process's, too.
            answers = [json.loads(line.partition(',"outcomes"')[0] + "}") for line in run.output.splitlines()]
            seconds = [max(answer["seconds"], 1e-6) for answer in answers]
            found.answer = answers[0]
            found.mebibytes = max(found.mebibytes, run.mebibytes)
            found.first[jobs] = min(found.first.get(jobs, math.inf), seconds[0])
            found.seconds[jobs] = min(found.seconds.get(jobs, math.inf), *seconds)
    return found


def checker(binary: str) -> bool:
    """Executions a second, one thread and two, and whether the numbers of executions are right."""
    expected = {name: executions for name, (executions, _) in GENMC.items()}
    for line in (PROGRAMS / "executions.tsv").read_text().splitlines()[1:]:
        name, executions = line.split("\t")
        expected[name] = int(executions)
    rows, right = [], True
    for name in [*GENMC, *(name for name in expected if name not in GENMC), LARGE]:
        found = explore(binary, PROGRAMS / f"{name}.memmodel")
        executions, seconds = found.answer["executions"], found.seconds[1]
        genmc = GENMC.get(name)
        # Nobody else has counted the large one: it is here for what `--jobs 2` brings where starting takes no part.
        is_right = executions == expected.get(name, executions)
        right = right and is_right
        rows.append([
            name, f"{executions:,}" + ("" if is_right else f" (not {expected[name]:,}!)"), f"{found.answer['blocked']:,}",
            f"{seconds:.3f}", f"{executions / seconds:,.0f}",
            f"{genmc[0] / genmc[1]:,.0f}" if genmc else "–",
            f"{genmc[1] / seconds:.1f}" if genmc else "–", found.speedup(found.seconds), found.speedup(found.first),
            f"{found.mebibytes:.0f}"])
    table("The checker under rc11, one thread, beside GenMC 0.10.3",
          ["program", "executions", "blocked", "seconds", "a second", "GenMC's", "ratio", "2 jobs", "at first", "MiB"], rows)
    print("\n  2 jobs: how many times as fast as one; at first: the same, of the first exploration of a process")
    return right


def litmus(binary: str) -> bool:
    """herd's tests in one process."""
    dev, everything = sorted(LITMUS.glob("dev*.litmus")), sorted(LITMUS.glob("*.litmus"))
    rows = []
    for model in ("sc", "tso", "rc11"):
        small, whole = (min((measure(binary, "check", "--model", model, "--format", "herd", *files)
                             for _ in range(ROUNDS)), key=lambda run: run.seconds) for files in (dev, everything))
        herd = HERD.get(model)
        rows.append([model, f"{small.seconds:.2f}", f"{herd:.0f}" if herd else "–",
                     f"{herd / small.seconds:.0f}" if herd else "–", f"{whole.seconds:.2f}", f"{whole.mebibytes:.0f}"])
    table("The 300 dev*.litmus in one process, beside herd7 7.56.3 on two cores; and all 500, start to end",
          ["model", "300: seconds", "herd7's", "ratio", "500: seconds", "MiB"], rows)
    return True


STORE_BUFFERING = ("program store_buffering\natomic x, y\n"
                   "thread A { x.store(1, Relaxed); let r = y.load(Relaxed) }\n"
                   "thread B { y.store(1, Relaxed); let r = x.load(Relaxed) }\nobserve A.r, B.r\n")


class Kernel:
    """`memmodel kernel --stdio`, asked one thing after the other."""

    def __init__(self, binary: str):
        self.process = subprocess.Popen([binary, "kernel", "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.count = 0

    def ask(self, kind: str, content: dict) -> tuple[float, list[dict]]:
        """Milliseconds from the request to its reply, both written and read by Python; and all messages up to it."""
        self.count += 1
        request = {"channel": "shell", "parent_header": {}, "metadata": {}, "content": content,
                   "header": {"msg_id": str(self.count), "msg_type": f"{kind}_request", "session": "bench",
                              "username": "bench", "date": "", "version": "5.4"}}
        start = time.perf_counter()
        self.process.stdin.write(f"{json.dumps(request)}\n".encode())
        self.process.stdin.flush()
        messages = []
        while not messages or messages[-1]["header"]["msg_type"] != f"{kind}_reply":
            messages.append(json.loads(self.process.stdout.readline()))
        return 1e3 * (time.perf_counter() - start), messages

    def execute(self, code: str) -> tuple[float, list[dict]]:
        return self.ask("execute", {"code": code, "silent": False, "store_history": False, "user_expressions": {},
                                    "allow_stdin": False, "stop_on_error": True})

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def interruption(binary: str, jobs: int) -> float:
    """Milliseconds from an interrupt of a long exploration to the end of the process, with its partial result."""
    program = PROGRAMS / f"{LARGE}.memmodel"
    command = [binary, "check", "--jobs", str(jobs), str(program)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        time.sleep(random.uniform(0.1, 0.5))
        start = time.perf_counter()
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        process.wait()
        return 1e3 * (time.perf_counter() - start)


def answers(binary: str) -> bool:
    """How long a reader waits: for a short cell, and after an interrupt."""
    kernel = Kernel(binary)
    samples = {
        "a cell with a litmus test of four events, and back": [kernel.execute(STORE_BUFFERING)[0] for _ in range(300)],
        "of that, an empty request and its reply": [kernel.ask("kernel_info", {})[0] for _ in range(300)],
        "an interrupt, one job": [interruption(binary, 1) for _ in range(20)],
        "an interrupt, two jobs": [interruption(binary, 2) for _ in range(20)],
    }
    kernel.close()
    rows = []
    for name, times in samples.items():
        times.sort()
        rows.append([name, *(f"{time:.2f}" for time in (times[0], statistics.median(times), times[-1]))])
    table("How long it takes, in milliseconds", ["", "least", "median", "most"], rows)
    return True


def hardware(binary: str) -> bool:
    """Store buffering, ten million times, the whole process from start to end."""
    path = PROGRAMS / ".store_buffering.memmodel"
    path.write_text(STORE_BUFFERING)
    try:
        runs = [measure(binary, "run", "--iterations", "10M", "--format", "json", path) for _ in range(ROUNDS)]
    finally:
        path.unlink()
    best = min(runs, key=lambda run: run.seconds)
    outcomes = json.loads(best.output)["outcomes"]
    weak = sum(outcome["count"] for outcome in outcomes if not any(outcome["values"].values()))
    rows = [["memmodel", f"{best.seconds:.2f}", f"{1e7 / best.seconds:,.0f}", f"{weak:,}", f"{weak / best.seconds:,.0f}",
             "1.0", "1.0"]]
    for barrier, (seconds, count) in LITMUS7.items():
        rows.append([f"litmus7 -barrier {barrier}", f"{seconds:.2f}", f"{1e7 / seconds:,.0f}", f"{count:,}",
                     f"{count / seconds:,.0f}", f"{seconds / best.seconds:.1f}",
                     f"{(weak / best.seconds) / (count / seconds):,.1f}"])
    table("Store buffering on real threads, 10 million iterations, beside litmus7 7.56 (assembly)",
          ["", "seconds", "iterations/s", "weak", "weak/s", "ratio", "weak ratio"], rows)
    return True


LOCKS = ["lock_spin", "lock_yield", "lock_ticket", "lock_system"]


def cells(binary: str, *sources: str) -> list[str]:
    """The texts that the kernel answers the last of some cells with."""
    kernel = Kernel(binary)
    texts = []
    for source in sources:
        texts = []
        for message in kernel.execute(source)[1]:
            kind, content = message["header"]["msg_type"], message["content"]
            if kind == "error":
                raise SystemExit(f"a cell ended with {content['ename']}: {content['evalue']}")
            if kind in ("display_data", "execute_result"):
                texts.append(content["data"]["text/plain"])
    kernel.close()
    return texts


def show(title: str, texts: list[str]) -> None:
    print(f"\n{title}\n")
    for line in "\n\n".join(texts).splitlines():
        print(f"  {line}".rstrip())


def machine(binary: str) -> bool:
    """What communication costs: `%machine`."""
    show("This machine, as `%machine` measures it (litmus7 measures none of this)", cells(binary, "%machine"))
    return True


def locks(binary: str) -> bool:
    """A spin lock, one that yields, a ticket lock and the system's mutex, on one to four threads: `%bench`."""
    programs = [(PROGRAMS / f"{name}.memmodel").read_text() for name in LOCKS]
    # A run of one iteration, so that the session knows the programs.
    known = [f"%%run --iterations 1\n{program}" for program in programs]
    show("Four locks around an addition, side by side, as `%bench` times them",
         cells(binary, *known, f"%bench {' '.join(LOCKS)} --seconds 500ms"))
    return True


def main() -> int:
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    parts = {"checker": checker, "litmus": litmus, "answers": answers, "hardware": hardware, "machine": machine,
             "locks": locks}
    chosen = sys.argv[2:] or list(parts)
    if unknown := [name for name in chosen if name not in parts]:
        print(f"there is no part {unknown[0]}; the parts are {', '.join(parts)}", file=sys.stderr)
        return 2
    return 0 if all([parts[name](sys.argv[1]) for name in chosen]) else 1


if __name__ == "__main__":
    sys.exit(main())
