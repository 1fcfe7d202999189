"""How bodies sent to REST are read: as strictly as frames are."""

from collections.abc import Mapping
from typing import IO, Any

import msgspec
from rest_framework import exceptions
from rest_framework.parsers import BaseParser


class StrictJSONParser(BaseParser):
    """JSON without the liberties of Python's: no half characters, no depth that ends in a crash."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the decoded body."""
        try:
            return msgspec.json.decode(stream.read())
        except (msgspec.DecodeError, RecursionError, UnicodeError, ValueError):
            raise exceptions.ParseError("This is not JSON.") from None
