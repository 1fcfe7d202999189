"""Many rows in one statement, the same on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from realtime.bulk import insert_rows, select_rows, update_rows
from realtime.ids import new_id
from visitors.models import Site

pytestmark = pytest.mark.django_db

NAMES = (
    "id",
    "key",
    "name",
    "group",
    "allowed_origins",
    "appearance",
    "texts",
    "zone",
    "mode",
    "version",
    "created_at",
)
MOMENT = datetime(2026, 11, 21, 10, 0, 0, 123456, UTC)


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
        "mode": "full",
        "version": 1,
        "created_at": MOMENT,
    }
    return list((values | changed).values())


def test_rows_come_back_as_the_orm_would_have_stored_them() -> None:
    insert_rows(Site, NAMES, [row("a"), row("b", name="Ünïcode \"quotes\" 'n' \\ {braces}")])
    a, b = Site.objects.order_by("key")
    assert (a.created_at, a.appearance, a.texts) == (MOMENT, {"brand": "#2F4A3C", "é": [1, None, True]}, {})
    assert b.name == "Ünïcode \"quotes\" 'n' \\ {braces}"
    assert b.allowed_origins == ["https://shop.example"]


def test_however_many_rows_are_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    rows = [row(f"k{n}") for n in range(50)]
    with django_assert_num_queries(1):
        insert_rows(Site, NAMES, rows)
    assert Site.objects.count() == 50


def test_no_rows_are_no_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        insert_rows(Site, NAMES, [])
        update_rows(Site, ("name", "id"), [])


def test_each_row_gets_its_own_values() -> None:
    rows = [row("a"), row("b"), row("c")]
    insert_rows(Site, NAMES, rows)
    later = MOMENT + timedelta(days=1)
    update_rows(
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


def test_rows_are_found_by_their_values() -> None:
    rows = [row("a"), row("b"), row("c")]
    insert_rows(Site, NAMES, rows)
    found = select_rows(
        Site, ("key", "created_at"), where={"id": [str(rows[0][0]), str(rows[2][0]), "nothing"]}
    )
    assert sorted(found) == [("a", MOMENT), ("c", MOMENT)]


def test_rows_are_found_by_several_columns_at_once() -> None:
    insert_rows(Site, NAMES, [row("a"), row("b", mode="off"), row("c")])
    assert select_rows(Site, ("key",), where={"key": {"a", "b"}, "mode": {"full"}}) == [("a",)]


def test_rows_are_locked_in_the_order_of_their_keys() -> None:
    rows = [row(f"k{n}") for n in range(20)]
    insert_rows(Site, NAMES, rows[::-1])
    with transaction.atomic():
        found = select_rows(Site, ("id",), where={"key": [str(r[1]) for r in rows]}, lock=True)
    ids = [str(id).strip() for (id,) in found]
    assert set(ids) == {r[0] for r in rows}
    assert connection.vendor == "sqlite" or ids == sorted(ids)


def test_hostile_values_stay_values() -> None:
    hostile = "x'); DROP TABLE visitors_site; --"
    insert_rows(Site, NAMES, [row("a", name=hostile)])
    assert select_rows(Site, ("name",), where={"name": [hostile]}) == [(hostile,)]


def test_what_stands_twice_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Site, NAMES, [row("a"), row("a")])
    assert Site.objects.count() == 0


@pytest.mark.several_processes
def test_what_is_too_long_is_refused_instead_of_cut() -> None:
    with pytest.raises(DataError), transaction.atomic():
        insert_rows(Site, NAMES, [row("k" * 41)])
