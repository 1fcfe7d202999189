"""Group commit: what queued up is the next batch, poison fails alone, a full queue pushes back."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import pytest
from django.db import OperationalError

from realtime import group_commit
from realtime.errors import Refusal
from realtime.group_commit import GroupCommit

Batch = Callable[[Sequence[Any]], Sequence[Any]]


class Ledger:
    """A batch function that keeps what it was given; it waits at its gate, and refuses poison."""

    def __init__(self) -> None:
        self.batches: list[list[Any]] = []
        self.gate = threading.Event()
        self.gate.set()
        self.begun = threading.Event()
        self.threads: set[str] = set()

    def __call__(self, items: Sequence[Any]) -> Sequence[Any]:
        self.begun.set()
        self.gate.wait(10)
        self.threads.add(threading.current_thread().name)
        if "poison" in items:
            raise ValueError("poison")
        if "refused" in items:
            raise Refusal("invalid", "No.")
        if "away" in items:
            raise OperationalError("the database is away")
        self.batches.append(list(items))
        return [f"{item} done" for item in items]


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
async def writer(ledger: Ledger) -> AsyncIterator[GroupCommit]:
    writer = GroupCommit(ledger, name="test-writer", max_batch=4, max_pending=10)
    yield writer
    ledger.gate.set()
    await writer.stop()


async def test_what_queues_up_during_a_commit_is_the_next_batch(writer: GroupCommit, ledger: Ledger) -> None:
    ledger.gate.clear()
    futures = [writer.submit("first")]
    await asyncio.to_thread(ledger.begun.wait, 10)
    futures += [writer.submit(n) for n in range(3)]
    ledger.gate.set()
    assert await asyncio.gather(*futures) == ["first done", "0 done", "1 done", "2 done"]
    assert ledger.batches == [["first"], [0, 1, 2]]
    assert (writer.batches, writer.rows) == (2, 4)


async def test_a_batch_has_a_bound(writer: GroupCommit, ledger: Ledger) -> None:
    await asyncio.gather(*[writer.submit(n) for n in range(10)])
    assert [len(batch) for batch in ledger.batches] == [4, 4, 2]


async def test_poison_fails_alone(writer: GroupCommit, ledger: Ledger) -> None:
    futures = [writer.submit(item) for item in ("a", "poison", "b")]
    results = await asyncio.gather(*futures, return_exceptions=True)
    assert (results[0], results[2]) == ("a done", "b done")
    assert isinstance(results[1], ValueError)


async def test_a_refusal_reaches_the_one_who_asked(writer: GroupCommit) -> None:
    with pytest.raises(Refusal, match="No"):
        await writer.submit("refused")


async def test_a_database_that_is_away_is_a_refusal_to_retry(writer: GroupCommit) -> None:
    with pytest.raises(Refusal) as refused:
        await writer.submit("away")
    assert (refused.value.code, refused.value.retry) == ("busy", True)


async def test_nobody_waits_for_ever_for_a_writer_that_fails_itself(
    writer: GroupCommit, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def close(self) -> None:
            raise OSError("not even that")

    with monkeypatch.context() as broken:
        broken.setattr(group_commit, "connection", Broken())
        with pytest.raises(OSError, match="not even that"):
            async with asyncio.timeout(2):
                await writer.submit("away")
    assert await writer.submit("later") == "later done"


async def test_a_task_runs_alone_and_in_turn(writer: GroupCommit, ledger: Ledger) -> None:
    futures = [
        writer.submit(1),
        writer.run(lambda: ledger.batches.append(["task"]) or "ran"),
        writer.submit(2),
    ]
    assert await asyncio.gather(*futures) == ["1 done", "ran", "2 done"]
    assert ledger.batches == [[1], ["task"], [2]]


async def test_everything_happens_on_the_one_thread_of_the_writer(
    writer: GroupCommit, ledger: Ledger
) -> None:
    for n in range(5):
        await writer.submit(n)
    await writer.run(lambda: ledger.threads.add(threading.current_thread().name))
    assert len(ledger.threads) == 1
    assert ledger.threads.pop().startswith("test-writer")


async def test_a_writer_that_is_behind_pushes_back(writer: GroupCommit, ledger: Ledger) -> None:
    ledger.gate.clear()
    futures = [writer.submit("first")]
    await asyncio.to_thread(ledger.begun.wait, 10)
    futures += [writer.submit(n) for n in range(10)]
    with pytest.raises(Refusal) as refused:
        writer.submit("one too many")
    assert (refused.value.code, refused.value.retry) == ("busy", True)
    ledger.gate.set()
    assert len(await asyncio.gather(*futures)) == 11
    assert await writer.submit("later") == "later done"


async def test_draining_commits_what_is_queued_and_refuses_the_rest(
    writer: GroupCommit, ledger: Ledger
) -> None:
    ledger.gate.clear()
    futures = [writer.submit(n) for n in range(6)]
    drained = asyncio.create_task(writer.drain())
    await asyncio.sleep(0)
    with pytest.raises(Refusal):
        writer.submit("too late")
    ledger.gate.set()
    await drained
    assert [future.result() for future in futures] == [f"{n} done" for n in range(6)]


async def test_a_batch_waits_for_what_is_already_on_its_way(writer: GroupCommit, ledger: Ledger) -> None:
    """What the loop does in its next turns, such as reading frames that arrived, belongs to this commit."""
    loop = asyncio.get_running_loop()
    await_second = loop.create_future()

    def read() -> None:
        writer.submit("second").add_done_callback(lambda _: await_second.set_result(None))

    first = writer.submit("first")
    loop.call_soon(loop.call_soon, read)
    await asyncio.gather(first, await_second)
    assert ledger.batches == [["first", "second"]]


async def test_an_answer_that_fails_does_not_stop_the_others(writer: GroupCommit, ledger: Ledger) -> None:
    told = []
    writer.post("a", lambda _: 1 / 0)
    writer.post("b", told.append)
    await writer.submit("c")
    assert told == ["b done"]


async def test_a_sender_that_went_away_does_not_stop_the_others(writer: GroupCommit, ledger: Ledger) -> None:
    ledger.gate.clear()
    gone, stays = writer.submit("gone"), writer.submit("stays")
    gone.cancel()
    ledger.gate.set()
    assert await stays == "stays done"
    assert ["gone", "stays"] in ledger.batches  # it was sent, so it is recorded


async def test_a_stopped_writer_leaves_no_thread_and_starts_afresh(ledger: Ledger) -> None:
    writer = GroupCommit(ledger, name="short-lived")
    await writer.submit(1)
    await writer.stop()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("short-lived")]
    assert await writer.submit(2) == "2 done"
    await writer.stop()


def test_a_writer_outlives_the_loop_it_was_used_on(ledger: Ledger) -> None:
    writer = GroupCommit(ledger)

    async def use(item: str) -> Any:
        try:
            return await writer.submit(item)
        finally:
            await writer.stop()

    assert [asyncio.run(use("a")), asyncio.run(use("b"))] == ["a done", "b done"]
