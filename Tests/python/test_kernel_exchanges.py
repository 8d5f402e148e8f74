"""What a client relies on beyond the order of messages: whose they are, what they show meanwhile, what may be sent."""

from __future__ import annotations

import json
import subprocess
import threading
import uuid

import pytest
from kernel_connections import StandardStreams, ZeroMQ, kinds, published
from programs import HUGE, STORE_BUFFERING, TYPO


@pytest.fixture(params=["zeromq", "stdio"])
def kernel(request, memmodel_path, tmp_path):
    connection = StandardStreams(memmodel_path) if request.param == "stdio" else ZeroMQ(memmodel_path, tmp_path)
    yield connection
    connection.close()


@pytest.fixture
def streams(memmodel_path):
    connection = StandardStreams(memmodel_path)
    yield connection
    connection.close()


def request_line(kind, content=None, channel="shell", **header):
    whole = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": "s", "username": "u", "version": "5.4", **header}
    return whole, json.dumps({"channel": channel, "header": whole, "content": content or {}}) + "\n"


# Whose a message is.


@pytest.mark.parametrize("kind, content, channel", [
    ("kernel_info_request", {}, "shell"),
    ("kernel_info_request", {}, "control"),
    ("execute_request", {"code": STORE_BUFFERING}, "shell"),
    ("execute_request", {"code": TYPO}, "shell"),
    ("interrupt_request", {}, "control"),
    ("comm_info_request", {}, "shell"),
])
def test_parent_headers_are_the_requests_to_the_letter(streams, kind, content, channel):
    # Members and spellings that the kernel has no use for.
    header, line = request_line(kind, content, channel, date="2026-01-31T12:00:00.000001+02:00", mine={"n": 1.50})
    streams.write(line)
    messages = streams.answers(header["msg_id"])
    assert all(message["parent_header"] == header for message in messages)
    identifiers = [message["header"]["msg_id"] for message in messages]
    assert len(set(identifiers)) == len(identifiers)
    assert {message["header"]["version"] for message in messages} == {"5.4"}


# What is shown.


def test_a_directives_line_counts_in_the_place_of_an_error(kernel):
    reply, messages = kernel.execute("%%check --model sc\n" + TYPO)
    assert kinds(messages) == ["execute_input", "error"]
    traceback = "\n".join(reply["traceback"])
    line = "4 | thread A { x.stroe(1, Relaxed) }"
    assert line in traceback
    marked = next(text for text in traceback.splitlines() if "^" in text)
    assert marked.index("^") == line.index("stroe")


def test_a_failing_cell_shows_its_table_before_its_error(kernel):
    reply, messages = kernel.execute(STORE_BUFFERING.replace("exists", "forbid"))
    assert kinds(messages) == ["execute_input", "display_data", "error"]
    assert "✗ forbid" in messages[1]["content"]["data"]["text/plain"]
    assert "<table" in messages[1]["content"]["data"]["text/html"]
    assert reply["status"] == "error"


def test_progress_is_renewed_in_one_display_and_taken_away(kernel):
    _, messages = kernel.execute("%%check --timeout 4s\n" + HUGE)
    order = kinds(messages)
    displays = [m for m in messages if m["content"].get("transient", {}).get("display_id")]
    assert len({m["content"]["transient"]["display_id"] for m in displays}) == 1
    # In 4 seconds: the display after the first one, then at most one renewal a second.
    assert order.count("update_display_data") in range(1, 5)
    assert "execution" in displays[0]["content"]["data"]["text/plain"]
    cleared = order.index("clear_output")
    assert all(place < cleared for place, kind in enumerate(order) if kind == "update_display_data")
    assert "PARTIAL" in messages[-2]["content"]["data"]["text/plain"]


def test_an_interrupted_exploration_shows_what_it_has_and_says_that_it_is_a_part(kernel):
    cell = kernel.send("shell", "execute_request", {"code": HUGE})
    kernel.until(lambda messages: "execute_input" in kinds(messages))
    interrupt = kernel.send("control", "interrupt_request")
    messages = kernel.answers(cell, interrupt)
    mine = [m for m in messages if m["parent_header"]["msg_id"] == cell]
    shown = [m for m in mine if m["header"]["msg_type"] == "display_data"]
    assert "PARTIAL" in shown[-1]["content"]["data"]["text/plain"]
    (reply,) = [m["content"] for m in mine if m["channel"] == "shell"]
    assert reply["status"] == "error"
    assert kernel.execute(STORE_BUFFERING)[0]["status"] == "ok"


def test_an_interrupt_ends_a_run_on_real_threads(kernel):
    cell = kernel.send("shell", "execute_request", {"code": "%%run --iterations 900G\n" + STORE_BUFFERING})
    kernel.until(lambda messages: "execute_input" in kinds(messages))
    interrupt = kernel.send("control", "interrupt_request")
    replies = [m["content"]["status"] for m in kernel.answers(cell, interrupt) if m["channel"] == "shell"]
    assert replies == ["error"]
    assert kernel.execute(STORE_BUFFERING)[0]["status"] == "ok"


def test_functions_constants_and_programs_are_there_in_later_cells(kernel):
    assert kernel.execute("const N = 2\nfn raise(flag) { flag.store(N, Relaxed) }")[0]["status"] == "ok"
    later = "program later\natomic x\nthread A { raise(x) }\nforall (x == 2)"
    assert kernel.execute(later)[0]["status"] == "ok"
    _, messages = kernel.execute("%check later --model sc")
    assert "later under sc" in messages[1]["content"]["data"]["text/plain"]


# What may be sent.


@pytest.mark.parametrize("kind, content", [
    ("complete_request", {"code": "pro", "cursor_pos": 10**9}),
    ("complete_request", {"code": "pro", "cursor_pos": -4}),
    ("inspect_request", {"code": "", "cursor_pos": 5}),
    ("inspect_request", {"code": "𝕩", "cursor_pos": 1, "detail_level": 9}),
    ("history_request", {"hist_access_type": "range", "session": 7, "start": -9, "stop": 10**12}),
    ("history_request", {"hist_access_type": "tail", "n": -1}),
    ("execute_request", {"code": "%%check --unroll 99999999999999999999\n" + STORE_BUFFERING}),
    ("execute_request", {"code": "(" * 50_000}),
    ("execute_request", {"code": "\u0000\u001b[31m"}),
])
def test_extreme_requests_are_answered(kernel, kind, content):
    reply, _ = kernel.ask("shell", kind, content)
    assert reply["status"] in ("ok", "error")
    assert kernel.execute(STORE_BUFFERING)[0]["status"] == "ok"


@pytest.mark.parametrize("length", [1, 31, 32, 33, 64, 65, 300])
def test_keys_may_have_any_length(memmodel_path, tmp_path, length):
    kernel = ZeroMQ(memmodel_path, tmp_path, key=b"k" * length)
    try:
        assert kernel.ask("shell", "kernel_info_request")[0]["status"] == "ok"
    finally:
        kernel.close()


def test_lines_may_come_in_pieces_and_several_at_once(streams):
    first, second = (request_line("kernel_info_request") for _ in range(2))
    text = first[1] + second[1]
    for start in range(0, len(text), 50):
        streams.write(text[start:start + 50])
    messages = streams.answers(first[0]["msg_id"], second[0]["msg_id"])
    assert [m["parent_header"] for m in messages if m["channel"] == "shell"] == [first[0], second[0]]


def test_empty_lines_are_nothing(streams):
    streams.write("\n   \r\n\t\n")
    streams.await_idle()
    assert streams.complaints.empty()


def test_a_client_that_writes_much_before_it_reads_blocks_nobody(memmodel_path):
    # Far more than pipes hold, in both directions: nobody reads while the requests are written.
    requests = [request_line("execute_request", {"code": STORE_BUFFERING}) for _ in range(300)]
    process = subprocess.Popen([memmodel_path, "kernel", "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    written = threading.Event()

    def write():
        process.stdin.write("".join(line for _, line in requests).encode())
        process.stdin.close()
        written.set()

    threading.Thread(target=write, daemon=True).start()
    try:
        assert written.wait(60), "the kernel stopped reading"
        messages = [json.loads(line) for line in process.stdout]
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.stdout.close()
    replies = [m for m in messages if m["header"]["msg_type"] == "execute_reply"]
    assert [m["parent_header"]["msg_id"] for m in replies] == [header["msg_id"] for header, _ in requests]
    assert all(m["content"]["status"] == "ok" for m in replies)
    last = [m for m in messages if m["parent_header"].get("msg_id") == requests[-1][0]["msg_id"]]
    assert kinds(published(last)) == ["execute_input", "execute_result"]
