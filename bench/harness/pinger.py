"""Watches a server's event loop from outside: WebSocket pings, and the longest time one took.

Run as a program so that a busy load generator does not distort it:
`python bench/harness/pinger.py <host> <port> <path> <origin>` prints the worst of every line it reads on stdin.
"""

from __future__ import annotations

import base64
import os
import select
import socket
import sys
import time

PING, PONG = b"\x89\x80\x00\x00\x00\x00", b"\x8a\x00"
PAUSE = 0.005
HELLO = b'{"type":"hello","protocol":1,"tab":"pinger","last":{},"locale":"en","timezone":"UTC"}'


def connect(host: str, port: int, path: str, origin: str) -> socket.socket:
    """Open a WebSocket by hand."""
    connection = socket.create_connection((host, port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    key = base64.b64encode(os.urandom(16)).decode()
    connection.sendall(
        f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: {origin}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()
    )
    while b"\r\n\r\n" not in connection.recv(4096):
        pass
    connection.sendall(bytes([0x81, 0x80 | len(HELLO)]) + bytes(4) + HELLO)
    return connection


def ping(connection: socket.socket) -> float:
    """Send one ping and return the seconds until something came back."""
    begun = time.perf_counter()
    connection.sendall(PING)
    while PONG not in (got := connection.recv(65536)):
        if not got:
            raise ConnectionError("the watched server hung up")
    return time.perf_counter() - begun


def main(host: str, port: int, path: str, origin: str) -> None:
    """Ping without end; every line on stdin asks for the worst since the last one, in milliseconds."""
    connection, worst = connect(host, port, path, origin), 0.0
    while True:
        worst = max(worst, ping(connection))
        if select.select([sys.stdin], [], [], PAUSE)[0]:
            if not sys.stdin.readline():
                return
            print(worst * 1000, flush=True)
            worst = 0.0


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4])
