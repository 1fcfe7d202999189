"""When the van comes: the days the shop can promise, counted from today."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

SUNDAY = 6
HOURS = ("8:00 to 12:00", "12:00 to 16:00", "9:00 to 13:00", "8:00 to 12:00")


@dataclass(frozen=True)
class Slot:
    """A day and the hours in which the van comes."""

    day: date
    hours: str


def earliest(today: date, *, days: int) -> date:
    """Return the first day of delivery when the goods need so many working days."""
    return next(islice(_working_days(today), days - 1, None))


def slots(today: date, *, days: int = 2) -> list[Slot]:
    """Return the next four days to choose from."""
    open_days = islice(_working_days(today), days - 1, days - 1 + len(HOURS))
    return [Slot(day, hours) for day, hours in zip(open_days, HOURS, strict=True)]


def _working_days(today: date) -> Iterator[date]:
    day = today
    while True:
        day += timedelta(days=1)
        if day.weekday() != SUNDAY:
            yield day
