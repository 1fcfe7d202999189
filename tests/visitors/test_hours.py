"""Opening hours: what the clock on the wall says, in every zone and on the nights the clocks are set."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import available_timezones

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from visitors.hours import Hours, validate_hours

NIGHTS = [[["22:00", "04:00"]]] * 5 + [[], []]
OFFICE = [[["09:00", "12:30"], ["13:00", "18:00"]]] * 5 + [[], []]
EARLY = [[["02:00", "03:00"]]] * 7
WEEKDAY = [[["09:00", "18:00"]]] * 5 + [[], []]
CHRISTMAS = {"2026-12-24": [["09:00", "13:00"]], "2026-12-25": []}


def hours(week: Any = None, days: Any = None, zone: str = "Europe/Berlin") -> Hours:
    said = {"week": week} if week is not None else {}
    return Hours.of(said | ({"days": days} if days is not None else {}), zone)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("week", "at", "is_open"),
    [
        (NIGHTS, "2026-07-02T01:59", True),  # Thursday 03:59, Wednesday's shift
        (NIGHTS, "2026-07-02T02:00", False),
        (NIGHTS, "2026-07-04T01:59", True),  # Saturday 03:59, Friday's shift
        (NIGHTS, "2026-07-04T20:30", False),  # Saturday has none
        (NIGHTS, "2026-07-06T01:00", False),  # nor has Sunday, whose night this is
        (EARLY, "2026-03-29T00:30", False),  # 01:30+01; the hour from 02:00 does not exist
        (EARLY, "2026-03-29T01:30", False),  # 03:30+02
        (EARLY, "2026-10-25T00:30", True),  # 02:30+02
        (EARLY, "2026-10-25T01:30", True),  # 02:30+01
        (OFFICE, "2026-11-19T11:29", True),  # 12:29
        (OFFICE, "2026-11-19T11:30", False),  # lunch
        (OFFICE, "2026-11-19T12:00", True),
        (OFFICE, "2026-11-21T12:00", False),  # Saturday
        ([[["00:00", "24:00"]]] * 7, "2026-11-21T23:00", True),
        ([[["09:00", "09:00"]]] + [[]] * 6, "2026-11-24T07:59", True),  # once around the clock, from Monday
        ([[["09:00", "09:00"]]] + [[]] * 6, "2026-11-24T08:00", False),
        ([[]] * 7, "2026-11-19T12:00", False),
    ],
)
def test_an_interval_belongs_to_the_day_it_starts_on(week: Any, at: str, is_open: bool) -> None:
    assert hours(week).is_open(utc(at)) is is_open


@pytest.mark.parametrize(
    ("at", "hour", "offset"),
    [
        ("2026-03-29T00:30", "01:30", 1),
        ("2026-03-29T01:30", "03:30", 2),
        ("2026-10-25T00:30", "02:30", 2),
        ("2026-10-25T01:30", "02:30", 1),
    ],
)
def test_the_clock_on_the_wall_is_the_one_of_the_zone(at: str, hour: str, offset: int) -> None:
    wall = utc(at).astimezone(hours().zone)
    assert (f"{wall:%H:%M}", wall.utcoffset()) == (hour, timedelta(hours=offset))


@pytest.mark.parametrize(
    ("midnight", "hours_long"), [("2026-03-28T23:00", 23), ("2026-10-24T22:00", 25), ("2026-06-01T22:00", 24)]
)
def test_a_day_that_is_open_all_day_is_as_long_as_the_clocks_make_it(midnight: str, hours_long: int) -> None:
    start = utc(midnight)
    day = start.astimezone(hours().zone).date().isoformat()
    only = hours([[]] * 7, {day: [["00:00", "24:00"]]})
    assert only.next_open_at(start - timedelta(days=3)) == start
    assert only.next_change_at(start) == start + timedelta(hours=hours_long)


def test_a_dated_day_replaces_what_starts_on_it() -> None:
    shop = hours(WEEKDAY, CHRISTMAS)
    assert shop.is_open(utc("2026-12-24T11:59")) and not shop.is_open(utc("2026-12-24T12:00"))
    assert shop.next_open_at(utc("2026-12-24T12:00")) == utc("2026-12-28T08:00")
    assert not shop.is_open(utc("2026-12-25T10:00")) and shop.is_open(utc("2026-12-28T10:00"))


def test_a_day_without_a_year_comes_every_year_unless_one_year_says_otherwise() -> None:
    shop = hours(WEEKDAY, {"12-25": [], "2028-12-25": [["10:00", "11:00"]]})
    assert [shop.is_open(utc(f"{year}-12-25T09:30")) for year in (2026, 2028, 2029)] == [False, True, False]


def test_a_leap_day_alone_is_found_years_ahead() -> None:
    shop = hours([[]] * 7, {"02-29": [["09:00", "10:00"]]})
    assert shop.next_open_at(utc("2096-03-01T00:00")) == utc("2104-02-29T08:00")


def test_the_night_before_a_holiday_is_worked_to_its_end() -> None:
    bar = hours(NIGHTS, {"2026-07-02": []})
    assert bar.is_open(utc("2026-07-02T01:59")) and not bar.is_open(utc("2026-07-02T21:00"))


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-11-19T19:05", "2026-11-20T08:00"),  # Thursday 20:05: tomorrow at 9:00
        ("2026-11-20T11:40", "2026-11-20T12:00"),  # Friday 12:40: at 13:00
        ("2026-11-21T15:00", "2026-11-23T08:00"),  # Saturday: Monday at 9:00
        ("2026-03-28T15:00", "2026-03-30T07:00"),  # over the night the clocks are set: still 9:00
    ],
)
def test_it_says_when_somebody_is_back(at: str, opens: str) -> None:
    assert hours(OFFICE).next_open_at(utc(at)) == utc(opens)


def test_while_it_is_open_nothing_opens() -> None:
    assert hours(OFFICE).next_open_at(utc("2026-11-19T09:00")) is None
    assert hours(OFFICE).next_change_at(utc("2026-11-19T09:00")) == utc("2026-11-19T11:30")


def test_nothing_said_is_open_for_ever() -> None:
    assert (
        hours().is_open(utc("2026-11-22T03:00")) and hours().next_change_at(utc("2026-11-22T03:00")) is None
    )


def test_without_a_week_only_the_days_differ() -> None:
    shop = hours(days={"2026-12-25": []})
    assert shop.next_change_at(utc("2026-11-22T03:00")) == utc("2026-12-24T23:00")
    assert shop.next_open_at(utc("2026-12-25T12:00")) == utc("2026-12-25T23:00")


def test_what_never_opens_again_says_so() -> None:
    assert hours([[]] * 7).next_open_at(utc("2026-11-22T03:00")) is None
    assert hours([[]] * 7, {"2026-01-01": [["09:00", "10:00"]]}).next_open_at(utc("2026-11-22T03:00")) is None


def test_a_day_years_ahead_is_found() -> None:
    only = hours([[]] * 7, {"2031-05-17": [["09:00", "10:00"]]})
    assert only.next_open_at(utc("2026-11-22T03:00")) == utc("2031-05-17T07:00")


def test_an_interval_the_clocks_skip_opens_a_week_later() -> None:
    brunch = hours([[]] * 6 + [[["02:00", "03:00"]]])
    assert brunch.next_open_at(utc("2026-03-28T12:00")) == utc("2026-04-05T00:00")


def test_a_day_the_island_never_had_is_passed_over() -> None:
    friday = hours([[]] * 4 + [[["00:00", "24:00"]]] + [[]] * 2, zone="Pacific/Apia")
    assert friday.next_open_at(utc("2011-12-29T12:00")) == utc("2012-01-05T10:00")


# The property: what is told of the future is what asking every quarter of an hour finds.

CLOCK = st.integers(0, 95).map(lambda quarter: f"{quarter // 4:02}:{quarter % 4 * 15:02}")
INTERVALS = st.lists(st.tuples(CLOCK, CLOCK | st.just("24:00")).map(list), max_size=3)
ZONES = st.sampled_from(sorted(available_timezones()))
DATES = st.dates(date(2000, 1, 1), date(2037, 12, 1))


def said(data: st.DataObject, around: date) -> dict[str, Any]:
    """Draw hours without overlaps, with days that differ not far from a date."""

    def fair(intervals: list[list[str]]) -> list[list[str]]:
        try:
            validate_hours({"days": {"2026-01-01": intervals}})
        except ValidationError:
            return intervals[:1]
        return intervals

    week = [fair(data.draw(INTERVALS)) for _day in range(7)]
    near = st.integers(-3, 10).map(lambda number: (around + timedelta(number)).isoformat())
    near |= near.map(lambda day: day[5:])  # every year
    days = data.draw(st.dictionaries(near, INTERVALS, max_size=3))
    return {"week": week, "days": {day: fair(intervals) for day, intervals in days.items()}}


@settings(max_examples=60)
@given(st.data(), ZONES, DATES, CLOCK)
def test_in_every_zone_the_next_change_is_what_asking_all_the_time_finds(
    data: st.DataObject, zone: str, day: date, clock: str
) -> None:
    shop = Hours.of(said(data, day), zone)
    at = datetime.combine(day, time.fromisoformat(clock), UTC)
    change = shop.next_change_at(at)
    end = at + timedelta(days=4) if change is None else min(change, at + timedelta(days=4))
    asked = [at + timedelta(minutes=15) * n for n in range(int((end - at) / timedelta(minutes=15)) + 1)]
    assert {shop.is_open(moment) for moment in asked if moment < end} <= {shop.is_open(at)}
    if change is not None:
        before = change - timedelta(microseconds=1)
        assert shop.is_open(before) == shop.is_open(at) != shop.is_open(change)
        assert shop.next_open_at(at) == (None if shop.is_open(at) else change)


def test_around_every_change_of_the_clocks_it_is_what_asking_every_minute_finds() -> None:
    for zone in ("Europe/Berlin", "Australia/Lord_Howe", "Africa/Casablanca", "America/St_Johns"):
        shop = Hours.of({"week": [[["00:10", "01:50"], ["02:15", "02:45"], ["23:40", "00:05"]]] * 7}, zone)
        for start in (utc("2026-03-28T12:00"), utc("2026-10-24T12:00"), utc("2026-04-04T10:00")):
            minutes = [start + timedelta(minutes=n) for n in range(26 * 60)]
            flips = [b for a, b in pairwise(minutes) if shop.is_open(a) != shop.is_open(b)]
            told, at = [], start
            while (change := shop.next_change_at(at)) is not None and change <= minutes[-1]:
                told.append(at := change)
            assert told == flips


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (None, "Hours are written as"),
        ([], "Hours are written as"),
        ({"weeks": []}, "Hours are written as"),
        ({"week": [[]] * 6}, "A week has seven days"),
        ({"week": {}}, "A week has seven days"),
        ({"week": [None] + [[]] * 6}, "Monday: a list of intervals"),
        ({"week": [[["09:00", "10:00"]] * 25] + [[]] * 6}, "Monday: a list of intervals"),
        ({"week": [[], [["09:00"]]] + [[]] * 5}, "Tuesday: an interval has a start and an end"),
        ({"week": [[], ["09:00"]] + [[]] * 5}, "Tuesday: an interval has a start and an end"),
        ({"week": [[["9:00", "18:00"]]] + [[]] * 6}, "Monday: 9:00 is not a time"),
        ({"week": [[["09:00", "25:00"]]] + [[]] * 6}, "Monday: 25:00 is not a time"),
        ({"week": [[["09:00", "24:01"]]] + [[]] * 6}, "Monday: 24:01 is not a time"),
        ({"week": [[["09:00\n", "18:00"]]] + [[]] * 6}, "is not a time"),
        ({"week": [[[9, 18]]] + [[]] * 6}, "Monday: 9 is not a time"),
        ({"week": [[["24:00", "02:00"]]] + [[]] * 6}, "nothing starts at 24:00"),
        ({"week": [[["09:00", "13:00"], ["12:00", "18:00"]]] + [[]] * 6}, "Monday: two intervals overlap"),
        ({"week": [[["22:00", "02:00"], ["23:00", "23:30"]]] + [[]] * 6}, "Monday: two intervals overlap"),
        ({"days": {"24.12.2026": []}}, "24.12.2026 is not a date"),
        ({"days": {"2026-02-30": []}}, "2026-02-30 is not a date"),
        ({"days": {"02-30": []}}, "02-30 is not a date"),
        ({"days": {"2-3": []}}, "2-3 is not a date"),
        ({"days": {"20261224": []}}, "20261224 is not a date"),
        ({"days": {"1999-12-31": []}}, "1999-12-31 is not a date"),
        ({"days": {"2026-12-24": None}}, "2026-12-24: a list of intervals"),
        ({"days": {f"2{n:03}-01-01": [] for n in range(401)}}, "at most 400"),
        ({"days": []}, "Days that differ"),
    ],
)
def test_what_is_wrong_is_named(wrong: Any, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        validate_hours(wrong)


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "CEST", "../etc/passwd", None, 7])
def test_a_zone_is_one_of_those_there_are(zone: Any) -> None:
    with pytest.raises(ValidationError, match="not a time zone"):
        Hours.of({}, zone)
