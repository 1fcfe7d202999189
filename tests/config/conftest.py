"""The same people as in the tests of conversations."""

from tests.chat.conftest import people, shop

__all__ = ["people", "shop"]
