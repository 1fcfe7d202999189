from collections.abc import AsyncIterator

import pytest

from realtime.runtime import Runtime
from tests.docs.exchange import Exchange


@pytest.fixture
def brand(transactional_db: None) -> Exchange:
    return Exchange()


@pytest.fixture
async def exchange(process: Runtime, brand: Exchange) -> AsyncIterator[Exchange]:
    """Return a visitor and an agent who will do everything once; both hang up before the process ends."""
    yield brand
    brand.hang_up()
