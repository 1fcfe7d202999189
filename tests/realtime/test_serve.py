"""Serving: told to stop, it stops on the loop, on every platform."""

import asyncio
import os
import signal
from collections.abc import Iterator

import pytest

from realtime.serve import _when_told_to_stop


@pytest.fixture(autouse=True)
def own_handlers() -> Iterator[None]:
    """Put back what other people's handlers were."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_is_heard_where_the_loop_takes_none(
    monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    def missing(*_args: object) -> None:
        raise NotImplementedError

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(loop, "add_signal_handler", missing)  # as on Windows
    told = asyncio.Event()
    _when_told_to_stop(loop, told.set)
    os.kill(os.getpid(), number)
    async with asyncio.timeout(2):
        await told.wait()
