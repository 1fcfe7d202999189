"""One writer per process: whatever queued up while the last commit ran is the next commit.

A job is either an *item*, committed together with the items around it by the batch function, or
a *task*, run alone between two batches. Both keep the order in which they were submitted, so that
what one socket sends is recorded in the order it was sent. The writer owns its thread and with it
its database connection.
"""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import DataError, connection
from django.db import Error as DatabaseError

from realtime.errors import Refusal, busy

log = logging.getLogger(__name__)


# Turns of the loop before a batch is taken: answers go out, what arrived meanwhile is read, its readers run.
# One bigger commit costs less than two that the loop and the writer fight for the interpreter over.
TURNS = 6

Then = Callable[[Any], None]


@dataclass(slots=True)
class _Job:
    then: Then
    item: Any = None
    task: Callable[[], Any] | None = None


class GroupCommit:
    """Commits submitted items in batches on a thread of its own.

    ``batch(items)`` runs in one transaction and returns one result an item. When it fails, the items
    are tried one by one, so that a poison item fails alone. ``batches`` and ``rows`` count commits
    and committed items since the start.
    """

    def __init__(
        self,
        batch: Callable[[Sequence[Any]], Sequence[Any]],
        *,
        name: str = "writer",
        max_batch: int = 500,
        max_pending: int = 5000,
    ) -> None:
        self._batch = batch
        self.name = name
        self._max_batch = max_batch
        self._max_pending = max_pending
        self._pending: deque[_Job] = deque()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pump: asyncio.Task[None] | None = None
        self._executor: ThreadPoolExecutor | None = None
        self._closing = False
        self.batches = 0
        self.rows = 0

    def submit(self, item: Any) -> "asyncio.Future[Any]":
        """Queue an item; the future holds its result once it is committed."""
        future = asyncio.get_running_loop().create_future()
        self.post(item, partial(_settle, future))
        return future

    def post(self, item: Any, then: Then) -> None:
        """Queue an item; ``then`` gets its result once it is committed, or the exception it ended in."""
        self._enqueue(_Job(then, item=item))

    def run(self, task: Callable[[], Any]) -> "asyncio.Future[Any]":
        """Queue a task that runs alone on the writer's thread, in turn with the items."""
        future = asyncio.get_running_loop().create_future()
        self._enqueue(_Job(partial(_settle, future), task=task))
        return future

    async def drain(self, within: float | None = None) -> bool:
        """Refuse what comes from now on and wait until everything queued is committed; tells whether it is."""
        self._closing = True
        if self._pump is not None:
            await asyncio.wait({self._pump}, timeout=within)
        return self._pump is None

    async def stop(self, within: float | None = None) -> bool:
        """Drain, close the writer's connection and end its thread; the next submit starts afresh.

        Returns False when the thread still waits for the database; it is left behind then.
        """
        drained = await self.drain(within)
        executor, self._executor = self._executor, None
        if executor is not None:
            if drained:
                # A lambda, because each thread has its own connection behind the name.
                await asyncio.get_running_loop().run_in_executor(executor, lambda: connection.close())
            executor.shutdown(wait=drained)
        self._loop, self._closing = None, False
        return drained

    def _enqueue(self, job: _Job) -> None:
        if self._closing:
            raise busy("The server is restarting. Trying again shortly.")
        if len(self._pending) >= self._max_pending:
            raise busy()
        self._pending.append(job)
        loop = asyncio.get_running_loop()
        if self._pump is None or self._loop is not loop:
            self._loop, self._pump = loop, loop.create_task(self._work())

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        if self._executor is None:
            self._executor = ThreadPoolExecutor(1, thread_name_prefix=self.name)
        try:
            while self._pending:
                for _ in range(TURNS):
                    await asyncio.sleep(0)
                jobs = self._take()
                try:
                    outcomes = await loop.run_in_executor(self._executor, self._commit, jobs)
                except Exception as error:  # whatever it is, nobody may wait for ever
                    log.exception("%s", self.name)
                    outcomes = [error] * len(jobs)
                for job, outcome in zip(jobs, outcomes, strict=True):
                    _tell(job.then, outcome)
        finally:
            self._pump = None

    def _take(self) -> list[_Job]:
        """Return the next jobs: one task, or all items up to the next task."""
        if self._pending[0].task is not None:
            return [self._pending.popleft()]
        jobs: list[_Job] = []
        while self._pending and self._pending[0].task is None and len(jobs) < self._max_batch:
            jobs.append(self._pending.popleft())
        return jobs

    def _commit(self, jobs: list[_Job]) -> Sequence[Any]:
        if jobs[0].task is not None:
            return [self._attempt(jobs[0].task)]
        items = [job.item for job in jobs]
        outcome = self._attempt(lambda: self._batch(items))
        if not isinstance(outcome, Exception):
            self.batches += 1
            self.rows += len(items)
            return list(outcome)
        if len(items) == 1:
            return [outcome]
        return [self._one(item) for item in items]

    def _one(self, item: Any) -> Any:
        outcome = self._attempt(lambda: self._batch([item]))
        if isinstance(outcome, Exception):
            return outcome
        self.batches += 1
        self.rows += 1
        return outcome[0]

    def _attempt(self, work: Callable[[], Any]) -> Any:
        """Return the result of the work, or the refusal it ends in."""
        try:
            return work()
        except Refusal as refusal:
            return refusal
        except DataError as error:
            # Sending the same again would end the same.
            log.warning("%s: refused by the database: %s", threading.current_thread().name, error)
            return Refusal("invalid", "A value cannot be stored.")
        except DatabaseError as error:
            log.warning("%s: not committed: %s", threading.current_thread().name, error)
            connection.close()
            return busy()
        except Exception as error:
            log.exception("%s: not committed", threading.current_thread().name)
            return error


def _tell(then: Then, outcome: Any) -> None:
    try:
        then(outcome)
    except Exception:  # the others still wait for their answers
        log.exception("answer")


def _settle(future: "asyncio.Future[Any]", outcome: Any) -> None:
    if future.done():
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
        future.exception()  # whoever went away must not be reported as "never retrieved"
    else:
        future.set_result(outcome)
