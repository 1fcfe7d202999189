"""The same people as in the tests of conversations."""

from tests.chat.conftest import allow, people, shop

__all__ = ["allow", "people", "shop"]
