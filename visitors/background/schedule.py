"""Which jobs are due, and what became of them.

Any number of processes may ask: whoever moves a job's time on, by one conditional update, enqueues it in the same
transaction, and the others find nothing due. A job that fails is due again at its next time like any other; what a
process that died left running is, too.
"""

import logging
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from visitors.background.jobs import jobs, work
from visitors.models import Schedule

log = logging.getLogger(__name__)

KEPT_AFTER_SUCCESS = timedelta(hours=1)
KEPT_OTHERWISE = timedelta(days=7)


def enqueue_due(*, at: datetime | None = None) -> int:
    """Enqueue every job whose time has come; tells how many."""
    at = at or timezone.now()
    known = dict(Schedule.objects.filter(name__in=jobs).values_list("name", "due_at"))
    if missing := [Schedule(name=name, due_at=at) for name in jobs if name not in known]:
        Schedule.objects.bulk_create(missing, ignore_conflicts=True)
    return sum(_enqueue(name, at) for name in jobs if known.get(name, at) <= at)


def _enqueue(name: str, at: datetime) -> bool:
    with transaction.atomic():
        is_ours = Schedule.objects.filter(name=name, due_at__lte=at).update(due_at=at + jobs[name].every)
        if is_ours:
            run.enqueue(name)
    return bool(is_ours)


@task
def run(name: str) -> None:
    """Do one job and note how it went."""
    if name not in jobs:  # enqueued by a version that had it
        return
    schedule, begun = Schedule.objects.filter(name=name), time.monotonic()
    noted: dict[str, Any] = {"ran_at": timezone.now(), "done": 0, "error": ""}
    try:
        turn = work(jobs[name])
        noted["done"] = turn.done
        if turn.unfinished:
            noted["due_at"] = timezone.now()
    except Exception as error:
        log.error("job %s: %s", name, error or type(error).__name__)
        noted["error"] = f"{type(error).__name__}: {error}"[:300]
        raise
    finally:
        schedule.update(took_ms=int((time.monotonic() - begun) * 1000), **noted)


def forget_results() -> Iterator[int]:
    """Delete what is known of tasks that were done an hour ago, or failed or were left a week ago."""
    now = timezone.now()
    others = DBTaskResult.objects.exclude(status=TaskResultStatus.READY)
    yield others.successful().filter(finished_at__lt=now - KEPT_AFTER_SUCCESS).delete()[0]
    yield others.filter(enqueued_at__lt=now - KEPT_OTHERWISE).delete()[0]
