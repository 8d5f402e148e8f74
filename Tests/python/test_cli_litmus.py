"""The whole suite of herd's C tests, answered by the built program, against herd7's own logs."""

import os
from pathlib import Path

import pytest

import herd_logs

SUITE = Path(__file__).resolve().parents[1] / "Resources" / "litmus"


@pytest.mark.parametrize("model", ["sc", "tso", "rc11"])
def test_every_answer_agrees_with_herd7(memmodel, model):
    files = sorted(SUITE.glob("*.litmus"))
    assert len(files) == 500
    done = memmodel("check", "--model", model, "--format", "herd", *files, timeout=1200)
    assert done.returncode in (0, 1), done.stderr
    expected = herd_logs.read((SUITE / f"{model}.log").read_text())
    actual = herd_logs.read(done.stdout)
    found = herd_logs.compare(expected, actual, compare_undef=model == "rc11")
    assert not found, "\n".join(found)


def test_answers_come_in_the_order_of_the_files_and_one_by_one(memmodel_path):
    """The first answer is there before the last file has been written: each is printed when it is known."""
    import subprocess

    first = (SUITE / "dev0000.litmus").read_text()
    reader, writer = os.pipe()
    process = subprocess.Popen(
        [memmodel_path, "check", "--format", "herd", SUITE / "dev0002.litmus", "-"],
        stdin=reader, stdout=subprocess.PIPE, text=True)
    os.close(reader)
    assert process.stdout.readline().startswith("Test dev0002")
    os.write(writer, first.encode())
    os.close(writer)
    rest = process.stdout.read()
    assert "Test dev0000" in rest
    process.stdout.close()
    process.wait(timeout=60)


def test_the_log_has_every_part_that_scripts_read(memmodel):
    log = memmodel("check", "--format", "herd", SUITE / "dev0000.litmus").stdout
    lines = log.splitlines()
    assert lines[0] == "Test dev0000 Allowed"
    assert lines[1] == "States 13"
    assert "Ok" in lines and "Witnesses" in lines
    assert "Positive: 4 Negative: 12" in lines
    assert "Condition exists (1:r0=1 /\\ 0:r0=1)" in lines
    assert "Observation dev0000 Sometimes 4 12" in lines
    assert any(line.startswith("Time dev0000 ") for line in lines)


def test_a_race_is_flagged_under_rc11_only_and_does_not_stop_the_log(memmodel):
    logs = herd_logs.read((SUITE / "rc11.log").read_text())
    racy = next(name for name, answer in logs.items() if answer.undef)
    files = [SUITE / f"{racy}.litmus", SUITE / "dev0000.litmus"]
    under_rc11 = memmodel("check", "--format", "herd", *files)
    assert "Flag *undef*" in under_rc11.stdout and "Test dev0000" in under_rc11.stdout
    under_sc = memmodel("check", "--model", "sc", "--format", "herd", *files)
    assert "undef" not in under_sc.stdout.lower()
