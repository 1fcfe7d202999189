"""Visits end by themselves: when nothing happens any more, or after a day."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.chat.shop import Shop
from visitors.models import Visit

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def visit(shop: Shop, key: str, *, began: timedelta, active: timedelta, **more: Any) -> Visit:
    times: dict[str, datetime] = {"started_at": NOW - began, "last_activity_at": NOW - active}
    return Visit.objects.create(site=shop.site, open_key=key, **times, **more)


def test_a_visit_ends_with_its_last_activity_and_says_why(shop: Shop) -> None:
    half_an_hour, second = timedelta(minutes=30), timedelta(seconds=1)
    idle = visit(shop, "idle", began=timedelta(hours=1), active=half_an_hour + second)
    old = visit(shop, "old", began=timedelta(hours=24) + second, active=second)
    visit(shop, "open", began=timedelta(hours=24), active=half_an_hour)
    assert Visit.end_due(at=NOW) == 2
    for row, reason in ((idle, "gap"), (old, "age")):
        row.refresh_from_db()
        assert (row.open_key, row.ended_at, row.end_reason) == (None, row.last_activity_at, reason)
    assert Visit.objects.filter(open_key="open", ended_at=None).exists()


def test_many_visits_end_a_bounded_number_at_a_time_by_two_statements(shop: Shop) -> None:
    for number in range(5):
        visit(shop, f"{number}", began=timedelta(hours=2), active=timedelta(hours=2))
    with CaptureQueriesContext(connection) as captured:
        assert Visit.end_due(most=3) == 3
    assert len([query for query in captured if "visit" in query["sql"].replace("SAVEPOINT", "")]) == 2
    assert list(Visit.end_all_due()) == [2]


def test_who_looks_for_visits_that_are_over_reads_the_open_ones_alone(shop: Shop) -> None:
    due = Visit.objects.filter(open_key__isnull=False, last_activity_at__lt=NOW).order_by()
    visit(shop, "open", began=timedelta(), active=timedelta())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # a table of one row is read whole
    assert "visitors_visit_open_once" in due.explain()
