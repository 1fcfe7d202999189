"""Reader threads: reads off the loop, refusals where the database is away, nothing left behind."""

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection

from realtime.errors import Refusal
from realtime.threads import ReaderThreads


@pytest.fixture
def readers() -> Iterator[ReaderThreads]:
    readers = ReaderThreads()
    yield readers
    readers.stop()


async def test_a_read_runs_off_the_loop(readers: ReaderThreads) -> None:
    assert await readers.run(threading.get_ident) != threading.get_ident()


async def test_a_database_that_is_away_is_a_refusal_to_retry(readers: ReaderThreads) -> None:
    def read() -> None:
        raise OperationalError("away")

    with pytest.raises(Refusal) as refused:
        await readers.run(read)
    assert (refused.value.code, refused.value.retry) == ("busy", True)


async def test_other_errors_reach_the_caller(readers: ReaderThreads) -> None:
    with pytest.raises(ZeroDivisionError):
        await readers.run(lambda: 1 / 0)


@pytest.mark.django_db(transaction=True)
async def test_every_thread_closes_its_connection_at_the_end() -> None:
    readers = ReaderThreads()
    opened = []
    together = threading.Barrier(3)

    def read() -> None:
        together.wait(5)
        connection.ensure_connection()
        opened.append(connection.connection)

    await asyncio.gather(*[readers.run(read) for _ in range(3)])
    readers.stop()
    assert len(opened) == 3
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("reader")]
    assert all(is_closed(raw) for raw in opened)


def test_stopping_what_never_ran_is_fine(readers: ReaderThreads) -> None:
    readers.stop()


async def test_stopped_threads_start_afresh(readers: ReaderThreads) -> None:
    assert await readers.run(lambda: 1) == 1
    readers.stop()
    assert await readers.run(lambda: 2) == 2


def is_closed(raw: object) -> bool:
    """Tell whether a driver's connection is closed, or on PostgreSQL back in the pool with the two others."""
    if connection.vendor == "postgresql":
        return connection.pool.get_stats()["pool_available"] >= 3
    with contextlib.suppress(sqlite3.ProgrammingError):
        raw.execute("SELECT 1")
        return False
    return True
