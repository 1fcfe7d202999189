"""The same people as in the tests of conversations."""

from tests.chat.conftest import shop

__all__ = ["shop"]
