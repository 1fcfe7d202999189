"""The same people as in the tests of conversations, and limits that nobody has used up."""

from typing import Any

import pytest

from realtime.ids import new_id
from tests.chat.conftest import people, shop

__all__ = ["people", "shop"]


@pytest.fixture
def fresh_limits(settings: Any) -> None:
    """Count wrong tries from nothing; on the leg with Redis they are counted there."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": new_id()}}
