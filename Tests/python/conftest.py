"""What the tests of the built program share. The program is $MEMMODEL, or else the newest build."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def binary() -> Path:
    if named := os.environ.get("MEMMODEL"):
        return Path(named).resolve()
    builds = [ROOT / ".build" / kind / "memmodel" for kind in ("release", "debug")]
    built = [path for path in builds if path.exists()]
    if not built:
        pytest.exit("there is no memmodel to test: run `swift build` first, or set MEMMODEL", returncode=2)
    return max(built, key=lambda path: path.stat().st_mtime)


@pytest.fixture(scope="session")
def memmodel_path() -> Path:
    return binary()


@pytest.fixture(scope="session")
def memmodel(memmodel_path):
    """memmodel("check", file, stdin="…") runs the program and gives its exit status and both its outputs."""

    def run(*arguments, stdin: str | bytes = "", timeout: float = 120, **options) -> subprocess.CompletedProcess:
        if isinstance(stdin, str):
            stdin = stdin.encode()
        done = subprocess.run([memmodel_path, *map(str, arguments)], input=stdin, capture_output=True,
                              timeout=timeout, **options)
        done.stdout, done.stderr = done.stdout.decode(), done.stderr.decode()
        return done

    return run


@pytest.fixture(scope="session")
def kernelspec(memmodel_path, tmp_path_factory):
    """Jupyter's clients find the program under test as the kernel memmodel, and nothing of this user's."""
    directory = tmp_path_factory.mktemp("jupyter")
    subprocess.run([memmodel_path, "install", "--prefix", directory], check=True, stdout=subprocess.DEVNULL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(directory / "share" / "jupyter"))
        patch.setenv("JUPYTER_DATA_DIR", str(directory / "data"))
        patch.setenv("JUPYTER_CONFIG_DIR", str(directory / "config"))
        patch.setenv("JUPYTER_RUNTIME_DIR", str(directory / "runtime"))
        patch.setenv("IPYTHONDIR", str(directory / "ipython"))
        yield "memmodel"
