"""Whoever sends too much or reads too little costs a real server next to nothing."""

import asyncio
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from chat.sessions import base
from tests.stories.server import Installation, Server


@pytest.fixture(scope="module", params=["daphne", "uvicorn"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    installation = Installation(
        SETUP_PASSWORD="a long enough secret",
        VISITOR_MESSAGES_PER_SECOND="10000",
        VISITOR_FRAMES_PER_SECOND="10000",
    )
    installation.manage("setup", "--email=boss@example.com", "--site=fjord")
    yield installation.serve(f"serve --server={request.param}")
    installation.close()


def memory(server: Server) -> int:
    """Return how many MB the server takes."""
    pages = Path(f"/proc/{server.pid}/statm").read_text().split()[1]
    return int(pages) * 4096 // 1_000_000


@pytest.mark.parametrize("path", ["/accounts/login/", "/w/fjord/sync"])
def test_a_body_without_end_is_refused_while_it_comes(server: Server, path: str) -> None:
    piece = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nOrigin: {server.url}\r\n"
    before, sent = memory(server), 0
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
        line.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        try:
            while sent < 1000:
                line.sendall(piece)
                sent += 1
        except OSError:
            pass  # cut off before the end, which is as good
        assert line.recv(100).startswith(b"HTTP/1.1 413")
    assert memory(server) - before < 20


async def visitor(server: Server, **hello: object) -> tuple[ClientConnection, str]:
    address = f"{server.url.replace('http', 'ws')}/ws/visitor/fjord/"
    tab = await connect(address, origin=Origin(server.url), compression=None, ping_interval=None)
    await tab.send(json.dumps({"type": "hello", "protocol": 1} | hello))
    return tab, json.loads(await tab.recv()).get("token", "")


async def said(tab: ClientConnection, **frame: object) -> dict[str, str]:
    frame |= {"client_id": str(uuid4())}
    await tab.send(json.dumps(frame))
    async for text in tab:
        answer: dict[str, str] = json.loads(text)
        if answer.get("client_id") == frame["client_id"]:
            assert answer["type"] == "ack", answer
            return answer
    raise AssertionError("closed")


async def test_a_reader_who_stops_reading_is_let_go(server: Server) -> None:
    tab, token = await visitor(server, echo=False)
    id = (await said(tab, type="conversation.open", text="Hello"))["conversation"]
    slow, _none = await visitor(server, token=token)
    slow.transport.pause_reading()
    before = memory(server)
    for _ in range(1500):
        await said(tab, type="message.send", conversation=id, text="'" * base.LIMITS["message_chars"])
    await asyncio.sleep(6)
    assert memory(server) - before < 40
    slow.transport.resume_reading()
    heard = 0
    with pytest.raises(ConnectionClosed):
        while True:
            await asyncio.wait_for(slow.recv(), 10)
            heard += 1
    assert heard < 1000
    await tab.close()
