"""Threads that may read the database on behalf of sockets, each with its own connection."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import Error as DatabaseError
from django.db import connection

from realtime.errors import busy

log = logging.getLogger(__name__)

READERS = 3

T = TypeVar("T")


class ReaderThreads:
    """A few threads for reads; started on use, stopped with their connections."""

    def __init__(self) -> None:
        self._executor: ThreadPoolExecutor | None = None

    async def run(self, work: Callable[[], T]) -> T:
        """Run a read on one of the threads; a database that is away is a refusal to retry."""
        if self._executor is None:
            self._executor = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._attempt, work)

    def stop(self) -> None:
        """End the threads; each closes its connection on the way."""
        if self._executor is None:
            return
        executor, self._executor = self._executor, None
        # One closing per thread: a barrier keeps a quick thread from taking two.
        import threading

        count = len(executor._threads)
        barrier = threading.Barrier(count) if count else None

        def close() -> None:
            if barrier is not None:
                barrier.wait(5)
            connection.close()

        for _ in range(count):
            executor.submit(close)
        executor.shutdown(wait=True)

    @staticmethod
    def _attempt(work: Callable[[], T]) -> T:
        try:
            return work()
        except DatabaseError as error:
            log.warning("not read: %s", error)
            connection.close()
            raise busy() from error


readers = ReaderThreads()
