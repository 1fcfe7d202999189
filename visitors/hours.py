"""Opening hours: a week of intervals, days that differ, and the zone whose clock they are read on."""

import re
from bisect import bisect
from calendar import isleap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from realtime.hub import Delivery, publish
from realtime.zones import validate_zone

# Followed inside each process, by nobody on the wire.
HOURS = "hours"

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
# A week may look unchanging because the clocks skip its one interval; two weeks in a row do not.
FORTNIGHT = 15
MOST_INTERVALS, MOST_DAYS = 24, 400
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")
_DATE = re.compile(r"2\d{3}-\d\d-\d\d")
_YEARLY = re.compile(r"\d\d-\d\d")
# A 29 February comes within so many years, and what the clocks skip in one of them they do not in the others.
YEARS = 9
_ALL_DAY = (("00:00", "24:00"),)

Interval = tuple[timedelta, timedelta]
"""From and to, counted on the clock on the wall from the midnight its day begins with."""


@dataclass(frozen=True)
class Hours:
    """When somebody is there: each interval ``[start, end)`` belongs to the day it starts on.

    An end that is not after its start lies on the next day. An exception replaces what starts on its day; one
    that comes every year gives way to one of a single year. Membership is that of the clock on the wall, so an
    hour the clocks repeat is open twice.
    """

    week: tuple[tuple[Interval, ...], ...]
    days: Mapping[date, tuple[Interval, ...]] = field(default_factory=dict)
    yearly: Mapping[tuple[int, int], tuple[Interval, ...]] = field(default_factory=dict)
    zone: ZoneInfo = ZoneInfo("UTC")  # noqa: RUF009 -- immutable, and the same object for everybody

    @classmethod
    def of(cls, said: Any, zone: str) -> "Hours":
        """Return what was said as ``{"week": […], "days": {…}}``; without a week every day is open all day.

        A day that differs is named by its date, or without the year where it comes every year. Raises a
        validation error that names what is wrong.
        """
        validate_zone(zone)
        if not isinstance(said, dict) or not said.keys() <= {"week", "days"}:
            raise ValidationError(_('Hours are written as {"week": […], "days": {…}}.'))
        week, days = said.get("week", [_ALL_DAY] * 7), said.get("days", {})
        if not isinstance(week, list) or len(week) != 7:
            raise ValidationError(_("A week has seven days, Monday first."))
        if not isinstance(days, dict) or len(days) > MOST_DAYS:
            raise ValidationError(_("Days that differ are written by date, at most %d.") % MOST_DAYS)
        return cls(
            tuple(_intervals(day, str(WEEKDAYS[number])) for number, day in enumerate(week)),
            {_date(name): _intervals(day, name) for name, day in days.items() if not _is_yearly(name)},
            {_calendar_day(name): _intervals(day, name) for name, day in days.items() if _is_yearly(name)},
            ZoneInfo(zone),
        )

    def is_open(self, at: datetime) -> bool:
        """Tell whether a moment lies in an interval."""
        wall = at.astimezone(self.zone).replace(tzinfo=None)
        today = wall.date()
        since = wall - datetime.combine(today, time())
        return any(start <= since < end for start, end in self._starting(today)) or any(
            since + DAY < end for _start, end in self._starting(today - DAY)
        )

    def next_change_at(self, at: datetime) -> datetime | None:
        """Return when it opens or closes next, if it ever does."""
        now = self.is_open(at)
        return next((edge for edge in self._edges(at) if self.is_open(edge) != now), None)

    def next_open_at(self, at: datetime) -> datetime | None:
        """Return when it opens next; nothing while it is open, nor where it never opens again."""
        return None if self.is_open(at) else self.next_change_at(at)

    def _starting(self, day: date) -> tuple[Interval, ...]:
        usual = self.yearly.get((day.month, day.day), self.week[day.weekday()])
        return self.days.get(day, usual)

    def _edges(self, at: datetime) -> Iterator[datetime]:
        """Yield, in order, every moment after ``at`` at which the answer could be another."""
        found: list[datetime] = []
        for day in self._telling_days(at.astimezone(self.zone).date()):
            edges = {self._moment(day, edge, fold) for edge in self._boundaries(day) for fold in (0, 1)}
            found = sorted({*found, *edges, *self._clock_changes(day)})
            # Wherever the zone lies, no later day begins before this one does in Greenwich.
            ready = bisect(found, _greenwich(day))
            yield from (edge for edge in found[:ready] if edge > at)
            del found[:ready]
        yield from (edge for edge in found if edge > at)

    def _telling_days(self, today: date) -> Iterator[date]:
        """Yield, in order, the days after which the plain week has been seen twice, and so can bring nothing new."""
        first = last = today - DAY * 2
        starts = [today - DAY, *(day for day in self.days if day > first), *self._anniversaries(first)]
        for start in sorted(starts):
            for number in range(-1, FORTNIGHT):
                day = start + DAY * number
                if day >= last:
                    yield day
                    last = day + DAY

    def _anniversaries(self, after: date) -> Iterator[date]:
        """Yield when the days that differ every year come next, in each year that may bring something new."""
        for month, day in self.yearly:
            for year in range(after.year, after.year + YEARS):
                if (month, day) != (2, 29) or isleap(year):
                    yield date(year, month, day)

    def _boundaries(self, day: date) -> set[timedelta]:
        """Return where intervals begin and end on a day, those from the day before included."""
        own = {edge for interval in self._starting(day) for edge in interval if edge <= DAY}
        late = {end - DAY for _start, end in self._starting(day - DAY) if end > DAY}
        # Midnight counts: from it on, other intervals are looked at.
        return own | late | {timedelta()}

    def _moment(self, day: date, edge: timedelta, fold: int) -> datetime:
        wall = datetime.combine(day, time()) + edge
        return wall.replace(tzinfo=self.zone, fold=fold).astimezone(UTC)

    def _clock_changes(self, day: date) -> list[datetime]:
        """Return when the clocks are set on a day of Greenwich: at most once, to the second."""
        start = _greenwich(day)
        before = self._offset(start)
        if self._offset(start + DAY) == before:
            return []
        low, high = 0, DAY // SECOND
        while high - low > 1:
            middle = (low + high) // 2
            if self._offset(start + middle * SECOND) == before:
                low = middle
            else:
                high = middle
        return [start + high * SECOND]

    def _offset(self, at: datetime) -> timedelta | None:
        return at.astimezone(self.zone).utcoffset()


def announce_hours() -> None:
    """Let every process look at the hours again; what visitors are told of them is not said here."""
    publish(Delivery((HOURS,), ""))


def validate_hours(said: Any) -> None:
    """Refuse whatever cannot be read as hours, and say why."""
    Hours.of(said, "UTC")


def _greenwich(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _date(name: Any) -> date:
    try:
        if isinstance(name, str) and _DATE.fullmatch(name):
            return date.fromisoformat(name)
    except ValueError:
        pass
    raise _no_date(name)


def _is_yearly(name: Any) -> bool:
    return isinstance(name, str) and _YEARLY.fullmatch(name) is not None


def _calendar_day(name: str) -> tuple[int, int]:
    try:
        day = date.fromisoformat(f"2000-{name}")  # which has a 29 February
    except ValueError:
        raise _no_date(name) from None
    return day.month, day.day


def _no_date(name: Any) -> ValidationError:
    return ValidationError(_("%s is not a date such as 2026-12-24.") % _short(name))


def _intervals(said: Any, day: str) -> tuple[Interval, ...]:
    """Return a day's intervals in their order; two of them share no time."""
    if not isinstance(said, list | tuple) or len(said) > MOST_INTERVALS:
        raise ValidationError(_("%s: a list of intervals is needed.") % day)
    found = sorted(_interval(interval, day) for interval in said)
    for (_start, end), (start, _end) in pairwise(found):
        if start < end:
            raise ValidationError(_("%s: two intervals overlap.") % day)
    return tuple(found)


def _interval(said: Any, day: str) -> Interval:
    if not isinstance(said, list | tuple) or len(said) != 2:
        raise ValidationError(_("%s: an interval has a start and an end.") % day)
    start, end = (_time(edge, day) for edge in said)
    if start == DAY:
        raise ValidationError(_("%s: nothing starts at 24:00.") % day)
    return start, end if end > start else end + DAY


def _time(said: Any, day: str) -> timedelta:
    if not isinstance(said, str) or not _TIME.fullmatch(said):
        raise ValidationError(
            _("%(day)s: %(said)s is not a time such as 09:00.") % {"day": day, "said": _short(said)}
        )
    hour, minute = said.split(":")
    return timedelta(hours=int(hour), minutes=int(minute))


def _short(said: Any) -> str:
    return str(said)[:40]
