"""Many rows in one statement: the one place where the two databases differ in writing.

SQLite repeats a prepared statement inside the process, PostgreSQL takes one array a column; both
cost one statement however many rows there are.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection, models

Rows = Sequence[Sequence[Any]]


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Rows) -> None:
    """Insert rows of Python values given in the order of the field names."""
    if not rows:
        return
    fields = [model._meta.get_field(name) for name in names]
    columns = ", ".join(_quoted(field) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            arrays, columns_of = _arrays(fields, rows)
            cursor.execute(f"INSERT INTO {table} ({columns}) SELECT * FROM unnest({arrays})", columns_of)  # noqa: S608
        else:
            marks = ", ".join(["%s"] * len(fields))
            sql = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608
            cursor.executemany(sql, _adapted(fields, rows))


def update_rows(model: type[models.Model], names: Sequence[str], rows: Rows) -> None:
    """Update rows; the first name is the primary key."""
    if not rows:
        return
    fields = [model._meta.get_field(name) for name in names]
    key, *changed = (_quoted(field) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            arrays, columns_of = _arrays(fields, rows)
            sets = ", ".join(f"{column} = new.{column}" for column in changed)
            cursor.execute(
                f"UPDATE {table} SET {sets} FROM unnest({arrays}) AS new({', '.join([key, *changed])})"  # noqa: S608
                f" WHERE {table}.{key} = new.{key}",
                columns_of,
            )
        else:
            sets = ", ".join(f"{column} = %s" for column in changed)
            sql = f"UPDATE {table} SET {sets} WHERE {key} = %s"  # noqa: S608
            cursor.executemany(sql, [[*row[1:], row[0]] for row in _adapted(fields, rows)])


def _quoted(field: Any) -> str:
    return connection.ops.quote_name(field.column)


def _arrays(fields: Sequence[Any], rows: Rows) -> tuple[str, list[list[Any]]]:
    types = [_array_type(field) for field in fields]
    return ", ".join(f"%s::{kind}[]" for kind in types), [
        list(column) for column in zip(*_adapted(fields, rows), strict=True)
    ]


def _array_type(field: Any) -> str:
    kind = str(field.target_field.db_type(connection) if field.is_relation else field.db_type(connection))
    # A cast to varchar(n) would cut silently; the column itself refuses what is too long.
    return "text" if kind.startswith("varchar") else kind


def _adapted(fields: Sequence[Any], rows: Rows) -> list[list[Any]]:
    dates = [isinstance(field, models.DateTimeField) for field in fields]
    documents = [isinstance(field, models.JSONField) for field in fields]
    return [
        [
            value
            if value is None
            else connection.ops.adapt_datetimefield_value(value)
            if date
            else json.dumps(value)
            if document
            else value
            for value, date, document in zip(row, dates, documents, strict=True)
        ]
        for row in rows
    ]
