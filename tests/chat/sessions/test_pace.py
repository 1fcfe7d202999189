"""Marks move at most once a second, and the last one is never lost."""

import asyncio
from dataclasses import dataclass

import pytest

from chat.sessions import pace as pace_module
from chat.sessions.pace import Pace


@dataclass(frozen=True)
class Mark:
    conversation: str
    seq: int


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace_module, "SECONDS", 0.05)


async def test_the_first_is_done_at_once_and_of_the_others_the_last() -> None:
    done: list[int] = []
    skipped: list[int] = []
    pace = Pace(lambda mark: skipped.append(mark.seq))
    for seq in (1, 2, 3, 4):
        pace.take(Mark("a", seq), lambda mark: done.append(mark.seq))
    assert (done, skipped) == ([1], [2, 3])
    async with asyncio.timeout(5):
        while len(done) < 2:
            await asyncio.sleep(0.01)
    assert done == [1, 4]


async def test_conversations_do_not_wait_for_each_other() -> None:
    done: list[str] = []
    pace = Pace(lambda mark: None)
    for conversation in ("a", "b"):
        pace.take(Mark(conversation, 1), lambda mark: done.append(mark.conversation))
    assert done == ["a", "b"]


async def test_what_waits_is_done_when_the_session_ends() -> None:
    done: list[int] = []
    pace = Pace(lambda mark: None)
    for seq in (1, 2):
        pace.take(Mark("a", seq), lambda mark: done.append(mark.seq))
    pace.finish()
    assert done == [1, 2]
