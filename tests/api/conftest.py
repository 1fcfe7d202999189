"""What the tests of REST as a whole share."""

from tests.chat.conftest import people, shop

__all__ = ["people", "shop"]
