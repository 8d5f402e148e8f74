"""`memmodel check`, as scripts and people use it."""

import json
import os
import signal
import subprocess
import time

import pytest

from programs import FAILING, HUGE, RACE, SEQUENTIAL, STORE_BUFFERING, TYPO


@pytest.fixture
def file(tmp_path):
    def write(text, name="program.memmodel"):
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


# Exit status.

def test_a_property_that_holds_exits_with_0_and_says_so_on_standard_output_only(memmodel, file):
    done = memmodel("check", file(STORE_BUFFERING))
    assert (done.returncode, done.stderr) == (0, "")
    assert "store_buffering" in done.stdout and "A.r1" in done.stdout


def test_a_property_that_does_not_hold_exits_with_1(memmodel, file):
    assert memmodel("check", file(FAILING)).returncode == 1


def test_the_same_property_holds_under_a_stronger_model(memmodel, file):
    assert memmodel("check", "--model", "sc", file(FAILING)).returncode == 0


def test_a_data_race_exits_with_1(memmodel, file):
    done = memmodel("check", file(RACE))
    assert done.returncode == 1
    assert "race" in done.stdout and "data" in done.stdout


def test_an_error_in_the_program_exits_with_2_and_points_at_it(memmodel, file):
    path = file(TYPO)
    done = memmodel("check", path)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{path}:3:" in done.stderr
    assert "x.stroe(1, Relaxed)" in done.stderr and "^" in done.stderr
    assert "store" in done.stderr


def test_a_missing_file_exits_with_2_and_is_named(memmodel, tmp_path):
    done = memmodel("check", tmp_path / "absent.memmodel")
    assert done.returncode == 2
    assert "absent.memmodel" in done.stderr and "no such file" in done.stderr


def test_a_program_is_read_from_a_pipe_as_a_shell_makes_one(memmodel):
    end, start = os.pipe()
    os.write(start, PARTS.encode())
    os.close(start)
    try:
        done = memmodel("check", f"/dev/fd/{end}", pass_fds=[end])
    finally:
        os.close(end)
    assert done.returncode == 1 and done.stdout.startswith("parts under rc11"), done.stderr


def test_an_empty_device_holds_no_program(memmodel):
    done = memmodel("check", "/dev/null")
    assert done.returncode == 2 and "/dev/null: there is no program here" in done.stderr


def test_a_directory_exits_with_2_and_says_what_to_name_instead(memmodel, tmp_path):
    done = memmodel("check", tmp_path)
    assert done.returncode == 2
    assert "directory" in done.stderr and "*.litmus" in done.stderr


def test_a_file_that_is_not_text_exits_with_2(memmodel, tmp_path):
    path = tmp_path / "binary.memmodel"
    path.write_bytes(b"\xff\xfe\x00program")
    done = memmodel("check", path)
    assert done.returncode == 2 and "UTF-8" in done.stderr


def test_an_empty_program_exits_with_2_and_a_message(memmodel):
    done = memmodel("check", "-", stdin="")
    assert done.returncode == 2 and "standard input" in done.stderr


def test_a_limit_exits_with_3_and_a_partial_result(memmodel, file):
    done = memmodel("check", "--max-executions", "10", file(HUGE))
    assert done.returncode == 3
    assert "10" in done.stdout


@pytest.mark.parametrize("form", ["herd", "dot"])
def test_where_a_format_has_no_place_for_it_a_partial_result_is_said_on_standard_error(memmodel, file, form):
    done = memmodel("check", "--format", form, "--max-executions", "10", file(HUGE))
    assert done.returncode == 3 and done.stdout
    assert "PARTIAL RESULT: the limit of 10 executions was reached" in done.stderr


def test_the_time_limit_exits_with_3_soon_after_it(memmodel, file):
    start = time.monotonic()
    done = memmodel("check", "--timeout", "0.5", file(HUGE))
    assert done.returncode == 3 and done.stdout
    assert time.monotonic() - start < 30


MANY_WEAK = """atomic x, y, z
thread A { x.store(1, Relaxed); y.store(1, Relaxed); z.store(1, Relaxed) }
thread B { let a = z.load(Relaxed); let b = y.load(Relaxed); let c = x.load(Relaxed) }
thread C { let a = x.load(Relaxed); let b = z.load(Relaxed); let c = y.load(Relaxed) }
"""


def test_where_not_all_weak_outcomes_are_explained_that_is_said(memmodel, file):
    done = memmodel("check", "--timeline", "all", file(MANY_WEAK))
    assert "the first 20 of 40 weak outcomes are explained" in done.stdout


BOUNDED = """atomic x
thread A { let i = 0; while i < 20 { i = i + 1; x.store(i) } }
thread B { let r = x.load() }
exists (B.r == 20)
"""


def test_what_was_not_found_within_the_bound_on_loops_is_undecided(memmodel, file):
    done = memmodel("check", "--format", "json", file(BOUNDED))
    assert done.returncode == 3
    assert json.loads(done.stdout)["properties"][0]["holds"] is None
    text = " ".join(memmodel("check", file(BOUNDED)).stdout.split())
    assert "is undecided: the bound of 16 iterations of the loop in A (line 2)" in text
    assert memmodel("check", "--unroll", "30", file(BOUNDED)).returncode == 0


def test_a_failure_that_was_found_before_the_limit_is_a_failure(memmodel, file):
    done = memmodel("check", "--max-executions", "100", file(HUGE + "forbid (x >= 0)\n"))
    assert done.returncode == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_gives_the_partial_result_and_exits_with_3(memmodel_path, file, number):
    process = subprocess.Popen([memmodel_path, "check", "--format", "json", file(HUGE)],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(1)
    process.send_signal(number)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 3
    answer = json.loads(output)
    assert answer["complete"] is False and answer["executions"] > 0


@pytest.mark.parametrize("arguments, hint", [
    (["check"], "files"),
    (["check", "--model", "arm", "x.memmodel"], "rc11"),
    (["check", "--unroll", "0", "x.memmodel"], "positive"),
    (["check", "--jobs", "many", "x.memmodel"], "positive"),
    (["check", "--timeout", "-1", "x.memmodel"], "a time such as 10, 10s, 500ms or 2min, found '-1'"),
    (["check", "--jobs", "-1", "x.memmodel"], "a positive number such as 1000, 10k or 1M, found '-1'"),
    (["check", "--format", "xml", "x.memmodel"], "json"),
    (["check", "--nonsense", "x.memmodel"], "--nonsense"),
    (["check", "-", "-"], "standard input"),
    (["chek", "x.memmodel"], "did you mean `memmodel check`?"),
    (["x.memmodel"], "the commands are check, run, "),
    ([__file__], "memmodel check " + __file__),
    (["help", "foo"], "there is no command `foo`; the commands are check, run, "),
    (["help", "chek"], "did you mean `memmodel help check`?"),
])
def test_bad_arguments_exit_with_2_and_a_hint(memmodel, arguments, hint):
    done = memmodel(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert hint in done.stderr


@pytest.mark.parametrize("command", ["check", "run", "compare", "merge", "types", "notebook", "kernel", "install",
                                     "uninstall"])
def test_each_command_has_a_help_page(memmodel, command):
    done = memmodel(command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"memmodel {command}" in done.stdout
    assert memmodel("help", command).stdout == done.stdout


def test_the_help_pages_speak_of_options_that_there_are(memmodel):
    pages = {command: " ".join(memmodel(command, "--help").stdout.split()) for command in ["check", "run", "compare"]}
    assert "--sample" not in pages["run"] and "green threads" not in pages["check"]
    assert "Makes --sample, green threads and the pacing reproducible." in pages["compare"]
    assert "begin with the same read-modify-write or lock" in pages["check"]
    assert "a limit (time, memory, executions, an interrupt)" in " ".join(memmodel("--help").stdout.split())


def test_the_example_of_merging_works_as_it_is_printed(memmodel_path, memmodel, file, tmp_path):
    lines = memmodel("merge", "--help").stdout.partition("Example: ")[2].partition("\n\n")[0]
    file(PARTS, "program.memmodel")
    script = f"memmodel() {{ '{memmodel_path}' \"$@\"; }}\n{lines}"
    done = subprocess.run(["bash", "-ec", script], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and done.stderr == "" and "parts under rc11" in done.stdout


@pytest.mark.parametrize("arguments", [["--help"], ["help"], ["--version"], []])
def test_help_and_version_are_results(memmodel, arguments):
    done = memmodel(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip()


# Several files.

def test_several_files_are_answered_in_order_and_a_bad_one_stops_none(memmodel, file, tmp_path):
    first = file(STORE_BUFFERING.replace("store_buffering", "first"), "1.memmodel")
    bad = file(TYPO, "2.memmodel")
    last = file(FAILING.replace("store_buffering", "last"), "3.memmodel")
    done = memmodel("check", "--format", "json", first, bad, tmp_path / "absent", last)
    assert [json.loads(line)["program"] for line in done.stdout.splitlines()] == ["first", "last"]
    assert "2.memmodel" in done.stderr and "absent" in done.stderr
    assert done.returncode == 2, "bad input goes before a failure"


def test_a_failure_goes_before_what_is_undecided(memmodel, file):
    undecided, fails = file(HUGE, "huge.memmodel"), file(FAILING, "fails.memmodel")
    assert memmodel("check", "--max-executions", "10", undecided, fails).returncode == 1
    assert memmodel("check", "--max-executions", "1", fails, undecided).returncode in (1, 3)


def test_standard_input_is_one_of_the_files(memmodel, file):
    done = memmodel("check", "--format", "json", file(STORE_BUFFERING), "-", stdin=FAILING.replace("store_b", "piped_b"))
    assert [json.loads(line)["program"] for line in done.stdout.splitlines()] == ["store_buffering", "piped_buffering"]


def test_a_litmus_test_is_known_by_its_first_line_even_on_standard_input(memmodel):
    test = "C SB\n{ x=0; y=0; }\nP0 (atomic_int* x) { atomic_store_explicit(x,1,memory_order_relaxed); }\nexists (x=1)\n"
    done = memmodel("check", "--format", "json", "-", stdin=test)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["program"] == "SB"


def test_a_program_without_a_name_has_its_files(memmodel, file):
    path = file("atomic x\nthread A { x.store(1) }\n", "ticket_lock.memmodel")
    assert json.loads(memmodel("check", "--format", "json", path).stdout)["program"] == "ticket_lock"


def test_crlf_and_a_byte_order_mark_do_no_harm(memmodel, tmp_path):
    path = tmp_path / "windows.memmodel"
    path.write_bytes(b"\xef\xbb\xbf" + STORE_BUFFERING.replace("\n", "\r\n").encode())
    done = memmodel("check", path)
    assert done.returncode == 0, done.stderr


def test_a_reader_that_leaves_is_no_error(memmodel_path, file):
    path = file(STORE_BUFFERING)
    command = f"'{memmodel_path}' check {' '.join([str(path)] * 200)} | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=120)
    assert done.stderr == "" and len(done.stdout.splitlines()) == 1


# Several models.

def test_each_model_of_a_list_answers_in_the_order_given(memmodel, file):
    done = memmodel("check", "--format", "json", "--model", "tso,sc", file(STORE_BUFFERING.replace("exists", "forbid")))
    assert [json.loads(line)["model"] for line in done.stdout.splitlines()] == ["tso", "sc"]
    assert [json.loads(line)["verdict"] for line in done.stdout.splitlines()] == ["failed", "ok"]
    assert done.returncode == 1


def test_all_is_every_model(memmodel, file):
    done = memmodel("check", "--format", "json", "--model", "all", file(SEQUENTIAL))
    assert [json.loads(line)["model"] for line in done.stdout.splitlines()] == ["sc", "tso", "rc11"]
    assert done.returncode == 0


def test_a_property_speaks_of_the_models_it_names_only(memmodel, file):
    program = file(STORE_BUFFERING.replace("exists (A.r1 == 0 && B.r2 == 0)",
                                           "forbid (A.r1 == 0 && B.r2 == 0) under sc"))
    assert memmodel("check", "--model", "all", program).returncode == 0


# Formats.

def test_a_json_line_has_the_members_that_the_design_names(memmodel, file):
    answer = json.loads(memmodel("check", "--format", "json", file(STORE_BUFFERING)).stdout)
    assert answer["program"] == "store_buffering"
    assert (answer["mode"], answer["model"], answer["verdict"]) == ("check", "rc11", "ok")
    assert (answer["executions"], answer["blocked"], answer["complete"]) == (4, 0, True)
    assert isinstance(answer["seconds"], (int, float))
    assert {tuple(sorted(o["values"].items())): (o["executions"], o["weak"]) for o in answer["outcomes"]} == {
        (("A.r1", 0), ("B.r2", 0)): (1, True),
        (("A.r1", 0), ("B.r2", 1)): (1, False),
        (("A.r1", 1), ("B.r2", 0)): (1, False),
        (("A.r1", 1), ("B.r2", 1)): (1, False),
    }
    (claim,) = answer["properties"]
    assert (claim["kind"], claim["text"], claim["holds"]) == ("exists", "A.r1 == 0 && B.r2 == 0", True)
    assert answer["errors"] == []


def test_a_json_error_names_its_kind_place_and_witness(memmodel, file):
    answer = json.loads(memmodel("check", "--format", "json", file(RACE)).stdout)
    assert answer["verdict"] in ("failed", "error")
    (race,) = answer["errors"]
    assert race["kind"] == "race" and race["line"] in (4, 7)
    assert "data" in race["message"] and race["thread"] in ("A", "B") and race["witness"]


def test_dot_is_a_graph(memmodel, file):
    done = memmodel("check", "--format", "dot", file(STORE_BUFFERING))
    assert done.stdout.lstrip().startswith("digraph") and done.stdout.rstrip().endswith("}")


def test_ascii_is_ascii(memmodel, file):
    path = file(STORE_BUFFERING)
    plain, ascii_only = (memmodel("check", "--model", "tso", *more, path).stdout for more in ([], ["--ascii"]))
    assert not plain.isascii() and ascii_only.isascii()


def test_timelines_can_be_left_out(memmodel, file):
    path = file(STORE_BUFFERING)
    with_timeline, without = (memmodel("check", "--timeline", which, path).stdout for which in ("weak", "none"))
    assert "flag1.store(1" in with_timeline
    assert "flag1.store(1" not in without


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_answer_does_not_depend_on_the_number_of_jobs(memmodel, file, jobs):
    answer = json.loads(memmodel("check", "--jobs", jobs, "--format", "json", file(RACE + "observe data\n")).stdout)
    assert answer["complete"] is True and answer["errors"]


def test_an_expected_race_passes_and_a_missing_one_fails(memmodel, file):
    assert memmodel("check", "--expect", "race", file(RACE)).returncode == 0
    done = memmodel("check", "--expect", "race", file(STORE_BUFFERING))
    assert done.returncode == 1 and "race" in done.stdout + done.stderr


# Directives in a file.

def test_a_directive_in_the_file_says_how_it_is_checked(memmodel, file):
    path = file("%%check --model tso --timeline none\n" + STORE_BUFFERING)
    done = memmodel("check", "--format", "json", path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["model"] == "tso"
    assert "flag1.store(1" not in memmodel("check", path).stdout


def test_the_command_line_goes_before_the_file(memmodel, file):
    path = file("%model tso\n%%check --unroll 3\n" + STORE_BUFFERING.replace("exists", "forbid"))
    answer = json.loads(memmodel("check", "--format", "json", "--model", "sc", path).stdout)
    assert (answer["model"], answer["verdict"]) == ("sc", "ok")


def test_a_file_may_expect_an_error(memmodel, file):
    assert memmodel("check", file("%%check --expect race\n" + RACE)).returncode == 0
    assert memmodel("check", file("%%check --expect race\n" + SEQUENTIAL, "other.memmodel")).returncode == 1


def test_lines_keep_their_numbers_below_directives(memmodel, file):
    done = memmodel("check", file("%model tso\n%%check\n" + TYPO))
    assert done.returncode == 2 and ":5:" in done.stderr


@pytest.mark.parametrize("line, hint", [("%%chekc", "%%check"), ("%list", "no meaning in a file"),
                                        ("%%check --modle sc", "--model"), ("%model arm", "rc11")])
def test_a_bad_directive_is_an_error_with_a_caret(memmodel, file, line, hint):
    done = memmodel("check", file(line + "\n" + STORE_BUFFERING))
    assert (done.returncode, done.stdout) == (2, "")
    assert hint in done.stderr and "^" in done.stderr and ":1:" in done.stderr


PARTS = """program parts
atomic x, y
mutex m
var d
thread t[3] { let a = x.fetch_add(1, Relaxed); lock m { y.store(a, Relaxed) } }
thread w { let b = y.load(Acquire); d = b; let c = x.load(Relaxed); assert(c < 3) }
thread v { if y.load(Relaxed) == 2 { d = 7 } }
observe x, y, w.b
exists (y == 0 && w.b == 2)
"""


@pytest.mark.parametrize("model", ["sc", "tso", "rc11"])
@pytest.mark.parametrize("count", [1, 3, 8])
def test_an_exploration_in_parts_gives_what_a_single_run_prints(memmodel, file, tmp_path, model, count):
    program = file(PARTS)
    folder = tmp_path / "parts"
    split = memmodel("check", "--model", model, "--split", count, "--out", folder, program)
    assert split.returncode == 0 and split.stdout.count("% of the exploration") == count
    results = []
    for part in sorted(folder.iterdir()):
        explored = memmodel("check", "--part", part, "--jobs", 2, "--format", "json")
        assert explored.returncode == 0, explored.stderr
        results.append(tmp_path / f"result-{part.name}")
        results[-1].write_text(explored.stdout)
    for form in ("text", "json", "herd"):
        merged = memmodel("merge", "--format", form, *results)
        whole = memmodel("check", "--model", model, "--format", form, program)
        assert merged.returncode == whole.returncode == 1
        assert without_times(merged.stdout, form) == without_times(whole.stdout, form)


def without_times(output: str, form: str):
    if form == "json":
        return {key: value for key, value in json.loads(output).items() if key != "seconds"}
    return [line for line in output.splitlines() if not line.startswith("Time ")]


@pytest.mark.parametrize("arguments, hint", [
    (["check", "--symmetry", "--max-executions", "10"], "--symmetry and --max-executions"),
    (["check", "--symmetry", "--sample", "10"], "--symmetry and --sample"),
    (["compare", "--symmetry", "--sample", "10"], "--symmetry and --sample"),
    (["check", "--split", "2", "--out", "parts", "--sample", "10"], "--split and --sample"),
    (["check", "--split", "2", "--out", "parts", "--max-executions", "10"], "--split and --max-executions"),
])
def test_options_that_exclude_each_other_are_refused(memmodel, file, tmp_path, arguments, hint):
    refused = memmodel(*arguments, file(PARTS), cwd=tmp_path)
    assert refused.returncode == 2 and hint in refused.stderr and refused.stdout == ""


@pytest.mark.parametrize("arguments", [
    ["--model", "tso"], ["--unroll", "3"], ["--symmetry"], ["--no-symmetry"], ["--sample", "3"], ["--expect", "race"],
    ["--format", "herd"], ["--format", "dot"]])
def test_options_that_a_part_has_decided_already_are_refused(memmodel, file, tmp_path, arguments):
    assert memmodel("check", "--split", 1, "--out", tmp_path / "parts", file(PARTS)).returncode == 0
    (part,) = (tmp_path / "parts").iterdir()
    refused = memmodel("check", "--part", part, *arguments)
    assert refused.returncode == 2 and arguments[0] in refused.stderr and refused.stdout == ""


def test_a_limit_on_a_parts_executions_does_not_change_what_the_part_is(memmodel, file, tmp_path):
    program = file("atomic x\nthread t[3] { x.fetch_add(1, Relaxed) }\nobserve x\n")
    assert memmodel("check", "--split", 1, "--out", tmp_path / "parts", program).returncode == 0
    (part,) = (tmp_path / "parts").iterdir()
    result = tmp_path / "result"
    result.write_text(memmodel("check", "--part", part, "--max-executions", 1000, "--format", "json").stdout)
    assert json.loads(memmodel("merge", "--format", "json", result).stdout)["executions"] == 6


def test_a_part_with_one_execution_says_so_in_the_singular(memmodel, file, tmp_path):
    program = file("atomic x\nthread A { x.store(1) }\nexists (x == 1)\n")
    assert memmodel("check", "--split", 1, "--out", tmp_path / "parts", program).returncode == 0
    (part,) = (tmp_path / "parts").iterdir()
    assert "part 1 of 1: 1 execution, 0 blocked" in memmodel("check", "--part", part).stdout
    assert "holds: the only execution ends so" in memmodel("check", program).stdout


def test_a_panic_without_a_reason_is_a_whole_sentence(memmodel, file):
    panic = file("atomic x\nthread A { panic() }\n")
    for command in ["check", "run"]:
        done = memmodel(command, panic)
        assert done.returncode == 1 and "panic" in done.stdout
        assert not any(line.endswith(("panics:", "panicked:")) for line in map(str.rstrip, done.stdout.splitlines()))


def test_parts_and_results_that_do_not_belong_together_are_refused(memmodel, file, tmp_path):
    folder, program = tmp_path / "parts", file(PARTS)
    assert memmodel("check", "--split", 2, "--out", folder, program).returncode == 0
    first, second = sorted(folder.iterdir())
    result = tmp_path / "result"
    result.write_text(memmodel("check", "--part", first, "--format", "json").stdout)
    other = tmp_path / "other"
    other.write_text(second.read_text().replace('"build":"', '"build":"not '))
    for arguments, hint in [
        (["check", "--part", result], "result already"), (["check", "--part", other], "another build"),
        (["check", "--part", program], "no part"), (["merge", first], "not been explored"),
        (["merge", result], "missing: 2"), (["merge", result, result], "twice"),
        (["check", "--part", first, program], "name no program"),
    ]:
        refused = memmodel(*arguments)
        assert refused.returncode == 2 and hint in refused.stderr, (arguments, refused.stderr)


def test_a_property_that_divides_by_zero_does_not_hold(memmodel):
    text = "atomic x\nthread A { x.store(2) }\nthread B { x.store(0) }\n"
    for claim in ["forbid (1 / x == 1)", "exists (4 / x == 2)", "forall (4 % x == 0)"]:
        done = memmodel("check", "-", stdin=text + claim)
        assert done.returncode == 1 and "it divides by zero in 1 of 2 executions" in done.stdout, done.stdout
    assert memmodel("check", "-", stdin=text + "forbid (x != 0 && 1 / x == 1)").returncode == 0


def test_a_property_of_other_models_marks_nothing_and_is_said_to_be_unasked(memmodel):
    text = "atomic x\nthread A { x.store(1) }\nforbid (x == 1) under sc, tso\n"
    done = memmodel("check", "-", stdin=text)
    assert done.returncode == 0 and "✗" not in done.stdout
    assert "forbid (x == 1) under sc, tso was not asked: --model sc,tso" in done.stdout
    assert "✗ forbid" in memmodel("check", "--model", "all", "-", stdin=text).stdout


@pytest.mark.parametrize("form", ["herd", "dot"])
def test_forms_without_a_place_for_errors_have_them_on_standard_error(memmodel, form):
    done = memmodel("check", "--format", form, "-", stdin="atomic x\nthread A { assert(x.load() == 1) }\n")
    assert done.returncode == 1 and "failed assertion in A, line 2" in done.stderr
