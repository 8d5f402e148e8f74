"""What the program says where its results cannot be written."""

import shutil
import subprocess

import pytest

from programs import SEQUENTIAL

COMMANDS = ["check x.memmodel", "check --format json x.memmodel", "run --iterations 100 x.memmodel",
            "compare --iterations 100 x.memmodel", "types types.rs", "notebook x.ipynb", "merge result", "help", "--version",
            "check --help", "check --part parts/store_buffering.part-1-of-1.json --format json",
            "check --split 1 --out parts x.memmodel", "install --prefix jupyter"]


@pytest.fixture(scope="module")
def folder(memmodel, tmp_path_factory):
    """A directory with something to read for each of the commands."""
    folder = tmp_path_factory.mktemp("streams")
    (folder / "x.memmodel").write_text(SEQUENTIAL)
    (folder / "types.rs").write_text("Rc<i32>\n")
    (folder / "x.ipynb").write_text('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": ['
                                    '{"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], '
                                    '"execution_count": null, "source": "const N = 1"}]}')
    memmodel("check", "--split", 1, "--out", folder / "parts", folder / "x.memmodel")
    part = folder / "parts" / "store_buffering.part-1-of-1.json"
    (folder / "result").write_text(memmodel("check", "--part", part, "--format", "json").stdout)
    return folder


def shell(memmodel_path, folder, command):
    return subprocess.run(["bash", "-c", f"'{memmodel_path}' {command}"], cwd=folder, capture_output=True, text=True,
                          timeout=120)


@pytest.mark.parametrize("output, reason", [("> /dev/full", "No space left on device"), (">&-", "Bad file descriptor")])
@pytest.mark.parametrize("command", COMMANDS)
def test_results_that_cannot_be_written_are_said_to_be_lost(memmodel_path, folder, command, output, reason):
    assert shell(memmodel_path, folder, command).returncode == 0
    done = shell(memmodel_path, folder, f"{command} {output}")
    assert done.returncode == 4
    assert done.stderr == f"memmodel: standard output cannot be written: {reason}\n"


def test_files_are_not_written_to_in_place_of_a_standard_output_that_is_closed(memmodel_path, folder):
    copy = folder / "copy.memmodel"
    shutil.copy(folder / "x.memmodel", copy)
    assert shell(memmodel_path, folder, f"check {copy} <&- >&- 2>&-").returncode == 4
    assert copy.read_text() == SEQUENTIAL


def test_a_reader_that_has_left_hears_nothing_even_where_its_signal_is_blocked(memmodel_path, folder):
    command = f"(sleep 0.3; exec '{memmodel_path}' check x.memmodel) | true; echo ${{PIPESTATUS[0]}}"
    blocked = f"import os, signal; signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGPIPE]); " \
              f"os.execvp('bash', ['bash', '-c', {command!r}])"
    done = subprocess.run(["python3", "-c", blocked], cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.stderr == "" and done.stdout != "0\n"


def test_a_large_result_goes_through_a_slow_pipe_that_does_not_block(memmodel_path, folder):
    reader = "import os, sys, time; os.set_blocking(1, False); os.execv(sys.argv[1], sys.argv[1:])"
    command = f"python3 -c '{reader}' '{memmodel_path}' check {'x.memmodel ' * 400} | (sleep 1; wc -l)"
    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, timeout=60)
    once = len(shell(memmodel_path, folder, "check x.memmodel").stdout.splitlines())
    assert int(done.stdout) == 400 * (once + 1) - 1 and done.stderr == ""
