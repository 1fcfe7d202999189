"""What many ask for at the same moment is read once and kept for a moment."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, TypeVar

from realtime.threads import readers

KEPT_SECONDS = 1.0
KEPT_KEYS = 1000

T = TypeVar("T")


@dataclass(eq=False)
class Kept(Generic[T]):
    """Answers of ``read`` by key, each at most a second old; readers of one key share one read.

    ``forget`` is for when what was read has changed: whoever asks after that is not told what was true before.
    """

    read: Callable[[str], T]
    _loop: asyncio.AbstractEventLoop | None = None
    _answers: dict[str, "tuple[float, asyncio.Task[T]]"] = field(default_factory=dict)

    async def of(self, key: str) -> T:
        """Return the answer for a key."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop, self._answers = loop, {}
        asked_at, task = self._answers.get(key, (0.0, None))
        if task is None or loop.time() - asked_at > KEPT_SECONDS or _failed(task):
            if len(self._answers) >= KEPT_KEYS:
                self._answers.clear()
            task = loop.create_task(readers.run(partial(self.read, key)))
            self._answers[key] = (loop.time(), task)
        # Shielded: whoever goes away takes the answer from nobody else.
        return task.result() if task.done() else await asyncio.shield(task)

    def forget(self) -> None:
        """Read afresh from now on."""
        self._answers.clear()


def _failed(task: "asyncio.Task[T]") -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)
