"""Threads that may read the database on behalf of sockets, each with its own connection."""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

from django.db import Error as DatabaseError
from django.db import connection

from realtime.errors import busy

log = logging.getLogger(__name__)

READERS = 3
PORTERS = 2
STOP_SECONDS = 5.0

T = TypeVar("T")


class ReaderThreads:
    """A few threads for reads; started on use, stopped with their connections."""

    def __init__(self, number: int = READERS, name: str = "reader") -> None:
        self._number = number
        self._name = name
        self._executor: ThreadPoolExecutor | None = None

    async def run(self, work: Callable[[], T]) -> T:
        """Run a read on one of the threads; a database that is away is a refusal to retry."""
        if self._executor is None:
            self._executor = ThreadPoolExecutor(self._number, thread_name_prefix=self._name)
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._attempt, work)

    def stop(self) -> bool:
        """End the threads; each closes its connection on the way. False when one still waits for the database."""
        if self._executor is None:
            return True
        executor, self._executor = self._executor, None
        # One closing per thread: a barrier keeps a quick thread from taking two.
        barrier = threading.Barrier(self._number, timeout=STOP_SECONDS)

        def close() -> None:
            try:
                barrier.wait()
            finally:
                connection.close()

        closings = [executor.submit(close) for _ in range(self._number)]
        done, waiting = wait(closings, timeout=2 * STOP_SECONDS)
        ended = not waiting and all(closing.exception() is None for closing in done)
        executor.shutdown(wait=ended)
        return ended

    @staticmethod
    def _attempt(work: Callable[[], T]) -> T:
        try:
            return work()
        except DatabaseError as error:
            log.warning("not read: %s", error)
            connection.close()
            raise busy() from error


readers = ReaderThreads()
# Files are read from disk apart: no reader waits behind one.
porters = ReaderThreads(PORTERS, "porter")
# They are looked into and painted one after the other: a picture unpacked takes more memory than all else.
takers = ReaderThreads(1, "taker")
