"""What still has to go out to one socket: bounded, in order, and never awaited by a sender."""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Awaitable, Callable

MAX_FRAMES = 2000
MAX_CHARACTERS = 4 * 1024 * 1024
STALL_SECONDS = 10.0

TRY_AGAIN_LATER = 1013


class Outbox:
    """Sends frames in the order they were pushed, through ``send``, without making anybody wait.

    A reader that does not take a frame for ten seconds, or lets more pile up than the bound, is
    closed: it comes back and asks for what it missed.
    """

    __slots__ = ("_frames", "_on_overflow", "_send", "_since", "_size", "_task", "closed")

    def __init__(
        self, send: Callable[[str], Awaitable[None]], on_overflow: Callable[[int], Awaitable[None]]
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
            self._frames, self._size, self._since = deque(), 0, time.monotonic()
            self._task = asyncio.get_running_loop().create_task(self._drain(self._frames))
        if self._frames is not None:
            self._frames.append(frame)
            self._size += len(frame)
            if self._is_too_much(len(self._frames)):
                self._give_up()

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

    async def _drain(self, frames: deque[str]) -> None:
        try:
            while frames:
                frame = frames.popleft()
                await self._send(frame)
                self._size -= len(frame)
                if frames:
                    self._since = time.monotonic()
        except (OSError, RuntimeError):
            self.closed = True  # the peer went away between two frames
        finally:
            self._frames, self._task = None, None

    def _is_too_much(self, waiting: int) -> bool:
        # Every reader gets a heartbeat, so a stall shows without a timer for each socket.
        stalled = time.monotonic() - self._since > STALL_SECONDS
        return stalled or waiting > MAX_FRAMES or self._size > MAX_CHARACTERS

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
            await asyncio.wait_for(self._on_overflow(TRY_AGAIN_LATER), 5)
