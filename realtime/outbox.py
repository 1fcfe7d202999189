"""What still has to go out to one socket: bounded, in order, and never awaited by a sender."""

import asyncio
import contextlib
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

    __slots__ = ("_frames", "_on_overflow", "_send", "_size", "_task", "closed")

    def __init__(
        self, send: Callable[[str], Awaitable[None]], on_overflow: Callable[[int], Awaitable[None]]
    ) -> None:
        self._send = send
        self._on_overflow = on_overflow
        # Made with the first frame and dropped with the last: an idle socket holds neither.
        self._frames: deque[str] | None = None
        self._size = 0
        self._task: asyncio.Task[None] | None = None
        self.closed = False

    def push(self, frame: str) -> None:
        """Queue one frame."""
        if self.closed:
            return
        if self._frames is None:
            self._frames = deque()
        self._frames.append(frame)
        self._size += len(frame)
        if len(self._frames) > MAX_FRAMES or self._size > MAX_CHARACTERS:
            self._give_up()
        elif self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._drain())

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

    async def _drain(self) -> None:
        loop = asyncio.get_running_loop()
        stalled = loop.call_later(STALL_SECONDS, self._give_up)
        try:
            while self._frames:
                frame = self._frames.popleft()
                self._size -= len(frame)
                await self._send(frame)
                if self._frames and stalled.when() - loop.time() < STALL_SECONDS / 2:
                    stalled.cancel()
                    stalled = loop.call_later(STALL_SECONDS, self._give_up)
        except (OSError, RuntimeError):
            self.closed = True  # the peer went away between two frames
        finally:
            stalled.cancel()
            self._frames, self._task = None, None

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
