"""The kernel's side of Jupyter's messaging protocol, over both of its transports."""

import json
import signal
import time

import pytest

from kernel_connections import StandardStreams, ZeroMQ, kinds, published
from programs import FAILING, HUGE, STORE_BUFFERING, TYPO


@pytest.fixture(params=["zeromq", "stdio"])
def kernel(request, memmodel_path, tmp_path):
    connection = StandardStreams(memmodel_path) if request.param == "stdio" else ZeroMQ(memmodel_path, tmp_path)
    yield connection
    connection.close()


def busy_with_a_long_cell(kernel, **options) -> str:
    """Starts a cell that ends when it is interrupted, and waits until it is executed."""
    cell = kernel.send("shell", "execute_request", {"code": HUGE, **options})
    kernel.until(lambda messages: "execute_input" in kinds(messages))
    return cell


def test_the_kernel_says_what_it_is(kernel):
    for channel in ("shell", "control"):
        info, publications = kernel.ask(channel, "kernel_info_request")
        assert publications == []
        assert info["status"] == "ok" and info["protocol_version"] == "5.4"
        assert info["implementation"] == "memmodel" and "memmodel" in info["banner"]
        assert info["language_info"]["name"] == "memmodel"
        assert info["language_info"]["file_extension"] == ".memmodel"
        assert all(link["url"].startswith("https://") for link in info["help_links"])


def test_a_cell_is_answered_in_the_order_of_the_protocol(kernel):
    request = kernel.send("shell", "execute_request", {"code": STORE_BUFFERING})
    messages = kernel.answers(request)
    publications = published(messages)
    assert kinds(publications)[0] == "execute_input" and "execute_result" in kinds(publications)
    assert publications[0]["content"] == {"code": STORE_BUFFERING, "execution_count": 1}
    (result,) = [m["content"] for m in publications if m["header"]["msg_type"] == "execute_result"]
    assert result["execution_count"] == 1
    assert "A.r1" in result["data"]["text/plain"] and "<table" in result["data"]["text/html"]
    (reply,) = [m for m in messages if m["channel"] == "shell"]
    assert reply["header"]["msg_type"] == "execute_reply"
    assert reply["content"] == {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}
    assert all(m["parent_header"]["msg_id"] == request for m in messages)
    if isinstance(kernel, StandardStreams):
        assert kinds(messages)[-2:] == ["execute_reply", "status"]


def test_a_failing_cell_publishes_its_error_and_replies_with_the_same(kernel):
    reply, publications = kernel.execute(TYPO)
    assert kinds(publications) == ["execute_input", "error"]
    error = publications[-1]["content"]
    assert reply["status"] == "error" and reply["execution_count"] == 1
    assert error["ename"] and "stroe" in "\n".join(error["traceback"])
    assert {key: reply[key] for key in error} == error
    reply, publications = kernel.execute(FAILING)
    assert reply["status"] == "error" and reply["execution_count"] == 2 and kinds(publications)[-1] == "error"


def test_what_is_not_to_be_stored_is_not_counted(kernel):
    assert kernel.execute("const N = 1", store_history=False)[0]["execution_count"] == 1
    assert kernel.execute("const N = 2")[0]["execution_count"] == 1
    assert kernel.execute("const N = 3")[0]["execution_count"] == 2
    assert kernel.execute("  \n")[0] == {"status": "ok", "execution_count": 3, "payload": [], "user_expressions": {}}
    history, _ = kernel.ask("shell", "history_request", {"hist_access_type": "tail", "n": 9, "output": False,
                                                         "raw": True})
    assert history["history"] == [[1, 1, "const N = 2"], [1, 2, "const N = 3"]]


@pytest.mark.parametrize("code, status", [(STORE_BUFFERING, "ok"), (TYPO, "error")])
def test_a_silent_cell_publishes_nothing_and_is_not_counted(kernel, code, status):
    reply, publications = kernel.execute(code, silent=True)
    assert reply["status"] == status and publications == []
    assert kernel.execute("const N = 2")[0]["execution_count"] == 1


def test_expressions_are_answered_one_by_one(kernel):
    reply, _ = kernel.execute("const N = 1", user_expressions={"a": "N", "b": "N + 1"})
    assert reply["status"] == "ok" and set(reply["user_expressions"]) == {"a", "b"}
    for expression in reply["user_expressions"].values():
        assert expression["status"] == "error" and expression["ename"] and expression["evalue"]


def test_an_error_aborts_the_cells_that_wait_but_not_other_requests(kernel):
    cells = [kernel.send("shell", "execute_request", {"code": code}) for code in (TYPO, "const N = 1", "const M = 1")]
    other = kernel.send("shell", "is_complete_request", {"code": "const N = 1"})
    messages = kernel.answers(*cells, other)
    replies = {m["parent_header"]["msg_id"]: m["content"] for m in messages if m["channel"] == "shell"}
    assert [replies[cell]["status"] for cell in cells] == ["error", "aborted", "aborted"]
    assert replies[other]["status"] == "complete"
    for aborted in cells[1:]:
        assert published([m for m in messages if m["parent_header"]["msg_id"] == aborted]) == []
    assert kernel.execute("const N = 1")[0]["status"] == "ok", "what comes after the error's reply is executed"


def test_an_error_aborts_nothing_where_the_client_says_so(kernel):
    first = kernel.send("shell", "execute_request", {"code": TYPO, "stop_on_error": False})
    second = kernel.send("shell", "execute_request", {"code": "const N = 1"})
    messages = kernel.answers(first, second)
    assert [m["content"]["status"] for m in messages if m["channel"] == "shell"] == ["error", "ok"]


def test_cells_are_executed_in_the_order_of_their_coming(kernel):
    cells = [kernel.send("shell", "execute_request", {"code": f"const N{i} = {i}"}) for i in range(50)]
    messages = kernel.answers(*cells)
    assert [m["parent_header"]["msg_id"] for m in messages if m["channel"] == "shell"] == cells
    states = [m["content"]["execution_state"] for m in messages if m["header"]["msg_type"] == "status"]
    assert states == ["busy", "idle"] * 50


def test_completeness_completion_and_inspection_are_answered(kernel):
    reply, publications = kernel.ask("shell", "is_complete_request", {"code": "thread A {"})
    assert reply["status"] == "incomplete" and publications == []
    code = "atomic x\nthread A { x.fetch_a"
    reply, _ = kernel.ask("shell", "complete_request", {"code": code, "cursor_pos": len(code)})
    assert reply["status"] == "ok" and any("fetch_add" in match for match in reply["matches"])
    code = "atomic x\nthread A { x.store(1, Release) }"
    reply, _ = kernel.ask("shell", "inspect_request", {"code": code, "cursor_pos": code.index("Rel") + 2,
                                                       "detail_level": 0})
    assert reply["status"] == "ok" and reply["found"] and reply["data"]["text/plain"]


def test_the_history_is_answered_by_tail_range_and_pattern(kernel):
    codes = ["const A = 1", STORE_BUFFERING, "const B = 1", "const A = 1"]
    for code in codes:
        kernel.execute(code)

    def history(kind, output=False, **options):
        content = {"hist_access_type": kind, "output": output, "raw": True, **options}
        return kernel.ask("shell", "history_request", content)[0]["history"]

    assert [entry[1:] for entry in history("tail", n=2)] == [[3, codes[2]], [4, codes[3]]]
    assert [entry[1:] for entry in history("range", session=0, start=1, stop=3)] == [[1, codes[0]], [2, codes[1]]]
    assert history("range", session=77, start=1, stop=3) == []
    assert [entry[1] for entry in history("search", pattern="const*")] == [1, 3, 4]
    assert [entry[1] for entry in history("search", pattern="const ? = 1", unique=True)] == [3, 4]
    assert [entry[1] for entry in history("search", pattern="const*", n=1)] == [4]
    assert history("search", pattern="const") == []
    ((_, _, (code, output)),) = history("range", output=True, session=0, start=2, stop=3)
    assert code == STORE_BUFFERING and "A.r1" in output


def test_comms_are_refused(kernel):
    reply, _ = kernel.ask("shell", "comm_info_request")
    assert reply == {"status": "ok", "comms": {}}
    opening = kernel.send("shell", "comm_open", {"comm_id": "c1", "target_name": "t", "data": {}})
    (closing,) = published(kernel.answers(opening, replies=0))
    assert closing["header"]["msg_type"] == "comm_close" and closing["content"]["comm_id"] == "c1"


@pytest.mark.parametrize("channel", ["shell", "control"])
def test_an_unknown_request_is_ignored(kernel, channel):
    unknown = kernel.send(channel, "frobnicate_request")
    assert published(kernel.answers(unknown, replies=0)) == []
    assert kernel.execute("const N = 1")[0]["status"] == "ok"


@pytest.mark.parametrize("kind, content, hint", [
    ("execute_request", {}, "code"), ("execute_request", {"code": 7}, "code"), ("complete_request", {}, "code"),
    ("history_request", {"hist_access_type": "all"}, "tail"),
])
def test_a_request_without_what_it_needs_is_answered_by_an_error_that_says_so(kernel, kind, content, hint):
    reply, _ = kernel.ask("shell", kind, content)
    assert reply["status"] == "error" and hint in reply["evalue"] and reply["ename"] and reply["traceback"] == []


def test_there_is_no_debugger_and_it_says_so(kernel):
    reply, _ = kernel.ask("control", "debug_request", {"type": "request", "command": "initialize", "seq": 3})
    assert reply["status"] == "error" and reply["success"] is False
    assert (reply["request_seq"], reply["command"]) == (3, "initialize")


def test_control_is_answered_while_a_cell_is_executed(kernel):
    busy_with_a_long_cell(kernel)
    assert kernel.ask("control", "kernel_info_request")[0]["status"] == "ok"
    kernel.ask("control", "interrupt_request")


def test_an_interrupt_ends_the_cell_at_once_and_aborts_those_that_wait(kernel):
    cell = busy_with_a_long_cell(kernel)
    waiting = kernel.send("shell", "execute_request", {"code": "const N = 1"})
    start = time.monotonic()
    interrupt = kernel.send("control", "interrupt_request")
    messages = kernel.answers(cell, waiting, interrupt)
    assert time.monotonic() - start < 10, "a hang, no measurement"
    replies = {m["parent_header"]["msg_id"]: m["content"] for m in messages if m["channel"] != "iopub"}
    assert replies[interrupt] == {"status": "ok"}
    assert replies[cell]["execution_count"] == 1 and replies[waiting]["status"] == "aborted"
    assert kernel.execute("const N = 1")[0]["status"] == "ok"


def test_an_interrupt_of_an_idle_kernel_does_nothing(kernel):
    assert kernel.ask("control", "interrupt_request")[0] == {"status": "ok"}
    kernel.process.send_signal(signal.SIGINT)
    time.sleep(0.2)
    assert kernel.execute("const N = 1")[0]["status"] == "ok"


def test_the_interrupt_signal_interrupts_and_does_not_kill(kernel):
    cell = busy_with_a_long_cell(kernel)
    kernel.process.send_signal(signal.SIGINT)
    (reply,) = [m["content"] for m in kernel.until(lambda messages: "execute_reply" in kinds(messages))
                if m["header"]["msg_type"] == "execute_reply"]
    assert reply["execution_count"] == 1 and cell
    assert kernel.execute("const N = 1")[0]["status"] == "ok"


@pytest.mark.parametrize("channel", ["control", "shell"])
@pytest.mark.parametrize("restart", [False, True])
def test_a_shutdown_is_replied_to_on_its_channel_and_ends_the_process_well(kernel, channel, restart):
    kernel.await_idle()
    messages = kernel.answers(kernel.send(channel, "shutdown_request", {"restart": restart}))
    (reply,) = [m for m in messages if m["channel"] == channel]
    assert reply["header"]["msg_type"] == "shutdown_reply"
    assert reply["content"] == {"status": "ok", "restart": restart}
    assert kernel.process.wait(timeout=30) == 0


def test_a_shutdown_ends_the_cell_that_is_executed(kernel):
    cell = busy_with_a_long_cell(kernel)
    waiting = kernel.send("shell", "execute_request", {"code": "const N = 1"})
    messages = kernel.answers(cell, waiting, kernel.send("control", "shutdown_request", {"restart": False}))
    replies = [m["header"]["msg_type"] for m in messages if m["channel"] != "iopub"]
    assert replies == ["execute_reply", "execute_reply", "shutdown_reply"]
    assert kernel.process.wait(timeout=30) == 0


def test_the_termination_signal_ends_the_process_well(kernel):
    busy_with_a_long_cell(kernel)
    kernel.process.send_signal(signal.SIGTERM)
    assert kernel.process.wait(timeout=30) == 0


# Standard input and output.


@pytest.fixture
def streams(memmodel_path):
    connection = StandardStreams(memmodel_path)
    yield connection
    connection.close()


def test_the_kernel_says_that_it_starts(streams):
    first = streams.receive()
    assert first["header"]["msg_type"] == "status" and first["content"] == {"execution_state": "starting"}
    assert first["parent_header"] == {}


@pytest.mark.parametrize("line, hint", [
    ("garbage", "JSON"), ("{", "JSON"), ("[1]", "object"), ("{}", "channel"),
    (json.dumps({"channel": "shell", "header": {"msg_id": "1"}}), "msg_type"),
])
def test_a_malformed_line_is_reported_and_stops_nothing(streams, line, hint):
    streams.write(line + "\n")
    assert hint in streams.complaints.get(timeout=60)
    assert streams.execute("const N = 1")[0]["status"] == "ok"


def test_the_end_of_the_input_ends_the_kernel_after_its_answers(streams):
    cells = [streams.send("shell", "execute_request", {"code": f"const N{i} = 1"}) for i in range(20)]
    streams.process.stdin.close()
    assert len([m for m in streams.answers(*cells) if m["channel"] == "shell"]) == 20
    assert streams.process.wait(timeout=30) == 0


def test_a_client_that_went_away_leaves_no_kernel_behind(streams):
    busy_with_a_long_cell(streams)
    streams.send("control", "interrupt_request")
    streams.process.stdin.close()
    assert streams.process.wait(timeout=30) == 0
