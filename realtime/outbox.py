"""What still has to go out to one socket: bounded, in order, and never awaited by a sender."""

import asyncio
import contextlib
import time
import types
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator
from functools import partial
from typing import Any

MAX_FRAMES = 2000
MAX_CHARACTERS = 4 * 1024 * 1024
STALL_SECONDS = 10.0

# uvicorn says goodbye only to a reader who reads again; one who never does it drops by its pings.
GOODBYE_SECONDS = 60.0

TRY_AGAIN_LATER = 1013


class Outbox:
    """Sends frames in the order they were pushed, through ``send``, without making anybody wait.

    A reader that does not take a frame for ten seconds, or lets more pile up than the bound, is
    closed: it comes back and asks for what it missed.
    """

    __slots__ = ("_frames", "_on_overflow", "_send", "_since", "_size", "_task", "closed")

    def __init__(
        self, send: Callable[[str], Coroutine[Any, Any, None]], on_overflow: Callable[[int], Awaitable[None]]
    ) -> None:
        self._send = send
        self._on_overflow = on_overflow
        # Made with the first frame and dropped with the last: an idle socket holds neither.
        self._frames: deque[str] | None = None
        self._size = 0
        self._since = 0.0
        self._task: asyncio.Task[None] | None = None
        self.closed = False

    def push(self, frame: str) -> None:
        """Queue one frame."""
        if self.closed:
            return
        if self._task is None:
            self._send_now(frame)
        elif self._frames is not None:
            self._frames.append(frame)
            self._size += len(frame)
            self._check()

    def _send_now(self, frame: str) -> None:
        """Send without a task of its own; one is made only when the socket has to wait."""
        coroutine = self._send(frame)
        try:
            waits_for = coroutine.send(None)
        except StopIteration:
            return
        except (OSError, RuntimeError):
            self.closed = True  # the peer went away between two frames
            return
        self._frames, self._size, self._since = deque(), len(frame), time.monotonic()
        self._task = asyncio.get_running_loop().create_task(
            self._drain(_resumed(coroutine, waits_for), self._frames)
        )
        self._check()

    async def flush(self) -> None:
        """Wait until what was pushed so far has been handed to the server."""
        while self._task is not None and not self.closed:
            await asyncio.wait({self._task})

    def close(self) -> None:
        """Drop what is left."""
        self.closed = True
        self._frames = None
        if self._task is not None:
            self._task.cancel()

    async def _drain(self, first: Awaitable[None], frames: deque[str]) -> None:
        try:
            await first
            while frames:
                self._since = time.monotonic()
                frame = frames.popleft()
                await self._send(frame)
                self._size -= len(frame)
        except (OSError, RuntimeError):
            self.closed = True  # the peer went away between two frames
        finally:
            self._frames, self._task = None, None

    def _check(self) -> None:
        # Every reader gets a heartbeat, so a stall shows without a timer for each socket.
        stalled = time.monotonic() - self._since > STALL_SECONDS
        if stalled or len(self._frames or ()) > MAX_FRAMES or self._size > MAX_CHARACTERS:
            self._give_up()

    def _give_up(self) -> None:
        if self.closed:
            return
        task, self.closed = self._task, True
        self._frames = None
        asyncio.get_running_loop().create_task(self._close_stalled(task))

    async def _close_stalled(self, task: "asyncio.Task[None] | None") -> None:
        if task is not None:
            task.cancel()
        with contextlib.suppress(OSError, RuntimeError, asyncio.TimeoutError):
            await asyncio.wait_for(self._on_overflow(TRY_AGAIN_LATER), GOODBYE_SECONDS)


@types.coroutine
def _resumed(coroutine: Coroutine[Any, Any, None], waits_for: Any) -> Generator[Any, Any, None]:
    """Go on with a coroutine that was begun outside of a task and waits for something."""
    while True:
        try:
            value = yield waits_for
        except BaseException as error:
            go_on = partial(coroutine.throw, error)
        else:
            go_on = partial(coroutine.send, value)
        try:
            waits_for = go_on()
        except StopIteration:
            return
