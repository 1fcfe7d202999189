"""What the tests of conversations share."""

import pytest

from tests.chat.shop import Shop


@pytest.fixture
def shop(db: None) -> Shop:
    """Return two brands and their people."""
    return Shop.open()
