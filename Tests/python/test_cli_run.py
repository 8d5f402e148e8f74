"""`memmodel run` and `memmodel compare`."""

import json
import os
import platform
import resource
import signal
import subprocess
import time

import pytest

from programs import RACE, SEQUENTIAL, STORE_BUFFERING, TYPO

several_cores = pytest.mark.skipif(os.cpu_count() == 1, reason="one core shows no store buffer")


def outcomes(done):
    assert done.returncode == 0, done.stderr
    return {tuple(outcome["values"].values()): outcome["count"] for outcome in json.loads(done.stdout)["outcomes"]}


@several_cores
def test_store_buffering_shows_its_weak_outcome_on_this_machine(memmodel):
    # Where other programs take the cores, the two threads may share one for a while, and then there is nothing to see.
    attempts = (outcomes(memmodel("run", "--affinity", "spread", "--seconds", "2", "--iterations", "10M", "--format",
                                  "json", "-", stdin=STORE_BUFFERING)) for _ in range(10))
    assert any(counts.get((0, 0), 0) > 0 for counts in attempts)


def test_every_iteration_is_counted(memmodel):
    done = memmodel("run", "--iterations", "10k", "--format", "json", "-", stdin=STORE_BUFFERING)
    answer = json.loads(done.stdout)
    assert (answer["program"], answer["mode"], answer["iterations"]) == ("store_buffering", "run", 10_000)
    assert sum(outcomes(done).values()) == 10_000


def test_sequential_consistency_never_shows_it(memmodel):
    done = memmodel("run", "--iterations", "200k", "--format", "json", "-", stdin=SEQUENTIAL)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert all(outcome["values"] != {"A.r1": 0, "B.r2": 0} for outcome in answer["outcomes"])


def test_an_outcome_that_was_forbidden_and_is_seen_fails_the_run(memmodel):
    program = "atomic x\nthread A { let r = x.load(Relaxed) }\nforbid (A.r == 0)\n"
    assert memmodel("run", "--iterations", "1000", "-", stdin=program).returncode == 1


def test_a_failed_assertion_fails_the_run(memmodel):
    program = 'atomic x\nthread A { assert(x.load() == 1, "x is raised") }\n'
    done = memmodel("run", "--iterations", "1000", "-", stdin=program)
    assert done.returncode == 1 and "x is raised" in done.stdout


def test_the_text_has_a_histogram(memmodel):
    done = memmodel("run", "--iterations", "10k", "-", stdin=STORE_BUFFERING)
    assert "store_buffering" in done.stdout and "A.r1" in done.stdout and "B.r2" in done.stdout


def test_a_histogram_in_litmus7s_format(memmodel):
    test = ("C SB\n{ x=0; y=0; }\nP0 (atomic_int* x) { atomic_store_explicit(x,1,memory_order_relaxed); }\n"
            "exists (x=1)\n")
    done = memmodel("run", "--iterations", "1000", "--format", "herd", "-", stdin=test)
    assert done.stdout.startswith("Test SB Allowed\nHistogram (1 states)\n")
    assert "Observation SB Always 1000 0" in done.stdout


def test_a_time_limit_ends_a_long_run(memmodel):
    done = memmodel("run", "--iterations", "1000G", "--seconds", "0.3", "--format", "json", "-", stdin=STORE_BUFFERING,
                    timeout=60)
    assert 0 < json.loads(done.stdout)["iterations"] < 1_000_000_000_000


def many_threads(count, body="x.fetch_add(1)"):
    return f"atomic x\nmutex m\nvar n\nthread T[{count}] {{ {body} }}\n"


@pytest.mark.parametrize("threads", ["os", "green"])
@pytest.mark.parametrize("delay", [0.1, 1])
def test_an_interrupt_ends_a_run_of_many_threads_whatever_it_is_at(memmodel_path, threads, delay):
    process = subprocess.Popen([memmodel_path, "run", "--iterations", "1G", "--threads", threads, "-"],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        process.stdin.write(many_threads(20_000))
        process.stdin.close()
        time.sleep(delay)
        process.send_signal(signal.SIGINT)
        assert "20,000" in process.stdout.read()
        process.wait(timeout=60)
    finally:
        process.kill()


def interrupted(memmodel_path, *arguments, stdin=STORE_BUFFERING):
    process = subprocess.Popen([memmodel_path, *arguments, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)
    try:
        process.stdin.write(stdin)
        process.stdin.flush()
        process.stdin.close()
        process.stdin = None
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        output, complaints = process.communicate(timeout=60)
    finally:
        process.kill()
    return process.returncode, output, complaints


@pytest.mark.parametrize("threads", ["os", "green"])
@pytest.mark.parametrize("command", ["run", "compare"])
def test_an_interrupted_run_says_so_and_exits_with_3(memmodel_path, command, threads):
    arguments = [command, "--iterations", "10G", "--threads", threads]
    status, text, _ = interrupted(memmodel_path, *arguments)
    assert status == 3 and "warning: interrupted after " in text and " of 10,000,000,000 iterations" in text
    status, line, _ = interrupted(memmodel_path, *arguments, "--format", "json")
    answer = json.loads(line)
    assert (status, answer["verdict"], answer["limit"]) == (3, "error", "an interrupt")
    assert 0 < answer["iterations"] < 10_000_000_000 and len(answer["warnings"]) >= 1


def test_an_interrupted_run_whose_format_has_no_place_for_it_says_so_on_standard_error(memmodel_path):
    status, log, complaints = interrupted(memmodel_path, "run", "--iterations", "10G", "--format", "herd")
    assert status == 3 and "Histogram" in log
    assert "PARTIAL RESULT: an interrupt came after" in complaints


def test_what_failed_before_the_interrupt_is_a_failure(memmodel_path):
    program = "atomic x\nthread A { assert(x.load() == 1) }\n"
    status, line, _ = interrupted(memmodel_path, "run", "--iterations", "10G", "--format", "json", stdin=program)
    assert (status, json.loads(line)["verdict"]) == (1, "failed")


def test_a_run_that_ends_by_the_time_that_was_asked_for_is_complete(memmodel):
    done = memmodel("run", "--iterations", "10G", "--seconds", "0.2", "--format", "json", "-", stdin=STORE_BUFFERING)
    answer = json.loads(done.stdout)
    assert done.returncode == 0 and answer["verdict"] == "ok" and "limit" not in answer


@pytest.mark.parametrize("body", ["x.fetch_add(1)", "lock m { n = n + 1 }", "while x.swap(1) == 1 { }; x.store(0)"])
@pytest.mark.parametrize("threads", ["os", "green"])
def test_the_time_limit_holds_for_many_threads(memmodel, threads, body):
    done = memmodel("run", "--iterations", "1G", "--seconds", "0.5", "--threads", threads, "--format", "json", "-",
                    stdin=many_threads(5000, body), timeout=60)
    assert json.loads(done.stdout)["iterations"] < 1_000_000_000


def test_more_threads_than_the_system_has_are_refused_with_a_way_out(memmodel):
    def narrow():
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))

    done = memmodel("run", "--iterations", "1", "-", stdin=many_threads(20_000), timeout=60, preexec_fn=narrow)
    assert done.returncode == 2
    assert "of 20000" in done.stderr and "--threads green" in done.stderr


def test_an_affinity_of_green_threads_is_said_to_have_no_effect(memmodel):
    done = memmodel("run", "--threads", "green", "--affinity", "spread", "--iterations", "10", "-",
                    stdin=STORE_BUFFERING)
    assert "affinity has no effect" in done.stdout


def test_a_run_with_too_little_time_for_one_iteration_is_no_answer(memmodel):
    done = memmodel("run", "--seconds", "0.000001", "-", stdin=STORE_BUFFERING)
    assert done.returncode == 3 and "not one iteration came to its end" in done.stdout


def test_a_finally_that_does_not_end_fails_the_run(memmodel):
    program = "atomic x = 0\nthread A { x.store(1) }\nfinally { while x.load() == 1 { } }\n"
    for threads in ["os", "green"]:
        done = memmodel("run", "--threads", threads, "--iterations", "100", "--seconds", "0.3", "-", stdin=program)
        assert done.returncode == 1 and "finally did not end" in done.stdout


def test_green_threads_show_interleavings_only(memmodel):
    seen = outcomes(memmodel("run", "--threads", "green", "--seed", "7", "--iterations", "10k", "--format", "json", "-",
                             stdin=STORE_BUFFERING.split("exists")[0] + "observe A.r1, B.r2\n"))
    assert (0, 0) not in seen and len(seen) == 3


@pytest.mark.parametrize("arguments", [["--iterations", "0"], ["--iterations", "lots"], ["--affinity", "left"],
                                       ["--affinity", "0,,1"], ["--threads", "blue"], ["--seconds", "0"]])
def test_bad_arguments_exit_with_2(memmodel, arguments):
    done = memmodel("run", *arguments, "-", stdin=STORE_BUFFERING)
    assert done.returncode == 2 and arguments[0] in done.stderr


def test_bad_programs_do_not_stop_the_good_ones(memmodel, tmp_path):
    bad, good = tmp_path / "bad.memmodel", tmp_path / "good.memmodel"
    bad.write_text(TYPO)
    good.write_text(SEQUENTIAL)
    done = memmodel("run", "--iterations", "1000", "--format", "json", bad, good)
    assert done.returncode == 2 and json.loads(done.stdout)["program"] == "store_buffering"


@several_cores
@pytest.mark.skipif(platform.machine() != "x86_64", reason="tso is the model of x86-64")
def test_compare_lays_the_machine_beside_the_model(memmodel):
    done = memmodel("compare", "--model", "tso", "--iterations", "100k", "--format", "json", "-", stdin=STORE_BUFFERING)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert (answer["mode"], answer["model"]) == ("compare", "tso")
    assert len(answer["outcomes"]) == 4
    for outcome in answer["outcomes"]:
        assert outcome["allowed"] is True and outcome["executions"] == 1 and outcome["count"] >= 0


@several_cores
@pytest.mark.skipif(platform.machine() != "x86_64", reason="on other machines the outcome may be rare")
def test_compare_fails_where_the_machine_shows_what_the_model_forbids(memmodel):
    program = STORE_BUFFERING.split("exists")[0] + "observe A.r1, B.r2\n"
    done = memmodel("compare", "--model", "sc", "--iterations", "1M", "--affinity", "spread", "--format", "json",
                    "-", stdin=program)
    assert done.returncode == 1
    (weak,) = [o for o in json.loads(done.stdout)["outcomes"] if o["values"] == {"A.r1": 0, "B.r2": 0}]
    assert weak["allowed"] is False and weak["count"] > 0 and weak["executions"] == 0


def test_compare_explains_a_race_too(memmodel):
    done = memmodel("compare", "--iterations", "1000", "-", stdin=RACE)
    assert done.returncode == 1 and "race" in done.stdout
