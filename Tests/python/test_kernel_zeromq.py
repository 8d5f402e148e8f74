"""What only the ZeroMQ transport has: signatures, sockets, connection files; and how the kernel's life ends."""

import json
import os
import queue
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kernel_connections import ZeroMQ, is_idle, kinds, published
from programs import HUGE, STORE_BUFFERING


@pytest.fixture
def kernel(memmodel_path, tmp_path):
    connection = ZeroMQ(memmodel_path, tmp_path)
    yield connection
    connection.close()


def test_the_outputs_of_a_first_cell_wait_for_a_client_whose_iopub_connects_last(memmodel_path, tmp_path):
    connection = ZeroMQ(memmodel_path, tmp_path, attaches=False)
    try:
        # ZeroMQ tries again and again on each socket by itself, so that any of them can be the last.
        connection.sockets["shell"].connect(connection.address("shell"))
        cell = connection.send("shell", "execute_request", {"code": STORE_BUFFERING})
        time.sleep(0.4)
        connection.sockets["iopub"].connect(connection.address("iopub"))
        assert "execute_result" in kinds(published(connection.answers(cell)))
    finally:
        connection.close()


def test_a_client_without_iopub_is_answered_all_the_same(memmodel_path, tmp_path):
    connection = ZeroMQ(memmodel_path, tmp_path, attaches=False)
    try:
        connection.sockets["shell"].connect(connection.address("shell"))
        connection.send("shell", "execute_request", {"code": STORE_BUFFERING})
        assert connection.receive()["content"]["status"] == "ok"
    finally:
        connection.close()


def expect_silence(kernel, channel, frames):
    """Nothing is said to a message that is dropped; the kernel lives on and answers the next one first."""
    kernel.sockets[channel].send_multipart(frames)
    request = kernel.send(channel, "kernel_info_request")
    messages = kernel.until(lambda messages: "kernel_info_reply" in kinds(messages) and any(map(is_idle, messages)))
    assert {m["parent_header"].get("msg_id") for m in messages} == {request}


@pytest.mark.parametrize("channel", ["shell", "control"])
@pytest.mark.parametrize("frame", [1, 2, 3, 4, 5])
def test_a_message_that_was_tampered_with_is_ignored(kernel, channel, frame):
    frames = kernel.signed("shutdown_request", {"restart": False})
    changed = bytearray(frames[frame])
    changed[len(changed) // 2] ^= 1
    frames[frame] = bytes(changed)
    expect_silence(kernel, channel, frames)


@pytest.mark.parametrize("signature", [b"", b"0" * 64, b"\xff" * 64, b"x"])
def test_a_message_with_another_signature_is_ignored(kernel, signature):
    frames = kernel.signed("shutdown_request", {"restart": False})
    frames[1] = signature
    expect_silence(kernel, "control", frames)


@pytest.mark.parametrize("frames", [[b""], [b"<IDS|MSG>"], [b"a", b"b"], [b"<IDS|MSG>", b"s", b"{}"],
                                    [b"\xff" * 100_000], [b"<IDS|MSG>"] * 20])
def test_garbage_is_ignored(kernel, frames):
    expect_silence(kernel, "shell", frames)


def test_a_signed_message_is_taken_once(kernel):
    frames = kernel.signed("execute_request", {"code": "const N = 1"})
    kernel.sockets["shell"].send_multipart(frames)
    kernel.until(lambda messages: "execute_reply" in kinds(messages))
    kernel.await_idle()
    expect_silence(kernel, "shell", frames)


def test_without_a_key_nothing_is_signed(memmodel_path, tmp_path):
    kernel = ZeroMQ(memmodel_path, tmp_path, key=b"")
    try:
        assert kernel.execute("const N = 1")[0]["status"] == "ok"
        frames = kernel.signed("kernel_info_request", {})
        assert frames[1] == b""
    finally:
        kernel.close()


def test_sockets_may_be_files(memmodel_path, tmp_path):
    kernel = ZeroMQ(memmodel_path, tmp_path, transport="ipc")
    try:
        assert "execute_result" in kinds(kernel.execute(STORE_BUFFERING)[1])
    finally:
        kernel.close()


def test_the_heart_beats_while_a_cell_is_executed(kernel):
    kernel.send("shell", "execute_request", {"code": HUGE})
    kernel.until(lambda messages: "execute_input" in kinds(messages))
    for beat in (b"ping", b"", b"\0" * 1000):
        kernel.sockets["hb"].send(beat)
        assert kernel.sockets["hb"].poll(30_000) and kernel.sockets["hb"].recv() == beat
    kernel.ask("control", "interrupt_request")


def test_each_client_gets_its_own_replies_and_everybody_the_publications(kernel):
    other = kernel.another_client()
    try:
        mine = kernel.send("shell", "execute_request", {"code": "const N = 1"})
        theirs = other.send("shell", "execute_request", {"code": "const M = 1"})
        for client, request, foreign in ((kernel, mine, theirs), (other, theirs, mine)):
            idle = {mine, theirs}
            messages = []
            while idle or "execute_reply" not in kinds(messages):
                message = client.receive()
                messages.append(message)
                if message["content"].get("execution_state") == "idle":
                    idle.discard(message["parent_header"].get("msg_id"))
            replies = [m for m in messages if m["channel"] == "shell"]
            assert [m["parent_header"]["msg_id"] for m in replies] == [request]
            assert foreign in {m["parent_header"].get("msg_id") for m in messages if m["channel"] == "iopub"}
    finally:
        other.detach()


def test_a_client_that_comes_late_is_welcomed_and_served(kernel):
    kernel.execute("const N = 3")
    late = kernel.another_client()
    try:
        code = "program p\natomic x\nthread A { x.store(N) }\nforbid (x != 3)"
        assert late.execute(code)[0]["status"] == "ok"
    finally:
        late.detach()


def test_publications_have_topics(kernel):
    request = kernel.send("shell", "execute_request", {"code": STORE_BUFFERING})
    for message in published(kernel.answers(request)):
        (topic,) = message["identities"]
        assert topic.decode().endswith(message["header"]["msg_type"])


def test_connect_request_tells_the_ports(kernel):
    reply, _ = kernel.ask("shell", "connect_request")
    for port in ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port"):
        assert reply[port] == kernel.ports[port]


def test_large_messages_arrive_whole(kernel):
    code = "// " + "long " * 400_000 + "\n" + STORE_BUFFERING
    _, publications = kernel.execute(code)
    assert publications[0]["content"]["code"] == code and "execute_result" in kinds(publications)


def test_everything_has_left_before_the_process_ends(kernel):
    # The reply, the publication of it and the last idle are said right before the end.
    for _ in range(20):
        kernel.send("shell", "kernel_info_request")
    request = kernel.send("control", "shutdown_request", {"restart": True})
    assert kernel.process.wait(timeout=30) == 0
    assert kinds(published(kernel.answers(request))) == ["shutdown_reply"]


# How a kernel is started and how it ends.


@pytest.mark.parametrize("change, hint", [
    ({"shell_port": None}, "shell_port"), ({"key": None}, "key"), ({"hb_port": 99999}, "hb_port"),
    ({"signature_scheme": "hmac-md5"}, "hmac-md5"), ({"transport": "udp"}, "udp"), ({"ip": "256.0.0.1"}, "256.0.0.1"),
])
def test_a_bad_connection_file_exits_with_2_and_says_why(memmodel, kernel, tmp_path, change, hint):
    content = json.loads(Path(kernel.file).read_text()) | change
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps({name: value for name, value in content.items() if value is not None}))
    done = memmodel("kernel", "--connection-file", bad, timeout=30)
    assert done.returncode == 2 and hint in done.stderr and "Fatal" not in done.stderr


def test_ports_that_are_taken_exit_with_2(memmodel, kernel):
    done = memmodel("kernel", "--connection-file", kernel.file, timeout=30)
    assert done.returncode == 2 and str(kernel.ports["ip"]) in done.stderr
    assert kernel.execute("const N = 1")[0]["status"] == "ok"


@pytest.mark.parametrize("arguments", [[], ["--connection-file", "/no/such/file.json"], ["--stdio",
                                       "--connection-file", "x"], ["--stdio", "--log-level", "loud"]])
def test_bad_arguments_exit_with_2(memmodel, arguments):
    done = memmodel("kernel", *arguments, timeout=30)
    assert done.returncode == 2 and done.stdout == "" and done.stderr


def test_a_kernel_ends_when_the_client_that_started_it_is_killed(memmodel_path, tmp_path):
    program = f"""
import os, pathlib, subprocess, sys, time
sys.path.insert(0, {str(Path(__file__).parent)!r})
from kernel_connections import ZeroMQ
os.environ["JPY_PARENT_PID"] = str(os.getpid())
kernel = ZeroMQ(pathlib.Path({str(memmodel_path)!r}), pathlib.Path({str(tmp_path)!r}))
kernel.await_idle()
print(kernel.process.pid, flush=True)
time.sleep(600)
"""
    client = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    pid = int(client.stdout.readline())
    client.kill()
    client.wait()
    client.stdout.close()
    end = time.monotonic() + 30
    while is_running(pid):
        assert time.monotonic() < end, "the kernel is still there"
        time.sleep(0.1)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_nothing_more_is_said_of_a_dropped_message_than_a_warning(kernel):
    frames = kernel.signed("kernel_info_request", {})
    frames[1] = b"0" * 64
    expect_silence(kernel, "shell", frames)
    os.set_blocking(kernel.process.stderr.fileno(), False)
    assert b"signature" in kernel.process.stderr.read()
    with pytest.raises(queue.Empty):
        kernel.receive(timeout=0.2)
