"""``manage.py jobs``."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from visitors.background.jobs import jobs
from visitors.models import Schedule

LATE = timedelta(minutes=5)


class Command(BaseCommand):
    help = "Show the periodic jobs: how often, when last, how many rows, how long, and what went wrong."

    def handle(self, *_args: Any, **_options: Any) -> None:
        runs = Schedule.objects.in_bulk(list(jobs))
        for name, job in jobs.items():
            self.stdout.write(f"{name:<10}every {job.every!s:<16}{_outcome(runs.get(name))}")


def _outcome(run: Schedule | None) -> str:
    if run is None or run.ran_at is None:
        return "never ran"
    how = run.error or f"{run.done} rows in {run.took_ms} ms"
    late = " (late: nobody does the jobs)" if run.due_at < timezone.now() - LATE else ""
    return f"{run.ran_at:%Y-%m-%d %H:%M:%S}  {how}{late}"
