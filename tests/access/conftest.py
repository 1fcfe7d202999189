"""What the tests of access share."""

import pytest

from tests.access.secret import Secret
from tests.agents.conftest import fresh_limits
from tests.chat.conftest import people, shop
from tests.chat.shop import Shop
from tests.chat.wire import outside

__all__ = ["fresh_limits", "people", "shop"]


@pytest.fixture
async def secret(shop: Shop) -> Secret:
    """Return what is to be kept from everybody here."""
    return await outside(lambda: Secret.hide(shop))
