"""Full-jitter back-off, as the wire asks of every client."""

from __future__ import annotations

import random
import time

CAP = 30.0
BASE = 0.5
HEALTHY = 10.0


class Backoff:
    """`random(0, min(30 s, 0.5 s * 2^n))`, reset after ten healthy seconds."""

    def __init__(self) -> None:
        self._failures = 0
        self._opened = 0.0
        self._at_least = 0.0

    def opened(self) -> None:
        """Note that the connection stands."""
        self._opened = time.monotonic()

    def ask(self, seconds: float) -> None:
        """Obey a time before which the server wants no new try."""
        self._at_least = max(self._at_least, seconds)

    def next(self) -> float:
        """Return the seconds until the next try."""
        if self._opened and time.monotonic() - self._opened >= HEALTHY:
            self._failures = 0
        self._opened = 0.0
        delay = random.uniform(0, min(CAP, BASE * 2**self._failures))
        self._failures += 1
        at_least, self._at_least = self._at_least, 0.0
        return at_least + delay
