"""`memmodel types`: which of Rust's types are Send, which are Sync, and why."""

import json

import pytest

SHARED = """struct Shared { data: Rc<RefCell<i32>> }
Arc<Mutex<i32>>: Send + Sync
&Cell<i32>
"""


def test_each_type_has_its_row_and_its_reasons(memmodel):
    done = memmodel("types", "-", stdin=SHARED)
    assert done.returncode == 0, done.stderr
    rows = {line.split()[0]: line.split()[-2:] for line in done.stdout.split("\n\n")[0].splitlines()[1:]}
    assert rows["Shared"] == ["no", "no"] and rows["Arc<Mutex<i32>>"] == ["yes", "yes"]
    assert "Shared.data" in done.stdout and "reference count" in done.stdout


def test_a_claim_that_is_not_so_exits_with_1(memmodel):
    done = memmodel("types", "-", stdin="Rc<i32>: Send\n")
    assert done.returncode == 1 and "the text says so" in done.stdout


def test_a_text_that_is_no_rust_exits_with_2_and_says_where(memmodel):
    done = memmodel("types", "-", stdin="struct S(")
    assert done.returncode == 2 and "standard input:1:10" in done.stderr and done.stdout == ""


def test_json_is_for_programs(memmodel):
    done = memmodel("types", "--format", "json", "-", stdin=SHARED)
    assert done.returncode == 0
    types = {entry["type"]: entry for entry in map(json.loads, done.stdout.splitlines())}
    assert (types["Shared"]["send"]["status"], types["Arc<Mutex<i32>>"]["sync"]["status"]) == ("no", "yes")


@pytest.mark.parametrize("text", [SHARED, "Rc<i32>: Send\n"])
def test_ascii_is_ascii(memmodel, text):
    assert memmodel("types", "--ascii", "-", stdin=text).stdout.isascii()
