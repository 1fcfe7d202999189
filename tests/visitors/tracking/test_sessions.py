"""Which visit something belongs to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from visitors.tracking.campaigns import NO_CAMPAIGN, Campaign, campaign_of
from visitors.tracking.sessions import Activity, OpenVisit, Placement, Reason, Step, is_bounce, place

TEN = datetime(2026, 7, 2, 10, tzinfo=UTC)
SALE = Campaign(name="sale")
OPEN = OpenVisit(TEN, TEN)


def at(clock: str) -> datetime:
    hour, minute, second = map(int, clock.split(":"))
    return TEN.replace(hour=hour, minute=minute, second=second)


def test_the_day_of_the_specification_is_four_visits() -> None:
    visits: list[OpenVisit] = []
    seen: list[tuple[str, Step, Reason | None]] = []
    for clock, activity, query in [
        ("10:00:00", Activity.VIEW, ""),
        ("10:10:00", Activity.VIEW, ""),
        ("10:40:00", Activity.INPUT, ""),
        ("11:10:01", Activity.VIEW, ""),
        ("11:15:00", Activity.VIEW, "utm_campaign=sale"),
        ("11:20:00", Activity.IDLE, ""),
        ("11:46:00", Activity.VIEW, ""),
    ]:
        campaign = campaign_of(query)
        placement = place(visits[-1] if visits else None, activity, at=at(clock), campaign=campaign)
        if placement.step is Step.BEGINS:
            visits.append(OpenVisit(at(clock), at(clock), campaign))
        elif placement.step is Step.CONTINUES:
            visits[-1] = replace(visits[-1], last_activity_at=at(clock))
        seen.append((f"V{len(visits)}", placement.step, placement.reason))
    assert seen == [
        ("V1", Step.BEGINS, Reason.FIRST),
        ("V1", Step.CONTINUES, None),
        ("V1", Step.CONTINUES, None),
        ("V2", Step.BEGINS, Reason.GAP),
        ("V3", Step.BEGINS, Reason.CAMPAIGN),
        ("V3", Step.IGNORED, None),
        ("V4", Step.BEGINS, Reason.GAP),
    ]
    ends = [visit.last_activity_at for visit in visits]
    assert ends == [at("10:40:00"), at("11:10:01"), at("11:15:00"), at("11:46:00")]


@pytest.mark.parametrize(
    ("activity", "begins"),
    [
        (Activity.VIEW, True),
        (Activity.INPUT, True),
        (Activity.MESSAGE, True),
        (Activity.EVENT, True),
        (Activity.IDLE, False),
        (Activity.WITHDRAWAL, False),
    ],
)
def test_only_what_somebody_does_begins_a_visit(activity: Activity, begins: bool) -> None:
    expected = Placement(Step.BEGINS, Reason.FIRST) if begins else Placement(Step.IGNORED)
    assert place(None, activity, at=TEN) == expected


@pytest.mark.parametrize(
    ("carried", "comes", "begins"),
    [
        (SALE, SALE, False),
        (SALE, Campaign(name="Sale", term="bikes"), False),
        (SALE, NO_CAMPAIGN, False),
        (SALE, Campaign(name="other"), True),
        (NO_CAMPAIGN, Campaign(click_kind="gclid"), True),
    ],
)
def test_another_campaign_begins_a_visit_and_the_same_does_not(
    carried: Campaign, comes: Campaign, begins: bool
) -> None:
    placement = place(replace(OPEN, campaign=carried), Activity.VIEW, at=TEN, campaign=comes)
    assert placement.reason == (Reason.CAMPAIGN if begins else None)


def test_a_campaign_counts_where_a_page_is_viewed_alone() -> None:
    assert place(OPEN, Activity.EVENT, at=TEN, campaign=SALE).step is Step.CONTINUES


@pytest.mark.parametrize(
    ("was", "now", "begins"),
    [("", "ann", False), ("ann", "", False), ("ann", "ann", False), ("ann", "bob", True)],
)
def test_somebody_else_at_the_same_browser_begins_a_visit(was: str, now: str, begins: bool) -> None:
    placement = place(replace(OPEN, identity=was), Activity.VIEW, at=TEN, identity=now)
    assert placement.reason == (Reason.IDENTITY if begins else None)


@pytest.mark.parametrize(("second", "reason"), [(0, None), (1, Reason.AGE)])
def test_no_visit_is_older_than_a_day(second: int, reason: Reason | None) -> None:
    now = TEN + timedelta(days=1, seconds=second)
    assert place(replace(OPEN, last_activity_at=now), Activity.VIEW, at=now).reason == reason


def test_midnight_ends_nothing_and_what_arrives_late_neither() -> None:
    late = OpenVisit(at("23:50:00"), at("23:50:00"))
    assert place(late, Activity.VIEW, at=at("23:50:00") + timedelta(minutes=20)).step is Step.CONTINUES
    assert place(late, Activity.VIEW, at=at("23:20:00")).step is Step.CONTINUES


def test_consent_taken_back_ends_the_visit_and_begins_none() -> None:
    assert place(OPEN, Activity.WITHDRAWAL, at=TEN) == Placement(Step.ENDS, Reason.WITHDRAWN)


def test_a_visit_can_be_continued_for_half_an_hour() -> None:
    assert OPEN.is_over_at == at("10:30:00")


@pytest.mark.parametrize(
    ("seen", "bounce"),
    [
        ({"views": 1, "active_ms": 0}, True),
        ({"views": 1, "active_ms": 9_999}, True),
        ({"views": 1, "active_ms": 10_000}, False),
        ({"views": 2, "active_ms": 0}, False),
        ({"views": 1, "active_ms": 0, "events": 1}, False),
        ({"views": 1, "active_ms": 0, "messages": 1}, False),
    ],
)
def test_a_bounce_is_one_page_for_a_moment(seen: dict[str, int], bounce: bool) -> None:
    assert is_bounce(**seen) is bounce
