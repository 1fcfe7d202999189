"""Marks move at most once a second: what comes sooner waits, and only the last of it counts."""

import asyncio
from collections.abc import Callable
from typing import Any

SECONDS = 1.0

Do = Callable[[Any], None]


class Pace:
    """Spaces out the frames of one session that only their last one matters of.

    ``skipped`` answers a frame that a later one has made needless.
    """

    __slots__ = ("_due", "_skipped", "_waiting")

    def __init__(self, skipped: Do) -> None:
        self._skipped = skipped
        self._due: dict[tuple[type, str], float] = {}
        self._waiting: dict[tuple[type, str], tuple[Any, Do]] = {}

    def take(self, frame: Any, do: Do) -> None:
        """Do what a frame asks for, now or when its second is over."""
        key = (type(frame), frame.conversation)
        loop = asyncio.get_running_loop()
        due = self._due.get(key, 0.0)
        if loop.time() >= due:
            self._due[key] = loop.time() + SECONDS
            do(frame)
            return
        earlier = self._waiting.get(key)
        self._waiting[key] = (frame, do)
        if earlier is None:
            loop.call_at(due, self._catch_up, key)
        else:
            self._skipped(earlier[0])

    def finish(self) -> None:
        """Do what still waits: nobody will come back for it."""
        for key in list(self._waiting):
            self._catch_up(key)

    def _catch_up(self, key: tuple[type, str]) -> None:
        waiting = self._waiting.pop(key, None)
        if waiting is not None:
            self._due[key] = asyncio.get_running_loop().time() + SECONDS
            frame, do = waiting
            do(frame)
