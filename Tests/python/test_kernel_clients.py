"""The kernel in Jupyter's own clients."""

import json
import os
import shutil
import subprocess
import sys
import time
import uuid
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import start_new_kernel
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from conftest import ROOT
from programs import FAILING, HUGE, SEQUENTIAL, STORE_BUFFERING

pytestmark = pytest.mark.usefixtures("kernelspec")

# Nothing takes that long, but for what never comes.
PATIENCE = 60


def notebook(*sources):
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    book.metadata.kernelspec = {"name": "memmodel", "display_name": "memmodel", "language": "memmodel"}
    return book


def test_nbclient_executes_a_notebook():
    book = notebook("const ONE = 1", STORE_BUFFERING, SEQUENTIAL.replace("store(1", "store(ONE"))
    NotebookClient(book, timeout=PATIENCE).execute()
    nbformat.validate(book)
    assert [cell.execution_count for cell in book.cells] == [1, 2, 3]
    for cell in book.cells[1:]:
        result = cell.outputs[-1]
        assert result.output_type == "execute_result" and "A.r1" in result.data["text/plain"]
    assert book.metadata.language_info.name == "memmodel"


def test_nbclient_stops_at_a_failing_cell():
    with pytest.raises(CellExecutionError, match="store_buffering|forbid"):
        NotebookClient(notebook(FAILING, STORE_BUFFERING), timeout=PATIENCE).execute()


def test_nbclient_goes_on_after_a_failing_cell_where_it_is_asked_to():
    book = notebook(FAILING, STORE_BUFFERING)
    NotebookClient(book, timeout=PATIENCE, allow_errors=True).execute()
    assert book.cells[0].outputs[-1].output_type == "error"
    assert book.cells[1].outputs[-1].output_type == "execute_result"


def test_nbclient_can_interrupt_a_cell_that_takes_too_long():
    book = notebook(HUGE, STORE_BUFFERING)
    NotebookClient(book, timeout=2, interrupt_on_timeout=True, allow_errors=True).execute()
    assert book.cells[1].outputs[-1].output_type == "execute_result"


@pytest.mark.parametrize("name", ["01-write-buffers.ipynb"])
def test_nbconvert_executes_the_bundled_notebook(name, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--output-dir", tmp_path,
         ROOT / "notebooks" / name],
        capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    executed = nbformat.read(tmp_path / name, as_version=4)
    nbformat.validate(executed)
    assert all(cell.outputs for cell in executed.cells if cell.cell_type == "code")


def test_a_restart_forgets_what_was_defined_and_a_shutdown_ends_the_process():
    manager, client = start_new_kernel(kernel_name="memmodel")
    try:
        use = "program p\natomic x\nthread A { x.store(N) }\nforbid (x != 3)"
        assert client.execute("const N = 3", reply=True, timeout=PATIENCE)["content"]["status"] == "ok"
        assert client.execute(use, reply=True, timeout=PATIENCE)["content"]["status"] == "ok"
        manager.restart_kernel()
        client.wait_for_ready(timeout=PATIENCE)
        reply = client.execute(use, reply=True, timeout=PATIENCE)["content"]
        assert reply["status"] == "error" and reply["execution_count"] == 1 and "N" in reply["evalue"]
        process = manager.provisioner.process
    finally:
        client.stop_channels()
        manager.shutdown_kernel()
    assert process.returncode == 0 and not manager.is_alive()


class Terminal:
    """A program in tmux, on a server of its own."""

    def __init__(self, directory: Path, command: list):
        self.tmux = [shutil.which("tmux") or "tmux", "-f", "/dev/null", "-S", str(directory / "tmux")]
        self.run("new-session", "-d", "-x", "100", "-y", "50", " ".join(map(str, command)))

    def run(self, *arguments) -> str:
        return subprocess.run([*self.tmux, *arguments], check=True, capture_output=True, text=True).stdout

    def type(self, *keys) -> None:
        self.run("send-keys", *keys)

    def screen(self) -> str:
        """What is to be seen, and what has been scrolled away."""
        return self.run("capture-pane", "-p", "-S", "-")

    def await_text(self, *texts: str, timeout: float = PATIENCE) -> str:
        end = time.monotonic() + timeout
        while True:
            screen = self.screen()
            if all(text in screen for text in texts):
                return screen
            assert time.monotonic() < end, f"waited for {texts}, saw:\n{screen}"
            time.sleep(0.1)

    def close(self) -> None:
        subprocess.run([*self.tmux, "kill-server"], check=False, capture_output=True)


@pytest.fixture
def console(tmp_path):
    terminal = Terminal(tmp_path, [sys.executable, "-m", "jupyter_console", "--kernel", "memmodel",
                                   "--ZMQTerminalInteractiveShell.kernel_timeout=60"])
    terminal.await_text("In [1]:")
    yield terminal
    terminal.close()


def test_a_cell_typed_into_jupyter_console_answers_with_its_table(console):
    assert "memmodel" in console.screen()
    # On one line, as a cell that fits there: Enter executes what is complete.
    console.type("-l", "atomic x, y; thread A { x.store(1, Relaxed); let r = y.load(Relaxed) }; "
                       "thread B { y.store(1, Relaxed); let s = x.load(Relaxed) }; exists (A.r == 0 && B.s == 0)")
    console.type("Enter")
    screen = console.await_text("Out[1]:", "In [2]:")
    assert "A.r" in screen and "B.s" in screen and "rc11" in screen
    console.type("-l", "const = 1")
    console.type("Enter")
    console.await_text("In [3]:")
    console.type("C-d")
    console.await_text("y")
    console.type("y")


def test_a_cell_of_several_lines_is_typed_into_jupyter_console_line_by_line(console):
    # As a person does: the console indents by itself, and the property ends the program.
    for line in filter(None, STORE_BUFFERING.splitlines()):
        console.type("-l", line.strip())
        console.await_text(line.strip())
        console.type("Enter")
    console.await_text("Out[1]:", "A.r1", "In [2]:")


def test_control_c_in_jupyter_console_ends_a_long_cell(console):
    console.type("-l", "program huge; atomic x, y; thread w[9] { x.store(id, Relaxed); y.store(id, Relaxed); "
                       "let r = x.load(Relaxed) }; observe x")
    console.type("Enter")
    time.sleep(2)
    assert "In [2]:" not in console.screen()
    console.type("C-c")
    console.await_text("In [2]:")
    console.type("-l", "%list")
    console.type("Enter")
    console.await_text("In [3]:")
