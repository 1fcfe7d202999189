"""The primary key of every noun that has a name on the wire."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from realtime.ids import LENGTH, new_id


class IdField(models.CharField):  # type: ignore[type-arg]
    """A text primary key filled with a fresh opaque id.

    On PostgreSQL a ``bpchar``: a ``varchar`` key would bring a second index for LIKE with every table.
    Not by its other name ``char``, which Django's bulk inserts shorten to an array of single characters.
    """

    def __init__(self, **kwargs: Any) -> None:
        defaults: dict[str, Any] = {
            "primary_key": True,
            "max_length": LENGTH,
            "default": new_id,
            "editable": False,
        }
        super().__init__(**(defaults | kwargs))

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """Return the column's type; foreign keys to it have the same."""
        return f"bpchar({LENGTH})" if connection.vendor == "postgresql" else super().db_type(connection)
