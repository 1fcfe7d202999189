"""Many rows in one statement, the same on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from realtime.bulk import Bulk
from realtime.ids import new_id
from visitors.models import Site

NAMES = (
    "id",
    "key",
    "name",
    "group",
    "allowed_origins",
    "appearance",
    "texts",
    "zone",
    "hours",
    "form",
    "offline_form",
    "mode",
    "honours_dnt",
    "version",
    "created_at",
)
MOMENT = datetime(2026, 11, 21, 10, 0, 0, 123456, UTC)


@pytest.fixture
def bulk(db: None) -> Iterator[Bulk]:
    with Bulk() as bulk:
        yield bulk


def row(key: str, **changed: object) -> list[object]:
    values = {
        "id": new_id(),
        "key": key,
        "name": f"Shop {key}",
        "group": "",
        "allowed_origins": ["https://shop.example"],
        "appearance": {"brand": "#2F4A3C", "é": [1, None, True]},
        "texts": {},
        "zone": "UTC",
        "hours": {},
        "form": {},
        "offline_form": {},
        "mode": "full",
        "honours_dnt": True,
        "version": 1,
        "created_at": MOMENT,
    }
    return list((values | changed).values())


def test_rows_come_back_as_the_orm_would_have_stored_them(bulk: Bulk) -> None:
    bulk.insert(Site, NAMES, [row("a"), row("b", name="Ünïcode \"quotes\" 'n' \\ {braces}")])
    a, b = Site.objects.order_by("key")
    assert (a.created_at, a.appearance, a.texts) == (MOMENT, {"brand": "#2F4A3C", "é": [1, None, True]}, {})
    assert b.name == "Ünïcode \"quotes\" 'n' \\ {braces}"
    assert b.allowed_origins == ["https://shop.example"]


@pytest.mark.django_db
def test_however_many_rows_are_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    rows = [row(f"k{n}") for n in range(50)]
    with django_assert_num_queries(1), Bulk() as bulk:
        bulk.insert(Site, NAMES, rows)
    assert Site.objects.count() == 50


def test_no_rows_are_no_statement(bulk: Bulk, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        bulk.insert(Site, NAMES, [])
        bulk.update(Site, ("name", "id"), [])


def test_each_row_gets_its_own_values(bulk: Bulk) -> None:
    rows = [row("a"), row("b"), row("c")]
    bulk.insert(Site, NAMES, rows)
    later = MOMENT + timedelta(days=1)
    bulk.update(
        Site,
        ("name", "version", "created_at", "appearance", "id"),
        [("First", 7, later, {"a": 1}, rows[0][0]), ("Third", 9, MOMENT, {}, rows[2][0])],
    )
    assert list(Site.objects.order_by("key").values_list("name", "version", "created_at")) == [
        ("First", 7, later),
        ("Shop b", 1, MOMENT),
        ("Third", 9, MOMENT),
    ]
    assert Site.objects.get(key="a").appearance == {"a": 1}


def test_rows_are_found_by_their_values(bulk: Bulk) -> None:
    rows = [row("a"), row("b"), row("c")]
    bulk.insert(Site, NAMES, rows)
    among = [(str(rows[0][0]),), (str(rows[2][0]),), ("nothing",)]
    found = bulk.select(Site, ("key", "created_at"), keys=("id",), among=among)
    assert sorted(found) == [("a", MOMENT), ("c", MOMENT)]


def test_rows_are_found_by_several_columns_at_once(bulk: Bulk) -> None:
    bulk.insert(Site, NAMES, [row("a"), row("b", mode="off"), row("c")])
    among = [("a", "full"), ("b", "full"), ("c", "off")]
    assert bulk.select(Site, ("key",), keys=("key", "mode"), among=among) == [("a",)]


def test_rows_are_locked_in_the_order_of_their_keys(bulk: Bulk) -> None:
    rows = [row(f"k{n}") for n in range(20)]
    bulk.insert(Site, NAMES, rows[::-1])
    with transaction.atomic():
        found = bulk.select(Site, ("id",), keys=("id",), among={(str(r[0]),) for r in rows}, lock=True)
    ids = [str(id).strip() for (id,) in found]
    assert set(ids) == {r[0] for r in rows}
    assert connection.vendor == "sqlite" or ids == sorted(ids)


def test_hostile_values_stay_values(bulk: Bulk) -> None:
    hostile = "x'); DROP TABLE visitors_site; --"
    bulk.insert(Site, NAMES, [row("a", name=hostile)])
    assert bulk.select(Site, ("name",), keys=("name",), among=[(hostile,)]) == [(hostile,)]


def test_what_stands_twice_is_refused_by_the_database(bulk: Bulk) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(Site, NAMES, [row("a"), row("a")])
    assert Site.objects.count() == 0


@pytest.mark.several_processes
def test_what_is_too_long_is_refused_instead_of_cut(bulk: Bulk) -> None:
    with pytest.raises(DataError), transaction.atomic():
        bulk.insert(Site, NAMES, [row("k" * 41)])


def test_what_goes_together_is_asked_written_and_refused_as_one_by_one(bulk: Bulk) -> None:
    first, second = row("a"), row("b")
    with bulk.together():
        bulk.insert(Site, NAMES, [first])
        bulk.insert(Site, NAMES, [second])
        found = bulk.ask(Site, ("key",), keys=("id",), among={(str(second[0]),)})
        none = bulk.ask(Site, ("key",), keys=("id",), among={("nowhere",)})
    assert (found(), none()) == ([("b",)], [])
    with pytest.raises(IntegrityError), transaction.atomic(), bulk.together():
        bulk.insert(Site, NAMES, [row("c")])
        bulk.insert(Site, NAMES, [row("a")])
    assert set(Site.objects.values_list("key", flat=True)) == {"a", "b"}
