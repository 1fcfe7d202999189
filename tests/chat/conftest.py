"""What the tests of conversations share."""

import time
from collections.abc import AsyncIterator, Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from chat.sessions import limits
from realtime import allowance
from realtime.runtime import Runtime
from tests.chat.shop import Shop
from tests.chat.wire import People


@pytest.fixture
def shop(db: None) -> Shop:
    """Return two brands and their people."""
    return Shop.open()


@pytest.fixture
async def people(process: Runtime, shop: Shop) -> AsyncIterator[People]:
    """Return how to connect; everybody hangs up before the process ends."""
    people = People(shop)
    yield people
    await people.hang_up(*people.tabs)


@pytest.fixture
def allow(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Return how to set the rates, for this test; what is used up stays so, however long the test takes."""
    now = time.monotonic()
    monkeypatch.setattr(allowance, "time", SimpleNamespace(monotonic=lambda: now))

    def set_rates(**rates: int) -> None:
        for name, rate in rates.items():
            setattr(settings, name, rate)
        limits._allowances.cache_clear()

    yield set_rates
    limits._allowances.cache_clear()
