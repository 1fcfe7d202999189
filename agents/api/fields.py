"""Fields that agents and departments have in common over REST."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from chat.reach import Reach


@extend_schema_field({"type": "array", "items": {"type": "string"}, "maxItems": 200})
class IdsField(serializers.ListField):
    """The ids of what belongs to something; given are those within reach, the others stay as they are."""

    def __init__(self, among: Callable[[Reach], Any], **options: Any) -> None:
        self.among = among
        limits: dict[str, Any] = {"child": serializers.CharField(max_length=26), "max_length": 200}
        super().__init__(**(limits | options))

    def to_internal_value(self, data: Any) -> list[Any]:
        """Return the rows behind the ids; an id out of reach is unknown."""
        ids = set(super().to_internal_value(data))
        rows = list(self.among(self.context["reach"]).filter(pk__in=ids))
        if len(rows) != len(ids):
            raise serializers.ValidationError("One of these is not known here.")
        return rows

    def to_representation(self, data: Any) -> list[str]:
        """Return the ids."""
        return [row.pk for row in data.all()]


def replace(related: Any, chosen: list[Any], among: Any) -> None:
    """Let something have the chosen ones, and keep what it has outside of those that could be chosen."""
    kept = related.model.objects.filter(pk__in=related.all()).exclude(pk__in=among)
    related.set([*chosen, *kept])
