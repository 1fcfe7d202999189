"""What is kept for a moment: one read for many, nothing stale, no failure kept."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from realtime.errors import Refusal
from realtime.kept import KEPT_KEYS, Kept
from realtime.threads import readers


class Shelf:
    """Something to read from, that counts how often it is."""

    def __init__(self) -> None:
        self.reads: list[str] = []
        self.gate = threading.Event()
        self.gate.set()
        self.away = False

    def read(self, key: str) -> str:
        self.gate.wait(10)
        self.reads.append(key)
        if self.away:
            raise Refusal("busy", "Away.", retry=True)
        return f"{key} {len(self.reads)}"


@pytest.fixture
async def shelf() -> AsyncIterator[Shelf]:
    shelf = Shelf()
    yield shelf
    shelf.gate.set()
    await asyncio.to_thread(readers.stop)


async def test_many_who_ask_at_once_share_one_read(shelf: Shelf) -> None:
    kept = Kept(shelf.read)
    assert await asyncio.gather(*[kept.of("a") for _ in range(50)]) == ["a 1"] * 50
    assert await kept.of("b") == "b 2"


async def test_an_old_answer_is_read_again(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept(shelf.read)
    assert [await kept.of("a"), await kept.of("a")] == ["a 1", "a 1"]
    monkeypatch.setattr("realtime.kept.KEPT_SECONDS", -1.0)  # the moment is over
    assert await kept.of("a") == "a 2"


async def test_what_is_asked_after_a_change_is_read_after_it(shelf: Shelf) -> None:
    kept = Kept(shelf.read)
    shelf.gate.clear()
    before = asyncio.create_task(kept.of("a"))
    await asyncio.sleep(0)  # the read is on its way
    kept.forget()
    after = asyncio.create_task(kept.of("a"))
    await asyncio.sleep(0)
    shelf.gate.set()
    assert len({await before, await after}) == 2


async def test_a_failure_is_not_kept(shelf: Shelf) -> None:
    kept = Kept(shelf.read)
    shelf.away = True
    with pytest.raises(Refusal):
        await kept.of("a")
    shelf.away = False
    assert await kept.of("a") == "a 2"


async def test_who_hangs_up_takes_the_answer_from_nobody_else(shelf: Shelf) -> None:
    kept = Kept(shelf.read)
    shelf.gate.clear()
    gone, stays = asyncio.create_task(kept.of("a")), asyncio.create_task(kept.of("a"))
    await asyncio.sleep(0)
    gone.cancel()
    shelf.gate.set()
    assert await stays == "a 1"


async def test_keys_nobody_knows_do_not_pile_up(shelf: Shelf) -> None:
    kept = Kept(shelf.read)
    await asyncio.gather(*[kept.of(str(n)) for n in range(KEPT_KEYS + 10)])
    assert len(kept._answers) <= KEPT_KEYS
