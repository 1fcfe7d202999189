"""Takes the way of a page view apart: the time of each step, and the statements of a batch; as JSON.

Run as a program in the environment of the installation: `python bench/harness/views_apart.py`.
"""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any

import django

RUNS = 3000
VIEWS_EACH = 10
FRAME = (
    b'{"type":"page.view","view":"%x","url":"https://bench.example/tables/ask?utm_source=news",'
    b'"title":"Ask dining table","referrer":"https://www.google.com/","nav":"load"}'
)


def steps() -> dict[str, float]:
    """Return the microseconds of each step, each in turn over many views."""
    from django.utils import timezone

    from visitors.models import Site
    from visitors.tracking import pipeline
    from visitors.tracking.frames import host_parser
    from visitors.tracking.hit import Browser, Hit

    site = Site.objects.get(key="bench")
    took: dict[str, float] = {}

    def timed(name: str, each: list[Any], work: Any) -> list[Any]:
        begun = time.perf_counter()
        done = [work(one) for one in each]
        took[name] = (time.perf_counter() - begun) * 1e6 / len(each)
        return done

    for _round in range(2):  # the first one fills what is kept
        frames = timed("parse", [FRAME % n for n in range(RUNS)], host_parser.parse)
        hits = [
            Hit(Browser(site, f"10.{n >> 8 & 255}.{n & 255}.7", "Firefox/143.0"), timezone.now(), [frame])
            for n, frame in enumerate(frames)
        ]
        for hit in hits:
            hit.salt = b"salt"
        for step in pipeline.STEPS:
            timed(step.__name__, hits, step)
        timed("told", hits, pipeline.told)
    return took


def told(number: int, at: datetime, *, size: int) -> list[Any]:
    """Return a batch of views, one a visitor; each looks at ten pages, then others come."""
    from visitors.models import Site
    from visitors.tracking.modes import Purpose
    from visitors.tracking.told import Told, View

    site = Site.objects.get(key="bench").pk
    view = View(number, "https://bench.example/tables/ask", "Ask dining table", "load")
    purposes = frozenset({Purpose.CHAT, Purpose.ANALYTICS})
    keys = (f"apart-{number // VIEWS_EACH}-{n}" for n in range(size))
    return [Told(site=site, key=key, at=at, facts=[view], purposes=purposes) for key in keys]


def statements() -> dict[int, int]:
    """Return how many statements a batch costs, by its size."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from visitors.tracking.store import store

    store(told(1, datetime.now(UTC), size=300))
    counts = {}
    for number, size in enumerate((1, 20, 300), start=2):
        batch = told(number, datetime.now(UTC), size=size)
        with CaptureQueriesContext(connection) as captured:
            store(batch)
        transaction = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
        counts[size] = len([query for query in captured if not query["sql"].startswith(transaction)])
    return counts


if __name__ == "__main__":
    django.setup()
    print(json.dumps({"steps": steps(), "statements": statements()}))
