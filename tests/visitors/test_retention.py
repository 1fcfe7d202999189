"""What is kept no longer goes, in pieces that may be ended anywhere, and its sums stay."""

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from tests.chat.shop import Shop
from visitors import retention
from visitors.models import Customer, DailySalt, Event, PageView, Tally, Visit, Visitor
from visitors.models.tally import hour_of
from visitors.retention import KINDS, purge_all
from visitors.tracking.modes import Purpose
from visitors.tracking.store import store
from visitors.tracking.told import Attention, Deed, Told, View, event_id

ROOT = Path(__file__).resolve().parents[2]
NOW = timezone.now()
PURPOSES = frozenset({Purpose.CHAT, Purpose.ANALYTICS})
# Purges the views a few at a time and says so after each of them, until it is killed.
PURGE = """
import django
django.setup()
from visitors import retention
retention.CHUNK = 20
for kind in ("events", "views"):
    for done in retention.KINDS[kind].purge():
        print(done, flush=True)
"""

pytestmark = pytest.mark.django_db


def look(shop: Shop, number: int, *, at: datetime, zone: str = "UTC") -> None:
    """Let somebody look at two pages for two seconds, and do something."""
    key = f"somebody-{number}"
    views = [View(page, f"https://fjordwood.example/{number}/{page}", "Title", "load") for page in (1, 2)]
    deed = Deed(event_id(key, "cart"), "cart.changed", {})
    told = {"site": shop.site.pk, "key": key, "purposes": PURPOSES, "zone": zone}
    store([Told(at=at, facts=[*views, deed], **told)])
    store([Told(at=at + timedelta(seconds=5), facts=[Attention(1, 2000, 10, True)], **told)])


def history(shop: Shop, visits: int = 30) -> None:
    """Let people come over more than two years, and leave."""
    for number in reversed(range(visits)):
        look(shop, number, at=NOW - timedelta(days=800 * number / visits, minutes=7 * number))
    for _ in Visit.end_all_due():
        pass


def recount(*, since: datetime | None = None) -> Counter[tuple[str, datetime, str]]:
    """Count what is stored by the hour it began in, from a moment on; without the store's help."""
    sums: Counter[tuple[str, datetime, str]] = Counter()
    for site, at in Visit.objects.values_list("site", "started_at"):
        sums[site, hour_of(at), "visits"] += 1
    for site, at, active_ms in PageView.objects.values_list("visit__site", "started_at", "active_ms"):
        sums[site, hour_of(at), "views"] += 1
        sums[site, hour_of(at), "active_ms"] += active_ms
    for site, at in Event.objects.values_list("visit__site", "at"):
        sums[site, hour_of(at), "events"] += 1
    return +Counter({key: number for key, number in sums.items() if since is None or key[1] >= since})


def base(*, before: datetime | None = None, names: tuple[str, ...]) -> Counter[tuple[str, datetime, str]]:
    """Return the sums that are kept, up to a moment."""
    hours = Tally.objects.filter(span="hour")
    if before is not None:
        hours = hours.filter(at__lt=before)
    return +Counter(
        {
            (row.site_id, row.at, name.removeprefix("purged_")): getattr(row, name)
            for row in hours
            for name in names
        }
    )


def only(sums: Counter[Any], *names: str) -> Counter[Any]:
    return Counter({key: number for key, number in sums.items() if key[2] in names})


def test_what_was_counted_is_the_base_and_what_is_stored_the_rest(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "CHUNK", 7)
    history(shop)
    before = recount()
    assert base(names=("visits", "views", "active_ms")) == only(before, "visits", "views", "active_ms")
    assert sum(purge_all()) > 0
    for kind, names in (("visits", ("visits",)), ("views", ("views", "active_ms"))):
        border = KINDS[kind].kept_since(NOW)
        assert isinstance(border, datetime)
        again = base(before=border, names=names) + only(recount(since=border), *names)
        assert again == only(before, *names)
        assert 0 < sum(only(recount(), *names).values()) < sum(only(before, *names).values())
    assert base(names=("purged_events",)) + only(recount(), "events") == only(before, "events")
    days = Tally.objects.filter(span="day", purged_events__gt=0)
    assert sum(day.purged_events for day in days) == sum(base(names=("purged_events",)).values())


def test_a_second_purge_finds_nothing(shop: Shop) -> None:
    history(shop)
    DailySalt.objects.create(day=NOW.date() - timedelta(days=1), secret="x")
    today = DailySalt.of(NOW.date())
    assert sum(purge_all()) > 0
    assert sum(purge_all()) == 0
    assert [kind.due() for kind in KINDS.values()] == [0, 0, 0, 0]
    assert DailySalt.of(NOW.date()) == today


def test_each_kind_is_kept_for_its_time_to_the_hour(shop: Shop) -> None:
    for days in (91, 89, 181, 179, 731, 729):
        look(shop, days, at=hour_of(NOW) - timedelta(days=days))
    for _ in Visit.end_all_due():
        pass
    sum(purge_all())
    ages = [(Event, "at", [89]), (PageView, "started_at", [89, 91, 179]), (Visit, "started_at", None)]
    for model, field, kept in ages:
        days_ago = {(NOW - at).days for at in model.objects.values_list(field, flat=True)}
        assert sorted(days_ago) == (kept or [89, 91, 179, 181, 729])


def test_a_visit_that_goes_takes_along_what_hangs_on_it_and_is_counted_first(shop: Shop) -> None:
    history(shop)
    before = recount()
    assert sum(KINDS["visits"].purge()) > 0
    assert base(names=("purged_events",)) + only(recount(), "events") == only(before, "events")


def test_an_open_visit_is_not_purged(shop: Shop) -> None:
    look(shop, 1, at=NOW - timedelta(days=1000))
    assert sum(KINDS["visits"].purge()) == 0
    assert Visit.objects.count() == 1


def test_the_command_counts_or_deletes_the_kinds_it_is_given(shop: Shop) -> None:
    history(shop)
    due, rows = KINDS["views"].due(), PageView.objects.count()
    assert due > 10
    printed = StringIO()
    call_command("purge", "--dry-run", "--kind", "views", stdout=printed)
    assert printed.getvalue() == f"views: {due} would be deleted\n"
    assert PageView.objects.count() == rows
    printed = StringIO()
    call_command("purge", "--kind", "views", "--kind", "salts", stdout=printed)
    assert printed.getvalue() == f"views: {due} deleted\nsalts: 0 deleted\n"
    assert PageView.objects.count() == rows - due
    assert Event.objects.count() == 30


@pytest.mark.django_db(transaction=True)
def test_a_purge_that_is_killed_half_way_goes_on_where_it_was(shop: Shop) -> None:
    for number in range(100):
        look(shop, number, at=NOW - timedelta(days=400, minutes=number))
    before = recount()
    child = subprocess.Popen(
        [sys.executable, "-c", PURGE],
        cwd=ROOT,
        env=child_environment(),
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    told = [child.stdout.readline() for _ in range(7)]  # all events, and some of the views
    child.send_signal(signal.SIGKILL)
    told += child.stdout.readlines()
    child.wait()
    done = sum(map(int, told))
    views = 200 - PageView.objects.count()
    assert (Event.objects.count(), done - 100 <= views <= done - 100 + 20) == (0, True)
    assert 40 <= views < 200
    for _ in Visit.end_all_due():
        pass
    assert sum(KINDS["views"].purge()) == 200 - views
    assert sum(KINDS["events"].purge()) == 0
    kept = ("visits", "views", "active_ms", "purged_events")
    assert base(names=kept) == before


def child_environment() -> dict[str, str]:
    """Return what a process needs to know to work on the tests' own database."""
    return os.environ | {"DATABASE_URL": _database_url()}


def _database_url() -> str:
    chosen = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{chosen['NAME']}"
    name, user, secret = (quote(str(chosen[part] or ""), safe="") for part in ("NAME", "USER", "PASSWORD"))
    host = quote(str(chosen["HOST"] or ""), safe="")
    return f"postgres://{user}:{secret}@{host}:{chosen['PORT'] or 5432}/{name}"


def test_ten_thousand_who_say_nothing_are_nobody_weigh_little_and_leave_nothing(shop: Shop) -> None:
    before, weight = (Customer.objects.count(), Visitor.objects.count()), size_of_views()
    begun = datetime(2026, 11, 21, 8, tzinfo=UTC)
    for start in range(0, 10_000, 500):
        store(
            [
                Told(
                    site=shop.site.pk,
                    key=f"silent-{number}",
                    at=begun + timedelta(seconds=number),
                    facts=[View(number, f"https://fjordwood.example/tables/{number % 900}", "Ask", "load")],
                    purposes=PURPOSES,
                )
                for number in range(start, start + 500)
            ]
        )
    assert (Visit.objects.count(), PageView.objects.count()) == (10_000, 10_000)
    assert (Customer.objects.count(), Visitor.objects.count()) == before
    assert 0 < (size_of_views() - weight) / 10_000 <= 300
    much_later = begun + timedelta(days=800)
    while Visit.end_due(at=much_later):
        pass
    assert sum(sum(kind.purge(at=much_later)) for kind in KINDS.values()) == 20_000
    assert [model.objects.count() for model in (Visit, PageView, Event, DailySalt)] == [0, 0, 0, 0]
    assert sum(Tally.objects.filter(span="day").values_list("visits", flat=True)) == 10_000


def size_of_views() -> int:
    """Return the bytes of all page views with their indexes."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_total_relation_size('visitors_pageview')")
        else:
            cursor.execute(
                "SELECT SUM(pgsize) FROM dbstat WHERE name LIKE '%%pageview%%' OR name LIKE '%%page_view%%'"
            )
        return int(cursor.fetchone()[0] or 0)
