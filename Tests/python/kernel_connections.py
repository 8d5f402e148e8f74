"""A kernel's process and a client of it, over either of its transports, with one interface for both."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
import time
import uuid

import zmq
from jupyter_client.connect import write_connection_file
from jupyter_client.session import Session

# No answer takes that long, but for one that never comes.
PATIENCE = 60


class Connection:
    """What both transports have in common."""

    process: subprocess.Popen

    def send(self, channel: str, kind: str, content: dict | None = None) -> str:
        """Sends a request and gives its id."""
        raise NotImplementedError

    def receive(self, timeout: float = PATIENCE) -> dict:
        """The next message of the kernel's, with its `channel`; `queue.Empty` where none comes."""
        raise NotImplementedError

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream:
                stream.close()

    def until(self, done, timeout: float = PATIENCE) -> list[dict]:
        """All messages up to the first one that makes `done` true of all so far."""
        messages: list[dict] = []
        end = time.monotonic() + timeout
        while not done(messages):
            messages.append(self.receive(max(0.0, end - time.monotonic())))
        return messages

    def ask(self, channel: str, kind: str, content: dict | None = None) -> tuple[dict, list[dict]]:
        """The reply's content, and what the kernel publishes between `busy` and `idle`."""
        answers = self.answers(self.send(channel, kind, content))
        (reply,) = [message for message in answers if message["channel"] == channel]
        return reply["content"], published(answers)

    def answers(self, *requests: str, replies: int | None = None) -> list[dict]:
        """Every message up to the requests' replies and `idle`s."""
        replies = len(requests) if replies is None else replies

        def done(messages):
            mine = [m for m in messages if m["parent_header"].get("msg_id") in requests]
            return (sum(is_idle(m) for m in mine) == len(requests)
                    and sum(m["channel"] != "iopub" for m in mine) == replies)

        messages = self.until(done)
        return [m for m in messages if m["parent_header"].get("msg_id") in requests]

    def execute(self, code: str, **options) -> tuple[dict, list[dict]]:
        return self.ask("shell", "execute_request", {"code": code, **options})

    def await_idle(self) -> None:
        self.ask("shell", "kernel_info_request")


def is_idle(message: dict) -> bool:
    return message["header"]["msg_type"] == "status" and message["content"]["execution_state"] == "idle"


def published(messages: list[dict]) -> list[dict]:
    """Without the `busy` at the beginning and the `idle` at the end."""
    publications = [message for message in messages if message["channel"] == "iopub"]
    assert publications[0]["content"] == {"execution_state": "busy"}
    assert publications[-1]["content"] == {"execution_state": "idle"}
    return publications[1:-1]


def kinds(messages: list[dict]) -> list[str]:
    return [message["header"]["msg_type"] for message in messages]


class StandardStreams(Connection):
    """`memmodel kernel --stdio`."""

    def __init__(self, memmodel):
        self.process = subprocess.Popen([memmodel, "kernel", "--stdio"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.arrived: queue.Queue[dict] = queue.Queue()
        self.complaints: queue.Queue[str] = queue.Queue()
        self.readers = [threading.Thread(target=self._read, daemon=True),
                        threading.Thread(target=self._read_complaints, daemon=True)]
        for reader in self.readers:
            reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.arrived.put(json.loads(line))

    def _read_complaints(self):
        for line in self.process.stderr:
            self.complaints.put(line.decode())

    def write(self, text: str) -> None:
        self.process.stdin.write(text.encode())
        self.process.stdin.flush()

    def send(self, channel, kind, content=None):
        header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": "test", "username": "test",
                  "date": "2026-01-01T00:00:00Z", "version": "5.4"}
        message = {"channel": channel, "header": header, "parent_header": {}, "metadata": {}, "content": content or {}}
        self.write(json.dumps(message) + "\n")
        return header["msg_id"]

    def receive(self, timeout=PATIENCE):
        return self.arrived.get(timeout=timeout)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        for reader in self.readers:
            reader.join()
        super().close()


class ZeroMQ(Connection):
    """`memmodel kernel --connection-file`, with the client's sockets as pyzmq has them."""

    def __init__(self, memmodel, directory, key: bytes = b"a secret", transport: str = "tcp", attaches: bool = True):
        ip = str(directory / "kernel") if transport == "ipc" else ""
        self.file, self.ports = write_connection_file(str(directory / f"{uuid.uuid4().hex}.json"), key=key,
                                                      transport=transport, ip=ip)
        self.process = subprocess.Popen([memmodel, "kernel", "--connection-file", self.file],
                                        stderr=subprocess.PIPE)
        self.key = key
        self.make_sockets()
        if attaches:
            self.attach()

    def make_sockets(self):
        self.session = Session(key=self.key)
        self.context = zmq.Context()
        kinds = {"shell": zmq.DEALER, "control": zmq.DEALER, "stdin": zmq.DEALER, "iopub": zmq.SUB, "hb": zmq.REQ}
        self.sockets = {name: self.context.socket(kind) for name, kind in kinds.items()}
        self.poller = zmq.Poller()
        for name, socket in self.sockets.items():
            socket.linger = 0
            if name == "iopub":
                socket.subscribe(b"")
            if name != "hb":
                self.poller.register(socket, zmq.POLLIN)

    def attach(self):
        for name, socket in self.sockets.items():
            socket.connect(self.address(name))
        # From the welcome on no publication is missed.
        self.until(lambda messages: any(m["header"]["msg_type"] == "iopub_welcome" for m in messages))

    def another_client(self) -> "ZeroMQ":
        other = object.__new__(ZeroMQ)
        other.file, other.ports, other.process, other.key = self.file, self.ports, self.process, self.key
        other.make_sockets()
        other.attach()
        return other

    def address(self, name: str) -> str:
        separator = "-" if self.ports["transport"] == "ipc" else ":"
        return f"{self.ports['transport']}://{self.ports['ip']}{separator}{self.ports[name + '_port']}"

    def send(self, channel, kind, content=None):
        return self.session.send(self.sockets[channel], kind, content or {})["header"]["msg_id"]

    def signed(self, kind: str, content: dict) -> list[bytes]:
        return self.session.serialize(self.session.msg(kind, content))

    def receive(self, timeout=PATIENCE):
        ready = dict(self.poller.poll(int(timeout * 1000)))
        for channel, socket in self.sockets.items():
            if socket in ready:
                frames = socket.recv_multipart()
                identities, parts = self.session.feed_identities(frames)
                message = self.session.deserialize(parts)
                return {**message, "channel": channel, "identities": identities}
        raise queue.Empty

    def detach(self):
        self.context.destroy(linger=0)

    def close(self):
        self.detach()
        super().close()
