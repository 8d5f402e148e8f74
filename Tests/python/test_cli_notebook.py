"""`memmodel notebook`: batch execution without Python; nbformat is the judge of what it writes."""

import copy
import json
import signal
import subprocess
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import nbformat
import pytest

from programs import FAILING, HUGE, RACE, SEQUENTIAL, STORE_BUFFERING, TYPO

BUNDLED = Path(__file__).resolve().parents[2] / "notebooks"


def notebook(*cells):
    """Cells are sources, or (source, tag, …), or finished cells."""
    made = nbformat.v4.new_notebook(metadata={"kernelspec": {
        "display_name": "memmodel", "language": "memmodel", "name": "memmodel"}})
    for cell in cells:
        if isinstance(cell, nbformat.NotebookNode):
            made.cells.append(cell)
            continue
        source, *tags = (cell,) if isinstance(cell, str) else cell
        made.cells.append(nbformat.v4.new_code_cell(source, metadata={"tags": tags} if tags else {}))
    return made


@pytest.fixture
def save(tmp_path):
    def write(*cells, name="book.ipynb"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook(*cells), path)
        return path

    return write


def text_of(cell):
    return "".join(output.get("text", "") or output.get("data", {}).get("text/plain", "") or output.get("evalue", "")
                   for output in cell.outputs)


def test_the_bundled_notebooks_are_valid_and_execute(memmodel, tmp_path):
    for path in BUNDLED.glob("*.ipynb"):
        nbformat.validate(nbformat.read(path, as_version=4))
    done = memmodel("notebook", BUNDLED, "--output", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_bundled_notebooks_say_what_is_stored_in_them(memmodel):
    done = memmodel("notebook", "--check", BUNDLED)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_bundled_notebooks_are_written_as_nbformat_writes_them(memmodel):
    for path in BUNDLED.glob("*.ipynb"):
        assert path.read_text() == nbformat.writes(nbformat.read(path, as_version=4)) + "\n"


def test_cells_and_tables_and_timelines_are_printed(memmodel, save):
    prose = nbformat.v4.new_markdown_cell("# A *title*")
    done = memmodel("notebook", save(prose, "%%check --model tso\n" + STORE_BUFFERING))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "# A *title*" in done.stdout
    assert "In [1]: %%check" in done.stdout
    assert "A.r1" in done.stdout and "flag1.store(1" in done.stdout and "reaches memory" in done.stdout


def test_the_executed_notebook_is_valid_and_keeps_all_that_it_had(memmodel, save, tmp_path):
    raw = nbformat.v4.new_raw_cell("raw *text*", metadata={"raw_mimetype": "text/latex"})
    prose = nbformat.v4.new_markdown_cell("text", attachments={"a.png": {"image/png": "aGk="}})
    path = save(raw, prose, STORE_BUFFERING)
    before = nbformat.read(path, as_version=4)
    before.metadata["custom"] = {"deep": [1.0, None, "ü"]}
    nbformat.write(before, path)
    done = memmodel("notebook", path, "--output", tmp_path / "out")
    assert done.returncode == 0, done.stdout + done.stderr
    written = (tmp_path / "out" / "book.ipynb").read_text()
    after = nbformat.reads(written, as_version=4)
    nbformat.validate(after)
    assert written == nbformat.writes(after) + "\n"
    assert after.cells[2].execution_count == 1 and "A.r1" in text_of(after.cells[2])
    del after.metadata["language_info"]
    expected = copy.deepcopy(before)
    expected.cells[2].outputs, expected.cells[2].execution_count = after.cells[2].outputs, 1
    assert after == expected
    assert nbformat.read(path, as_version=4) == before, "the input is as it was"


def test_in_place_writes_where_it_read(memmodel, save):
    path = save(STORE_BUFFERING)
    assert memmodel("notebook", "--in-place", path).returncode == 0
    assert "A.r1" in text_of(nbformat.read(path, as_version=4).cells[0])


def test_a_second_execution_changes_nothing_but_times(memmodel, save):
    path = save(STORE_BUFFERING)
    memmodel("notebook", "--in-place", path)
    assert memmodel("notebook", "--check", path).returncode == 0


def test_check_finds_an_output_that_changed(memmodel, save):
    path = save(STORE_BUFFERING)
    memmodel("notebook", "--in-place", path)
    changed = nbformat.read(path, as_version=4)
    changed.cells[0].source = changed.cells[0].source.replace("Relaxed", "SeqCst").replace("exists", "forbid")
    nbformat.write(changed, path)
    done = memmodel("notebook", "--check", path)
    assert done.returncode == 1
    assert "cell 1" in done.stdout and "\n    - " in done.stdout and "\n    + " in done.stdout


def test_a_failing_cell_exits_with_1_and_stops_no_other(memmodel, save, tmp_path):
    path = save(FAILING, STORE_BUFFERING.replace("store_buffering", "later"))
    done = memmodel("notebook", path, "--output", tmp_path / "out")
    assert done.returncode == 1 and "cell 1" in done.stdout
    after = nbformat.read(tmp_path / "out" / "book.ipynb", as_version=4)
    assert after.cells[0].outputs[-1].output_type == "error"
    assert "later" in text_of(after.cells[1])


def test_a_cell_that_may_fail_may_fail(memmodel, save):
    assert memmodel("notebook", save((FAILING, "raises-exception"), (TYPO, "raises-exception"))).returncode == 0


def test_a_skipped_cell_is_not_executed(memmodel, save):
    assert memmodel("notebook", save((FAILING, "skip-execution"))).returncode == 0


def test_functions_and_constants_are_kept_for_later_cells(memmodel, save):
    path = save("const N = 3\nfn raise(flag) { flag.store(N, Relaxed) }",
                "program later\natomic x\nthread A { raise(x) }\nforbid (x != N)")
    done = memmodel("notebook", path)
    assert done.returncode == 0, done.stdout


def test_parameters_override_the_tagged_defaults(memmodel, save, tmp_path):
    program = "program sized\natomic x\nthread t[N] { x.fetch_add(1, Relaxed) }\nobserve x"
    path = save(("const N = 2", "parameters"), program)
    done = memmodel("notebook", path, "-p", "N", "4", "--output", tmp_path / "out")
    assert done.returncode == 0, done.stdout + done.stderr
    after = nbformat.read(tmp_path / "out" / "book.ipynb", as_version=4)
    nbformat.validate(after)
    assert [cell.source for cell in after.cells] == ["const N = 2", "const N = 4", program]
    assert after.cells[1].metadata.tags == ["injected-parameters"]
    assert "4" in text_of(after.cells[2])


def test_check_does_not_compare_the_cell_that_sets_parameters(memmodel, save):
    program = "program sized\natomic x\nthread t[N] { x.fetch_add(1, Relaxed) }\nobserve x"
    path = save(("const N = 4", "parameters"), program)
    memmodel("notebook", "--in-place", path)
    done = memmodel("notebook", "--check", path, "-p", "N", "4")
    assert done.returncode == 0, done.stdout + done.stderr
    assert memmodel("notebook", "--check", path, "-p", "N", "3").returncode == 1
    memmodel("notebook", "--in-place", path, "-p", "N", "3")
    assert memmodel("notebook", "--check", path).returncode == 0
    assert memmodel("notebook", "--check", path, "-p", "N", "3").returncode == 0


def test_a_negative_parameter_is_a_value_and_no_option(memmodel, save):
    path = save(("const N = 2", "parameters"), "program p\natomic x\nthread A { x.store(N) }\nforbid (x != -7)")
    assert memmodel("notebook", path, "-p", "N", "-7").returncode == 0


def test_an_unknown_parameter_is_warned_of(memmodel, save):
    done = memmodel("notebook", save(("const N = 2", "parameters"), SEQUENTIAL), "-p", "M", "4")
    assert done.returncode == 0 and "M" in done.stderr


def test_the_junit_report_has_a_test_case_for_each_code_cell(memmodel, save, tmp_path):
    path = save(STORE_BUFFERING, FAILING, (RACE, "skip-execution"))
    report = tmp_path / "report.xml"
    done = memmodel("notebook", path, tmp_path / "absent.ipynb", "--junit", report)
    assert done.returncode == 2
    suites = ElementTree.parse(report).getroot()
    assert (suites.get("tests"), suites.get("failures"), suites.get("errors"), suites.get("skipped")) == (
        "4", "1", "1", "1")
    kinds = [[child.tag for child in case] for case in suites.iter("testcase")]
    assert kinds == [[], ["failure"], ["skipped"], ["error"]]


def test_a_time_limit_exits_with_3(memmodel, save):
    start = time.monotonic()
    done = memmodel("notebook", "--timeout", "1", save(HUGE, STORE_BUFFERING))
    assert done.returncode == 3, done.stdout
    assert "store_buffering" in done.stdout, "the next cell is executed"
    assert time.monotonic() - start < 30


def test_an_interrupt_exits_with_3_and_leaves_the_file_alone(memmodel_path, save):
    path = save(HUGE, STORE_BUFFERING)
    before = path.read_bytes()
    process = subprocess.Popen([memmodel_path, "notebook", "--in-place", path], stdout=subprocess.PIPE, text=True)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 3
    assert path.read_bytes() == before


def test_directories_are_walked_and_keep_their_shape(memmodel, save, tmp_path):
    save(STORE_BUFFERING, name="books/one.ipynb")
    save(SEQUENTIAL, name="books/deep/two.ipynb")
    save(TYPO, name="books/.ipynb_checkpoints/one.ipynb")
    done = memmodel("notebook", tmp_path / "books", "--output", tmp_path / "out")
    assert done.returncode == 0, done.stdout + done.stderr
    written = sorted(str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*.ipynb"))
    assert written == ["deep/two.ipynb", "one.ipynb"]


@pytest.mark.parametrize("text, hint", [
    ("{\"cells\": [", "JSON"),
    ("[]", "nbformat"),
    (json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}), "nbconvert"),
    ("", "JSON"),
])
def test_what_is_no_notebook_exits_with_2_and_stops_no_other(memmodel, save, tmp_path, text, hint):
    bad = tmp_path / "bad.ipynb"
    bad.write_text(text)
    done = memmodel("notebook", bad, save(STORE_BUFFERING))
    assert done.returncode == 2
    assert "bad.ipynb" in done.stderr and hint in done.stderr
    assert "store_buffering" in done.stdout


def test_a_device_that_is_no_notebook_is_not_a_matter_of_permissions(memmodel):
    done = memmodel("notebook", "/dev/null")
    assert done.returncode == 2 and "JSON" in done.stderr and "permission" not in done.stderr


def test_a_notebook_for_another_kernel_is_refused_by_name_and_left_out_in_a_directory(memmodel, save, tmp_path):
    path = save(STORE_BUFFERING, name="books/python.ipynb")
    save(STORE_BUFFERING, name="books/ours.ipynb")
    foreign = nbformat.read(path, as_version=4)
    foreign.metadata.kernelspec.name = "python3"
    nbformat.write(foreign, path)
    done = memmodel("notebook", path)
    assert done.returncode == 2 and "python3" in done.stderr
    done = memmodel("notebook", tmp_path / "books")
    assert done.returncode == 0 and "python3" in done.stderr and "ours.ipynb" in done.stdout


@pytest.mark.parametrize("arguments, hint", [
    ([], "paths"), (["x.ipynb", "--output", "o", "--in-place"], "--in-place"), (["x.ipynb", "-p", "N"], "N"),
    (["x.ipynb", "-p", "1N", "2"], "1N"), (["x.ipynb", "-p", "N", "many"], "many"),
    (["x.ipynb", "--timeout", "soon"], "soon"), (["absent.ipynb"], "absent.ipynb"),
])
def test_bad_arguments_exit_with_2(memmodel, arguments, hint):
    done = memmodel("notebook", *arguments)
    assert done.returncode == 2 and hint in done.stderr


def test_a_directory_without_notebooks_exits_with_2(memmodel, tmp_path):
    done = memmodel("notebook", tmp_path)
    assert done.returncode == 2 and "no notebook" in done.stderr


def test_a_report_that_cannot_be_written_exits_with_2(memmodel, save, tmp_path):
    done = memmodel("notebook", save(STORE_BUFFERING), "--junit", tmp_path / "no" / "such" / "report.xml")
    assert done.returncode == 2 and "report.xml" in done.stderr
