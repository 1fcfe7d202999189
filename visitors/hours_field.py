"""Opening hours as a field over REST."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from visitors.hours import MOST_DAYS, MOST_INTERVALS, validate_hours

_TIME = {"type": "string", "pattern": r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$", "example": "09:00"}
_INTERVAL = {"type": "array", "items": _TIME, "minItems": 2, "maxItems": 2}
_DAY = {"type": "array", "items": _INTERVAL, "maxItems": MOST_INTERVALS}
HOURS: dict[str, Any] = {
    "type": "object",
    "description": "Intervals by weekday, Monday first, and by date; empty is inherited or open at all hours.",
    "properties": {
        "week": {"type": "array", "items": _DAY, "minItems": 7, "maxItems": 7},
        "days": {"type": "object", "additionalProperties": _DAY, "maxProperties": MOST_DAYS},
    },
    "additionalProperties": False,
}


@extend_schema_field(HOURS)
class HoursField(serializers.JSONField):
    """A week of intervals and the days that differ."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**({"validators": [validate_hours]} | options))
