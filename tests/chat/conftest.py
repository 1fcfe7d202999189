"""What the tests of conversations share."""

from collections.abc import AsyncIterator

import pytest

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
