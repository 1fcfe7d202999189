"""Asks ClamAV about a file, where one is set up."""

import logging
import socket
import struct
from urllib.parse import urlsplit

from django.conf import settings

from realtime.errors import Refusal

log = logging.getLogger(__name__)

PATIENCE = 30.0
_PIECE = 1 << 16


def scan(content: bytes) -> None:
    """Refuse an infected file, and every file while a scanner that is set up cannot be asked."""
    if not settings.CLAMAV_URL:
        return
    try:
        verdict = _asked(content)
    except OSError as error:
        log.warning("not scanned: %s", error)
        verdict = ""
    if verdict.endswith("FOUND"):
        log.warning("refused: %s", verdict)
        raise Refusal(
            "infected", "The scanner found something harmful in this file.", fields={"file": "infected"}
        )
    if not verdict.endswith("OK"):
        raise Refusal(
            "unavailable", "Files cannot be checked at the moment.", retry=True, retry_after_ms=5000
        )


def _asked(content: bytes) -> str:
    """Return what clamd says: INSTREAM, pieces with their length before them, and an empty one."""
    with _connected() as line:
        line.settimeout(PATIENCE)
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _PIECE):
            piece = content[start : start + _PIECE]
            line.sendall(struct.pack("!I", len(piece)) + piece)
        line.sendall(struct.pack("!I", 0))
        answer = b""
        while not answer.endswith(b"\0") and (more := line.recv(4096)):
            answer += more
    return answer.decode(errors="replace").strip("\0 \n")


def _connected() -> socket.socket:
    parts = urlsplit(settings.CLAMAV_URL)
    if parts.scheme == "unix":
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(PATIENCE)
        line.connect(parts.path)
        return line
    return socket.create_connection((parts.hostname or "", parts.port or 3310), PATIENCE)
