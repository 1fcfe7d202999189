"""The plan for a billion page views is exactly what is written: it is carried out, used and taken back."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from realtime.ids import first_id_at
from tests.chat.conftest import shop
from tests.chat.shop import Shop
from visitors.models import PageView, Visit
from visitors.retention import KINDS
from visitors.tracking.modes import Purpose
from visitors.tracking.store import store
from visitors.tracking.told import Attention, Told, View

__all__ = ["shop"]

PAGE = Path(__file__).resolve().parents[2] / "docs/growth.md"
NOW = datetime.now(UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.several_processes]


def carry_out(block: int, month: str = "") -> None:
    """Run a block of the page, inside the transaction of the test; of another month than the one it names."""
    sql = re.findall(r"^```sql\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)[block]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        sql = re.sub(r"^(BEGIN|COMMIT);$", "", sql, flags=re.MULTILINE)
        cursor.execute(re.sub(r"(?<=pageview_)\d{4}_\d{2}", month, sql))


def look(shop: Shop, keys: range, at: datetime) -> None:
    """Let people look at a page for a second."""
    purposes = frozenset({Purpose.CHAT, Purpose.ANALYTICS})

    def told(key: int, fact: View | Attention, at: datetime) -> Told:
        return Told(site=shop.site.pk, key=f"{at:%m}{key}", at=at, facts=[fact], purposes=purposes)

    store([told(key, View(key, "https://fjordwood.example/", "Title", "load"), at) for key in keys])
    store([told(key, Attention(key, 1000, 5, True), at + timedelta(seconds=2)) for key in keys])


def parts() -> dict[str, int]:
    """Return how many rows lie in which part."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text, count(*) FROM visitors_pageview GROUP BY 1")
        return dict(cursor.fetchall())


@pytest.mark.parametrize("before", [0, 40])
def test_the_plan_is_carried_out_used_and_taken_back(shop: Shop, before: int) -> None:
    look(shop, range(before), NOW - timedelta(days=200))
    carry_out(0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT visit_id_at(%s)", [NOW])
        assert cursor.fetchone()[0] == first_id_at(NOW)
    carry_out(1)
    carry_out(2)
    look(shop, range(100, 110), NOW)
    assert parts() == {"visitors_pageview_first": before + 10}
    next_month = (NOW.replace(day=1) + timedelta(days=40)).replace(day=3)
    visit = Visit.objects.create(site=shop.site, id=first_id_at(next_month) + "0" * 16)
    PageView.objects.create(visit=visit, key=1, url="https://fjordwood.example/", started_at=next_month)
    assert parts()[f"visitors_pageview_{next_month:%Y_%m}"] == 1
    assert set(visit.views.values_list("key", "active_ms")) == {(1, 0)}
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN SELECT * FROM visitors_pageview WHERE visit_id = %s", [visit.pk])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert set(re.findall(r"visitors_pageview_(?:first|rest|\d{4}_\d{2})\b", plan)) == {
        f"visitors_pageview_{next_month:%Y_%m}"
    }
    assert KINDS["views"].due() == before
    assert sum(KINDS["views"].purge()) == before
    assert PageView.objects.filter(active_ms=1000).count() == 10
    carry_out(3, month=f"{next_month:%Y_%m}")
    assert parts() == {"visitors_pageview_first": 10}
    carry_out(4)
    assert parts() == {"visitors_pageview": 10}
    look(shop, range(200, 205), NOW)
    assert PageView.objects.count() == 15
