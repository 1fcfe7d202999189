"""The same people as in the tests of conversations; nobody has behaved like a machine yet."""

from collections.abc import Iterator

import pytest

from tests.chat.conftest import people, shop
from visitors.tracking import drops, pipeline

__all__ = ["people", "shop"]


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    """Let no test count what another has dropped, or judge by its conduct."""
    drops.counted.clear()
    pipeline.conducts._by_key.clear()
    yield
