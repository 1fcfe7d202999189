"""Days, with a time or without, on the clock of whoever asks: whether they are some, and how people say them."""

import re
from datetime import date, datetime

from django.utils.formats import date_format

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def is_day(text: str) -> bool:
    """Tell whether words are a day of the calendar, written as all of them are."""
    try:
        return bool(_DAY.fullmatch(text)) and date.fromisoformat(text) is not None
    except ValueError:
        return False


def is_moment(text: str) -> bool:
    """Tell whether what looks like a day, or like a day and a time, is one."""
    try:
        return datetime.fromisoformat(text) is not None
    except ValueError:
        return False


def said(moment: str) -> str:
    """Return a day, or a day and a time, as people say it."""
    at = datetime.fromisoformat(moment)
    day = date_format(at, "l j F Y")
    return f"{day}, {at:%H:%M}" if "T" in moment else day
