"""Free ports below the range from which this machine's clients take theirs (32768-60999)."""

from __future__ import annotations

import random
import socket


def free_port() -> int:
    """Return a port nobody listens on and no outgoing connection can be using."""
    for port in random.sample(range(20000, 32000), 200):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port between 20000 and 32000")
