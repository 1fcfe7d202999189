"""Gives an installation a history of page views, four a visit, in plain SQL; prints the bytes of one as JSON.

Run as a program in the environment of the installation: `python bench/harness/history.py <views>`. Its rows are copies
of a visit that went through the product's own store, with times, keys and addresses of their own, over the 80 days
before now, so that nothing of it is purged.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import django

VIEWS_EACH = 4
CHUNK = 100_000
DAYS = 80

# What differs: a row for each number, an id in the order of numbers, a time, and a key like a digest.
WORDS = {
    "sqlite": {
        "numbers": "WITH RECURSIVE seq(n) AS (SELECT %s UNION ALL SELECT n + 1 FROM seq WHERE n + 1 < %s)",
        "id": "printf('0000%%022d', seq.n)",
        "at": "strftime('%%Y-%%m-%%d %%H:%%M:%%S', {begun} + seq.n * {step}, 'unixepoch')",
        "key": "random()",
    },
    "postgresql": {
        "numbers": "WITH seq(n) AS (SELECT * FROM generate_series(%s, %s - 1))",
        "id": "'0000' || lpad(seq.n::text, 22, '0')",
        "at": "to_timestamp({begun} + seq.n * {step})",
        "key": "hashint8extended(old.key, seq.n)",
    },
}


def template() -> str:
    """Let one visit of four pages through the store and return its id, when it is over."""
    from visitors.models import Site, Visit
    from visitors.tracking.modes import Purpose
    from visitors.tracking.store import store
    from visitors.tracking.told import Told, View, view_key

    pages = [
        View(view_key(f"{page}"), f"https://bench.example/tables/{page}", "Ask dining table", "load")
        for page in range(VIEWS_EACH)
    ]
    purposes = frozenset({Purpose.CHAT, Purpose.ANALYTICS})
    site, begun = Site.objects.get(key="bench").pk, datetime.now(UTC) - timedelta(days=DAYS)
    (visit,) = store([Told(site=site, key="template", at=begun, facts=pages, purposes=purposes)])
    for _ended in Visit.end_all_due():
        pass
    return str(visit)


def fill(views: int) -> float:
    """Add the history; returns the bytes that a view takes with its indexes."""
    from django.db import connection, transaction

    from visitors.models import PageView, Visit

    words, visits, visit = WORDS[connection.vendor], views // VIEWS_EACH, template()
    begun = (datetime.now(UTC) - timedelta(days=DAYS)).timestamp()
    at = words["at"].format(begun=begun, step=DAYS * 86_400 / visits)
    times = dict.fromkeys(("started_at", "last_activity_at", "ended_at"), at)
    of_visit = {"visit_id": words["id"], "key": words["key"], "started_at": at}
    copies = (
        _copies(Visit, {"id": words["id"], **times}, "id", words["numbers"]),
        _copies(PageView, of_visit, "visit_id", words["numbers"]),
    )
    before = size_of_views()
    with connection.cursor() as cursor:
        for start in range(0, visits, CHUNK):
            with transaction.atomic():
                for sql in copies:
                    cursor.execute(sql, [start, min(start + CHUNK, visits), visit])
    grown = size_of_views() - before
    settle()
    return grown / views


def _copies(model: Any, own: dict[str, str], key: str, numbers: str) -> str:
    """Write the statement that copies the rows of the first visit once for each number."""
    generated = {"id"} - set(own)
    columns = [field.column for field in model._meta.concrete_fields if field.column not in generated]
    values = ", ".join(own.get(column, f"old.{column}") for column in columns)
    table = model._meta.db_table
    into = f"{numbers} INSERT INTO {table} ({', '.join(columns)})"
    return f"{into} SELECT {values} FROM seq CROSS JOIN {table} AS old WHERE old.{key} = %s"


def settle() -> None:
    """Let what was written come to rest, so that nobody pays for it who comes later."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("CHECKPOINT")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def size_of_views() -> int:
    """Return the bytes of all views, with their indexes."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_total_relation_size('visitors_pageview')")
        else:
            cursor.execute(
                "SELECT SUM(pgsize) FROM dbstat WHERE name LIKE '%%pageview%%' OR name LIKE '%%page_view%%'"
            )
        return int(cursor.fetchone()[0] or 0)


if __name__ == "__main__":
    django.setup()
    print(json.dumps({"bytes": fill(int(sys.argv[1]))}))
