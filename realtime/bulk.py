"""Many rows in one statement: the one place where the two databases differ in reading and writing them.

One statement however many rows there are: SQLite repeats a prepared one inside the process (a third of the cost
of anything that packs rows together), PostgreSQL takes one JSON document apart. The ORM would cost more to
compile than these cost to run.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

import msgspec
from django.db import connection, models

Rows = Sequence[Sequence[Any]]
Model = type[models.Model]


def select_rows(
    model: Model, names: Sequence[str], *, where: dict[str, Iterable[str]], lock: bool = False
) -> list[tuple[Any, ...]]:
    """Return the rows whose text columns have one of the given values, locked in the order of their keys."""
    table = _table(model)
    values = [list(wanted) for wanted in where.values()]
    if connection.vendor == "postgresql":
        conditions = [f"{column} = ANY(%s::{kind}[])" for column, kind in _described(model, tuple(where))]
        tail = " ORDER BY 1 FOR UPDATE" if lock else ""
    else:
        conditions = [
            f"{column} IN (SELECT value FROM json_each(%s))" for column, _ in _described(model, tuple(where))
        ]
        values = [_document(wanted) for wanted in values]  # type: ignore[misc]
        tail = ""  # the transaction holds the whole file
    columns = ", ".join(column for column, _ in _described(model, tuple(names)))
    sql = f"SELECT {columns} FROM {table} WHERE {' AND '.join(conditions)}{tail}"
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    return (
        rows if connection.vendor == "postgresql" else _with_dates(rows, _date_columns(model, tuple(names)))
    )


def insert_rows(model: Model, names: Sequence[str], rows: Rows) -> None:
    """Insert rows of Python values given in the order of the field names."""
    if not rows:
        return
    columns = _columns(model, tuple(names))
    into = f"INSERT INTO {_table(model)} ({', '.join(columns)})"
    if connection.vendor == "postgresql":
        _execute(f"{into} SELECT * FROM {_unpacked(model, tuple(names))}", model, names, rows)
    else:
        _repeat(f"{into} VALUES ({', '.join(['%s'] * len(columns))})", model, names, rows)


def update_rows(model: Model, names: Sequence[str], rows: Rows) -> None:
    """Update rows; the last name is the primary key."""
    if not rows:
        return
    *changed, key = _columns(model, tuple(names))
    table = _table(model)
    if connection.vendor == "postgresql":
        sets = ", ".join(f"{column} = new.{column}" for column in changed)
        source = _unpacked(model, tuple(names))
        _execute(
            f"UPDATE {table} SET {sets} FROM {source} WHERE {table}.{key} = new.{key}", model, names, rows
        )
    else:
        sets = ", ".join(f"{column} = %s" for column in changed)
        _repeat(f"UPDATE {table} SET {sets} WHERE {key} = %s", model, names, rows)


def _execute(sql: str, model: Model, names: Sequence[str], rows: Rows) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, [_document(_adapted(model, tuple(names), rows))])


def _repeat(sql: str, model: Model, names: Sequence[str], rows: Rows) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(sql, _adapted(model, tuple(names), rows))


@cache
def _unpacked(model: Model, names: tuple[str, ...]) -> str:
    """Return the rows of a JSON document as something to select from, called ``new``."""
    described = _described(model, names)
    values = ", ".join(f"(value->>{n})::{kind} AS {column}" for n, (column, kind) in enumerate(described))
    return f"(SELECT {values} FROM jsonb_array_elements(%s::jsonb)) AS new"


def _table(model: Model) -> str:
    return connection.ops.quote_name(model._meta.db_table)


@cache
def _fields(model: Model, names: tuple[str, ...]) -> list[Any]:
    return [model._meta.get_field(name) for name in names]


@cache
def _described(model: Model, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return each field's quoted column and the type PostgreSQL's arrays of it have."""
    return [(connection.ops.quote_name(field.column), _array_type(field)) for field in _fields(model, names)]


def _columns(model: Model, names: tuple[str, ...]) -> list[str]:
    return [column for column, _ in _described(model, names)]


def _array_type(field: Any) -> str:
    kind = str(field.db_type(connection))
    # A cast to a type with a length would cut silently; the column itself refuses what is too long.
    return {"varchar": "text", "bpchar": "bpchar"}.get(kind.partition("(")[0], kind)


@cache
def _date_columns(model: Model, names: tuple[str, ...]) -> list[int]:
    return [n for n, field in enumerate(_fields(model, names)) if isinstance(field, models.DateTimeField)]


@cache
def _document_columns(model: Model, names: tuple[str, ...]) -> list[int]:
    return [n for n, field in enumerate(_fields(model, names)) if isinstance(field, models.JSONField)]


def _adapted(model: Model, names: tuple[str, ...], rows: Rows) -> list[list[Any]]:
    adapted = [list(row) for row in rows]
    _change(adapted, _document_columns(model, names), _document)
    if connection.vendor == "sqlite":
        _change(adapted, _date_columns(model, names), _stored_date)
    return adapted


def _change(rows: list[list[Any]], columns: list[int], change: Callable[[Any], Any]) -> None:
    for column in columns:
        for row in rows:
            if row[column] is not None:
                row[column] = change(row[column])


def _with_dates(rows: list[tuple[Any, ...]], columns: list[int]) -> list[tuple[Any, ...]]:
    if not columns or not rows:
        return rows
    changed = [list(row) for row in rows]
    _change(changed, columns, _date)
    return [tuple(row) for row in changed]


@lru_cache(maxsize=256)  # the rows of a batch share their moment
def _stored_date(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


def _date(naive: datetime) -> datetime:
    return naive.replace(tzinfo=UTC)


_encode = msgspec.json.Encoder().encode


def _document(value: Any) -> str:
    return "{}" if value == {} else _encode(value).decode()
