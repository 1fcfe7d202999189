"""The primary key of every noun that has a name on the wire."""

from typing import Any

from django.db import models

from realtime.ids import LENGTH, new_id


class IdField(models.CharField):  # type: ignore[type-arg]
    """A text primary key filled with a fresh opaque id."""

    def __init__(self, **kwargs: Any) -> None:
        defaults: dict[str, Any] = {
            "primary_key": True,
            "max_length": LENGTH,
            "default": new_id,
            "editable": False,
        }
        super().__init__(**(defaults | kwargs))
