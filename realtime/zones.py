"""Time zones by their IANA names."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones())


def validate_zone(name: Any) -> None:
    """Refuse whatever is not the IANA name of a time zone."""
    if not isinstance(name, str) or name not in _names():
        raise ValidationError(_("This is not a time zone such as Europe/Berlin."))
