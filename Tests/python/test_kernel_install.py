"""`memmodel install` and `memmodel uninstall`."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jupyter_client.kernelspec import KernelSpecManager

from conftest import ROOT


def spec_in(prefix: Path, name: str = "memmodel") -> Path:
    return prefix / "share" / "jupyter" / "kernels" / name


def test_the_kernelspec_is_one_that_jupyter_finds_and_starts_this_program(memmodel, memmodel_path, tmp_path):
    done = memmodel("install", "--prefix", tmp_path)
    assert done.returncode == 0 and str(spec_in(tmp_path)) in done.stdout
    manager = KernelSpecManager(kernel_dirs=[str(tmp_path / "share" / "jupyter" / "kernels")],
                                ensure_native_kernel=False)
    assert manager.find_kernel_specs() == {"memmodel": str(spec_in(tmp_path))}
    spec = manager.get_kernel_spec("memmodel")
    assert (spec.display_name, spec.language, spec.interrupt_mode) == ("memmodel", "memmodel", "message")
    program, *arguments = spec.argv
    assert os.path.isabs(program) and os.path.samefile(program, memmodel_path)
    assert arguments == ["kernel", "--connection-file", "{connection_file}"]


def test_the_pictures_are_those_of_the_project(memmodel, tmp_path):
    memmodel("install", "--prefix", tmp_path)
    for name in ("logo-32x32.png", "logo-64x64.png", "logo-svg.svg"):
        assert (spec_in(tmp_path) / name).read_bytes() == (ROOT / "kernelspec" / name).read_bytes()


@pytest.mark.parametrize("options, variables, expected", [
    (["--user"], {"HOME": "H"}, "H/.local/share/jupyter/kernels/memmodel"),
    ([], {"HOME": "H"}, "H/.local/share/jupyter/kernels/memmodel"),
    (["--user"], {"HOME": "H", "XDG_DATA_HOME": "X"}, "X/jupyter/kernels/memmodel"),
    (["--user"], {"XDG_DATA_HOME": "X", "JUPYTER_DATA_DIR": "J"}, "J/kernels/memmodel"),
    (["--sys-prefix"], {"VIRTUAL_ENV": "V", "CONDA_PREFIX": "C"}, "V/share/jupyter/kernels/memmodel"),
    (["--sys-prefix", "--name", "Other"], {"CONDA_PREFIX": "C"}, "C/share/jupyter/kernels/other"),
])
def test_the_place_is_the_one_where_jupyter_looks(memmodel, tmp_path, options, variables, expected):
    environment = {name: str(tmp_path / value) for name, value in variables.items()}
    done = memmodel("install", *options, env=environment)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / expected / "kernel.json").exists() and str(tmp_path / expected) in done.stdout
    done = memmodel("uninstall", *options, env=environment)
    assert done.returncode == 0 and not (tmp_path / expected).exists()


def test_without_an_environment_python_is_asked_for_its_prefix(memmodel, tmp_path):
    python = tmp_path / "python3"
    python.write_text(f"#!/bin/sh\necho {tmp_path}/prefix\n")
    python.chmod(0o755)
    done = memmodel("install", "--sys-prefix", env={"PATH": f"{tmp_path}:/usr/bin:/bin"})
    assert done.returncode == 0 and (spec_in(tmp_path / "prefix") / "kernel.json").exists()


def test_without_python_too_there_is_a_hint(memmodel, tmp_path):
    done = memmodel("install", "--sys-prefix", env={"PATH": str(tmp_path)})
    assert done.returncode == 2 and "--prefix" in done.stderr


def test_installing_again_is_fine_and_removing_again_is_not(memmodel, tmp_path):
    for _ in range(2):
        assert memmodel("install", "--prefix", tmp_path).returncode == 0
    assert memmodel("uninstall", "--prefix", tmp_path).returncode == 0
    done = memmodel("uninstall", "--prefix", tmp_path)
    assert done.returncode == 2 and str(spec_in(tmp_path)) in done.stderr


@pytest.mark.parametrize("command", ["install", "uninstall"])
def test_another_kernel_keeps_its_name(memmodel, tmp_path, command):
    spec_in(tmp_path, "python3").mkdir(parents=True)
    other = spec_in(tmp_path, "python3") / "kernel.json"
    other.write_text(json.dumps({"argv": [sys.executable], "display_name": "Python", "language": "python"}))
    before = other.read_bytes()
    done = memmodel(command, "--prefix", tmp_path, "--name", "python3")
    assert done.returncode == 2 and "another kernel" in done.stderr
    assert other.read_bytes() == before


@pytest.mark.parametrize("name", ["", "a b", "../up", "..", "a/b", "ü"])
def test_a_name_that_is_none_exits_with_2(memmodel, tmp_path, name):
    done = memmodel("install", "--prefix", tmp_path, "--name", name)
    assert done.returncode == 2 and "name" in done.stderr
    assert not (tmp_path / "share").exists()


@pytest.mark.parametrize("arguments", [["--user", "--sys-prefix"], ["--user", "--prefix", "p"], ["--prefix", ""],
                                       ["extra"]])
@pytest.mark.parametrize("command", ["install", "uninstall"])
def test_bad_arguments_exit_with_2(memmodel, tmp_path, command, arguments):
    assert memmodel(command, *arguments, env={"HOME": str(tmp_path)}).returncode == 2


def test_a_place_that_cannot_be_written_to_exits_with_2(memmodel, tmp_path):
    (tmp_path / "share").write_text("a file where a directory should be")
    done = memmodel("install", "--prefix", tmp_path)
    assert done.returncode == 2 and str(tmp_path) in done.stderr


def test_make_lab_starts_jupyterlab_for_root_too():
    recipe = subprocess.run(["make", "-n", "lab"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert ("jupyter lab --allow-root" in recipe) == (os.geteuid() == 0)
