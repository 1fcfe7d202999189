"""Bytes that are no WebSocket frames, sent to real servers: a connection ends, and nobody else notices."""

import base64
import contextlib
import json
import os
import socket
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from websockets.sync.client import ClientConnection, connect

from tests.stories.server import Installation, Server

# Written by hand, so that something hostile is tried wherever the data sets are absent.
RAW = {
    "no text": b"\x81\x82\0\0\0\0\xff\xfe",
    "not masked": b"\x81\x02{}",
    "reserved bits": b"\xf1\x82\0\0\0\0{}",
    "an opcode nobody knows": b"\x83\x81\0\0\0\0x",
    "the middle of something": b"\x80\x81\0\0\0\0x",
    "a ping too long": b"\x89\xfe\x00\x7e\0\0\0\0" + b"x" * 126,
    "no such close": b"\x88\x82\0\0\0\0\x03\xe7",
    "an absurd length": b"\x81\xff\x7f" + b"\xff" * 7 + b"\0\0\0\0xxxxxxxx",
    "half a frame": b"\x81\xe4\0\0\0\0xxxx",
    "a request": b"GET / HTTP/1.1\r\n\r\n",
    "bytes": b"\x82\x82\0\0\0\0\0\x01",
}


class Bystander:
    """A visitor who means well, and whose words must get through meanwhile."""

    def __init__(self, server: Server) -> None:
        address = server.url.replace("http", "ws") + "/ws/visitor/main/"
        self._line = contextlib.ExitStack()
        self._socket: ClientConnection = self._line.enter_context(connect(address, origin=server.url))
        self._ask(type="hello", protocol=1)
        self.conversation = self._ask(type="conversation.open", text="Hello")["conversation"]

    def speaks(self) -> float:
        """Say something; returns after how many seconds it was recorded."""
        start = time.monotonic()
        ack = self._ask(type="message.send", conversation=self.conversation, text="Still here")
        assert ack["type"] == "ack"
        return time.monotonic() - start

    def head(self) -> int:
        """Return how long the record is."""
        return int(self._ask(type="sync", conversation=self.conversation, after=0)["head"])

    def leave(self) -> None:
        """Close the socket."""
        self._line.close()

    def _ask(self, **frame: Any) -> dict[str, Any]:
        self._socket.send(json.dumps({"id": "7", "client_id": str(uuid.uuid4())} | frame))
        while True:
            answer = json.loads(self._socket.recv(timeout=10))
            if answer.get("id") == "7" or answer["type"] == "welcome":
                return dict(answer)


@pytest.fixture(scope="module", params=["daphne", "uvicorn"])
def bare_server(request: pytest.FixtureRequest, blank: Installation) -> Iterator[Server]:
    """Return each of the two servers, on an installation without demo data."""
    installation = Installation(
        like=blank,
        SETUP_PASSWORD="a long enough secret",
        VISITOR_MESSAGES_PER_SECOND="1000",
        VISITOR_FRAMES_PER_SECOND="1000",
    )
    try:
        installation.manage("setup", "--email=boss@example.com")
        yield installation.serve(f"serve --server={request.param}")
    finally:
        installation.close()


def test_bytes_that_are_no_frames_disturb_nobody(bare_server: Server) -> None:
    endure(bare_server, RAW)


def test_the_corpus_of_raw_frames_disturbs_nobody(bare_server: Server, data: Callable[[str], Path]) -> None:
    items = json.loads(data("adversarial/ws_frames.json").read_text())["items"]
    raw = {item["name"]: base64.b64decode(item["b64"]) for item in items if item["kind"] == "raw"}
    assert len(raw) > 20
    endure(bare_server, raw)


def endure(server: Server, frames: dict[str, bytes]) -> None:
    """Send each to a socket of its own, twice over; the second time costs no more memory."""
    bystander, process, memory = Bystander(server), psutil.Process(server.pid), []
    for _ in range(2):
        for name, frame in frames.items():
            knock(server, frame)
            assert bystander.speaks() < 1.0, name
        memory.append(process.memory_info().rss)
    assert bystander.head() == 3 + 2 * len(frames)
    bystander.leave()
    assert server.tracebacks() == []
    assert memory[1] - memory[0] < 5_000_000


def knock(server: Server, frame: bytes) -> None:
    """Shake hands properly, then send the bytes and see how the connection ends, if it does at once."""
    key = base64.b64encode(os.urandom(16)).decode()
    handshake = (
        f"GET /ws/visitor/main/ HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nOrigin: {server.url}\r\n"
        f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as line:
        line.sendall(handshake.encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += line.recv(4096)
        assert answer.startswith(b"HTTP/1.1 101")
        line.sendall(frame)
        line.settimeout(0.1)
        with contextlib.suppress(TimeoutError, ConnectionError):
            while line.recv(4096):
                pass
