"""The moving parts of a process: they start once, drain in order and leave nothing behind."""

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest

from realtime import runtime as runtime_module
from realtime import threads
from realtime.errors import Refusal
from realtime.group_commit import GroupCommit
from realtime.hub import Hub, Pulse
from realtime.layer import LayerLink
from realtime.runtime import Runtime
from realtime.threads import readers


class Socket:
    """A connection that notes when it was asked to come back later."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.restarted_at: float | None = None

    async def restart(self) -> None:
        self.restarted_at = asyncio.get_running_loop().time()
        self.runtime.sockets.discard(self)


@pytest.fixture
async def runtime() -> AsyncIterator[Runtime]:
    hub = Hub()
    runtime = Runtime(hub, Pulse(hub, readers.run), LayerLink(hub), [GroupCommit(list, name="test")])
    runtime.start()
    yield runtime
    await runtime.stop()


async def test_starting_twice_changes_nothing(runtime: Runtime) -> None:
    tasks = len(asyncio.all_tasks())
    runtime.start()
    assert len(asyncio.all_tasks()) == tasks


async def test_sockets_are_closed_one_after_the_other_over_the_given_time(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    sockets = [Socket(runtime) for _ in range(5)]
    runtime.sockets.update(sockets)
    monkeypatch.setattr(runtime_module, "CLOSED_PER_SECOND", 1)
    await runtime.drain(seconds=0.25)
    times = sorted(socket.restarted_at for socket in sockets)
    assert times[-1] - times[0] >= 0.15
    assert runtime.sockets == set()


async def test_a_few_sockets_are_not_made_to_wait_for_each_other(runtime: Runtime) -> None:
    runtime.sockets.update(Socket(runtime) for _ in range(3))
    async with asyncio.timeout(5):
        await runtime.drain(seconds=60)
    assert runtime.sockets == set()


async def test_sockets_that_cannot_be_closed_wait_at_the_same_time(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stuck(Socket):
        async def restart(self) -> None:
            await asyncio.Event().wait()

    monkeypatch.setattr(runtime_module, "RESTART_TIMEOUT", 0.1)
    runtime.sockets.update(Stuck(runtime) for _ in range(50))
    async with asyncio.timeout(2):
        await runtime.drain(seconds=0)


async def test_a_database_that_does_not_answer_does_not_hold_the_end(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime_module, "WRITER_TIMEOUT", 0.05)
    monkeypatch.setattr(threads, "STOP_SECONDS", 0.05)
    answer = threading.Event()
    (writer,) = runtime.writers
    waiting = [writer.run(answer.wait), asyncio.ensure_future(readers.run(answer.wait))]
    await asyncio.sleep(0)
    try:
        async with asyncio.timeout(5):
            await runtime.drain(seconds=0)
            await runtime.stop()
        assert runtime.stuck
    finally:
        answer.set()
    await asyncio.wait(waiting)


async def test_what_was_sent_is_recorded_before_the_end(runtime: Runtime) -> None:
    (writer,) = runtime.writers
    sent = [writer.submit(n) for n in range(20)]
    await runtime.drain(seconds=0)
    assert [future.result() for future in sent] == list(range(20))
    with pytest.raises(Refusal) as refused:
        writer.submit("too late")
    assert refused.value.retry


async def test_a_stopped_process_leaves_no_task_and_may_start_again() -> None:
    hub = Hub()
    runtime = Runtime(hub, Pulse(hub, readers.run), LayerLink(hub))
    before: set[Any] = asyncio.all_tasks()
    runtime.start()
    await runtime.stop()
    assert asyncio.all_tasks() - before == set()
    runtime.start()
    assert hub.loop is asyncio.get_running_loop()
    await runtime.stop()


async def test_what_takes_a_moment_is_done_once_and_its_failure_stops_nothing(
    runtime: Runtime, caplog: pytest.LogCaptureFixture
) -> None:
    done = threading.Event()

    def fail() -> None:
        raise OSError

    await runtime.stop()
    runtime.warmings = [fail, done.set]
    runtime.start()
    assert await asyncio.to_thread(done.wait, 5)
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == ["not warmed"]
    assert runtime.warmings == []


@pytest.mark.parametrize("in_time", [True, False])
async def test_workers_begin_and_end_with_it_and_a_late_one_is_left_behind(
    runtime: Runtime, in_time: bool
) -> None:
    class Worker:
        doings: list[object]

        def __init__(self) -> None:
            self.doings = []

        def start(self) -> None:
            self.doings.append("start")

        def stop(self, within: float) -> bool:
            self.doings.append(within)
            return in_time

    await runtime.stop()
    worker = Worker()
    runtime.workers = [worker]
    runtime.start()
    await runtime.drain(seconds=0)
    await runtime.stop()
    assert worker.doings == ["start", runtime_module.WRITER_TIMEOUT]
    assert runtime.stuck is not in_time
