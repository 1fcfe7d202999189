"""Many rows in one statement: the one place where the two databases differ in reading and writing them.

One statement however many rows there are: SQLite repeats a prepared one inside the process (a third of the cost
of anything that packs rows together), PostgreSQL takes one JSON document apart. The ORM would cost more to
compile than these cost to run.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from functools import cache
from typing import Any

import msgspec
from django.db import DEFAULT_DB_ALIAS, connections, models

Names = tuple[str, ...]
Rows = Sequence[tuple[Any, ...]]
Model = type[models.Model]


class Bulk:
    """A cursor that reads and writes rows of models by field names; use it as a context manager."""

    def __init__(self) -> None:
        self.database = connections[DEFAULT_DB_ALIAS]
        self.is_postgresql = self.database.vendor == "postgresql"
        self.cursor = self.database.cursor()

    def __enter__(self) -> "Bulk":
        """Return the cursor itself."""
        return self

    def __exit__(self, *_exception: object) -> None:
        """Let go of the cursor."""
        self.cursor.close()

    def together(self, *, last: bool = False) -> "AbstractContextManager[object]":
        """Send what is written inside in one go: PostgreSQL answers it all at once, SQLite needs no journey.

        What is written ``last`` takes the commit along, unless it is part of somebody else's transaction.
        """
        if not self.is_postgresql:
            return nullcontext()
        return _in_one_go(self.database, commit=last and len(self.database.atomic_blocks) == 1)

    def select(
        self,
        model: Model,
        names: Names,
        *,
        keys: Names,
        among: Iterable[Sequence[str | int]],
        lock: bool = False,
    ) -> Rows:
        """Return the rows whose key columns, text or numbers, hold one of the given tuples.

        With ``lock`` they are locked in the order of the tuples.
        """
        return self.ask(model, names, keys=keys, among=among, lock=lock)()

    def ask(
        self,
        model: Model,
        names: Names,
        *,
        keys: Names,
        among: Iterable[Sequence[str | int]],
        lock: bool = False,
    ) -> Callable[[], Rows]:
        """Ask for rows as ``select`` does; whoever calls what is returned waits for them."""
        cursor = self.database.cursor()
        cursor.execute(_select(model, names, keys, lock, self.is_postgresql), [_document(sorted(among))])
        dates = () if self.is_postgresql else _columns_of(models.DateTimeField, model, names)

        def rows() -> Rows:
            with cursor:
                return _changed(cursor.fetchall(), dates, _with_zone)

        return rows

    def insert(self, model: Model, names: Names, rows: Rows) -> None:
        """Insert rows of Python values given in the order of the field names."""
        self._write(_insert(model, names, self.is_postgresql), model, names, rows)

    def merge(
        self,
        model: Model,
        names: Names,
        rows: Rows,
        *,
        on: Names,
        most: Names = (),
        plus: Names = (),
    ) -> None:
        """Insert rows; of one that is there, by its columns ``on``, the greater value stays or both are added up.

        One that differs in neither stays as it is. No two rows may be the same in ``on``.
        """
        sql = _insert(model, names, self.is_postgresql) + _otherwise(
            model, on, most, plus, self.is_postgresql
        )
        self._write(sql, model, names, rows)

    def update(self, model: Model, names: Names, rows: Rows) -> None:
        """Update rows; the last name is the primary key."""
        self._write(_update(model, names, self.is_postgresql), model, names, rows)

    def _write(self, sql: str, model: Model, names: Names, rows: Rows) -> None:
        if not rows:
            return
        adapted = _changed(rows, _columns_of(models.JSONField, model, names), _document)
        if self.is_postgresql:
            self.cursor.execute(sql, [_document(adapted)])
        else:
            dates = _columns_of(models.DateTimeField, model, names)
            self.cursor.executemany(sql, _changed(adapted, dates, _stored_date))


@contextmanager
def _in_one_go(database: Any, *, commit: bool) -> Iterator[None]:
    # What a statement meets is told at the end, past the cursor that would have wrapped it.
    with database.wrap_database_errors, database.connection.pipeline():
        yield
        if commit:
            # The transaction that ends around this finds nothing left to do, and needs no journey for it.
            database.connection.execute("COMMIT")


@cache
def _select(model: Model, names: Names, keys: Names, lock: bool, is_postgresql: bool) -> str:
    table = _table(model)
    columns = ", ".join(f"{table}.{column}" for column, _ in _described(model, names))
    # A tuple at a time: two lists of keys would be tried in every combination.
    matches = " AND ".join(
        f"{table}.{column} = {_element(n, kind, is_postgresql)}"
        for n, (column, kind) in enumerate(_described(model, keys))
    )
    if is_postgresql:
        # One probe of the index a tuple, in their order: left to itself the planner, who cannot know how few
        # they are, reads the whole table instead. Both FOR UPDATE and OFFSET keep it from joining otherwise.
        tail = "FOR UPDATE" if lock else "OFFSET 0"
        row = f"(SELECT {columns} FROM {table} WHERE {matches} {tail}) AS found"
        return f"SELECT found.* FROM jsonb_array_elements(%s::jsonb) AS wanted CROSS JOIN LATERAL {row}"
    # CROSS keeps SQLite, too, from walking through the table; its transaction holds the whole file.
    return f"SELECT {columns} FROM json_each(%s) AS wanted CROSS JOIN {table} ON {matches}"


@cache
def _insert(model: Model, names: Names, is_postgresql: bool) -> str:
    columns = [column for column, _ in _described(model, names)]
    into = f"INSERT INTO {_table(model)} ({', '.join(columns)})"
    if is_postgresql:
        return f"{into} SELECT new.* FROM {_unpacked(model, names)}"
    return f"{into} VALUES ({', '.join(['%s'] * len(columns))})"


@cache
def _otherwise(model: Model, on: Names, most: Names, plus: Names, is_postgresql: bool) -> str:
    table, greater = _table(model), "GREATEST" if is_postgresql else "MAX"

    def columns(names: Names) -> list[str]:
        return [column for column, _ in _described(model, names)]

    sets = [f"{column} = {greater}({table}.{column}, excluded.{column})" for column in columns(most)]
    sets += [f"{column} = {table}.{column} + excluded.{column}" for column in columns(plus)]
    target = ", ".join(columns(on))
    return f" ON CONFLICT ({target}) DO " + (f"UPDATE SET {', '.join(sets)}" if sets else "NOTHING")


@cache
def _update(model: Model, names: Names, is_postgresql: bool) -> str:
    *changed, key = (column for column, _ in _described(model, names))
    table = _table(model)
    if is_postgresql:
        sets = ", ".join(f"{column} = new.{column}" for column in changed)
        return f"UPDATE {table} SET {sets} FROM {_unpacked(model, names)} WHERE {table}.{key} = new.{key}"
    sets = ", ".join(f"{column} = %s" for column in changed)
    return f"UPDATE {table} SET {sets} WHERE {key} = %s"


def _unpacked(model: Model, names: Names) -> str:
    """Return the rows of a JSON document as something PostgreSQL can select from, called ``new``."""
    described = _described(model, names)
    values = ", ".join(f"{_element(n, kind, True)} AS {column}" for n, (column, kind) in enumerate(described))
    return f"(SELECT {values} FROM jsonb_array_elements(%s::jsonb) AS wanted) AS new"


def _element(n: int, kind: str, is_postgresql: bool) -> str:
    return f"(wanted.value->>{n})::{kind}" if is_postgresql else f"json_extract(wanted.value, '$[{n}]')"


def _table(model: Model) -> str:
    return connections[DEFAULT_DB_ALIAS].ops.quote_name(model._meta.db_table)


@cache
def _fields(model: Model, names: Names) -> list[Any]:
    return [model._meta.get_field(name) for name in names]


@cache
def _columns_of(kind: type[models.Field[Any, Any]], model: Model, names: Names) -> list[int]:
    return [n for n, field in enumerate(_fields(model, names)) if isinstance(field, kind)]


def _described(model: Model, names: Names) -> list[tuple[str, str]]:
    """Return each field's quoted column and the type a value is cast to."""
    database = connections[DEFAULT_DB_ALIAS]
    return [(database.ops.quote_name(field.column), _cast(field)) for field in _fields(model, names)]


def _cast(field: Any) -> str:
    kind = str(field.db_type(connections[DEFAULT_DB_ALIAS]))
    # A cast to a type with a length would cut silently; the column itself refuses what is too long.
    return {"varchar": "text", "char": "bpchar"}.get(kind.partition("(")[0], kind)


def _changed(rows: Rows, columns: Sequence[int], change: Callable[[Any], Any]) -> Rows:
    """Return the rows with what stands in some columns changed, but for NULL."""
    if not columns or not rows:
        return rows
    turned = list(zip(*rows, strict=True))
    for n in columns:
        turned[n] = tuple([None if value is None else change(value) for value in turned[n]])
    return list(zip(*turned, strict=True))


def _with_zone(naive: datetime) -> datetime:
    return naive.replace(tzinfo=UTC)


def _stored_date(at: datetime) -> str:
    at = at if at.tzinfo is UTC else at.astimezone(UTC)
    return at.isoformat(" ").removesuffix("+00:00")


_encode = msgspec.json.Encoder().encode


def _document(value: Any) -> str:
    return "{}" if value == {} else _encode(value).decode()
