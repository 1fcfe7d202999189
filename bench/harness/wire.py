"""A WebSocket client for load: one asyncio protocol, no deflate, as little Python per frame as possible.

It shares two cores with the server it measures, so its own cost must stay small. It masks with a
key of zeros, which is valid on the wire and leaves the payload as it is.
"""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import Callable, Mapping
from typing import Final, cast
from urllib.parse import urlsplit

ZERO_MASK: Final = b"\x00\x00\x00\x00"
TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
NO_STATUS: Final = 1005
LOST: Final = 1006


class RefusedError(Exception):
    """The server answered the handshake with something other than 101."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"handshake refused: {status} {reason}")
        self.status = status


def frame(opcode: int, payload: bytes) -> bytes:
    """One final, masked client frame."""
    size = len(payload)
    if size < 126:
        return bytes((0x80 | opcode, 0x80 | size)) + ZERO_MASK + payload
    if size < 65536:
        return bytes((0x80 | opcode, 0xFE)) + size.to_bytes(2, "big") + ZERO_MASK + payload
    return bytes((0x80 | opcode, 0xFF)) + size.to_bytes(8, "big") + ZERO_MASK + payload


class Wire(asyncio.Protocol):
    """One connection: `on_text(bytes)` for every text frame, `on_close(code)` once at the end."""

    def __init__(
        self, request: bytes, on_text: Callable[[bytes], None], on_close: Callable[[int], None]
    ) -> None:
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.alive = False
        self._request = request
        self._on_text = on_text
        self._on_close = on_close
        self._buffer = bytearray()
        self._parts = bytearray()
        self._code = LOST
        self._transport: asyncio.Transport | None = None

    # asyncio's side
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the handshake as soon as TCP is up."""
        # uvloop's transports are not subclasses of asyncio's.
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Finish the handshake, then cut the stream into frames."""
        self._buffer += data
        if self.alive or self._handshake():
            self._cut()

    def connection_lost(self, exc: Exception | None) -> None:
        """Report the end exactly once, whoever caused it."""
        was_alive, self.alive = self.alive, False
        if not self.opened.done():
            self.opened.set_exception(ConnectionError(f"lost before the handshake: {exc}"))
        elif was_alive:
            self._on_close(self._code)

    # our side
    def send(self, payload: bytes) -> None:
        """Write one text frame; what is written after the end is dropped, as on any socket."""
        if self.alive and self._transport is not None:
            self._transport.write(frame(TEXT, payload))

    def close(self, code: int = 1000) -> None:
        """Start the closing handshake and hang up."""
        if self.alive and self._transport is not None:
            self._code = code
            self._transport.write(frame(CLOSE, code.to_bytes(2, "big")))
            self._transport.close()

    def abort(self) -> None:
        """Drop the connection without a word, as a dying network does."""
        if self._transport is not None:
            self._transport.abort()

    def _handshake(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        status = bytes(self._buffer[: self._buffer.find(b"\r\n")]).decode("latin-1")
        del self._buffer[: end + 4]
        code, _, reason = status.partition(" ")[2].partition(" ")
        if code != "101":
            if not self.opened.done():
                self.opened.set_exception(RefusedError(int(code or 0), reason))
            self.abort()
            return False
        self.alive = True
        if not self.opened.done():
            self.opened.set_result(None)
        return True

    def _cut(self) -> None:
        buffer, start = self._buffer, 0
        while len(buffer) - start >= 2:
            head, size, body = buffer[start], buffer[start + 1] & 0x7F, start + 2
            if size == 126:
                size, body = int.from_bytes(buffer[start + 2 : start + 4], "big"), start + 4
            elif size == 127:
                size, body = int.from_bytes(buffer[start + 2 : start + 10], "big"), start + 10
            if len(buffer) < body + size:
                break
            start = body + size
            self._take(head, bytes(buffer[body:start]))
        if start:
            del buffer[:start]

    def _take(self, head: int, payload: bytes) -> None:
        opcode = head & 0x0F
        if opcode == CLOSE:
            self._code = int.from_bytes(payload[:2], "big") if len(payload) >= 2 else NO_STATUS
            if self._transport is not None:
                self._transport.write(frame(CLOSE, payload[:2]))
                self._transport.close()
        elif opcode == PING and self._transport is not None:
            self._transport.write(frame(PONG, payload))
        elif opcode <= TEXT:
            if head & 0x80 and not self._parts:
                self._on_text(payload)
                return
            self._parts += payload
            if head & 0x80:
                whole, self._parts = bytes(self._parts), bytearray()
                self._on_text(whole)


async def connect(
    url: str,
    *,
    on_text: Callable[[bytes], None],
    on_close: Callable[[int], None],
    headers: Mapping[str, str] | None = None,
    patience: float = 20.0,
) -> Wire:
    """Open one socket, or raise RefusedError, OSError or TimeoutError."""
    parts = urlsplit(url)
    lines = {
        "Host": parts.netloc,
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
        **(headers or {}),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    request = f"GET {parts.path or '/'} HTTP/1.1\r\n{head}\r\n".encode("latin-1")
    async with asyncio.timeout(patience):
        _, wire = await asyncio.get_running_loop().create_connection(
            lambda: Wire(request, on_text, on_close), parts.hostname or "127.0.0.1", parts.port or 80
        )
        await wire.opened
    return wire
