"""Jobs in the process that serves, or in one of their own."""

import signal
import subprocess
import sys
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from realtime.runtime import runtime
from tests.visitors.test_retention import child_environment
from visitors.background.jobs import LONGEST_REST, TURN_SECONDS, jobs
from visitors.background.worker import LOOK_SECONDS, worker
from visitors.models import Schedule

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.one_process
def test_the_only_process_does_the_jobs_itself() -> None:
    assert runtime.workers == [worker]
    with pytest.raises(CommandError, match="the server does the jobs itself"):
        call_command("worker")


def test_visits_end_within_a_minute_though_another_job_has_its_turn() -> None:
    seconds = jobs["visits"].every.total_seconds() + LOOK_SECONDS + TURN_SECONDS
    assert seconds + LONGEST_REST < 60


@pytest.mark.several_processes
@pytest.mark.django_db(transaction=True)
def test_a_process_of_its_own_does_them_and_ends_when_it_is_told() -> None:
    assert runtime.workers == []
    child = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=ROOT, env=child_environment())
    try:
        deadline = time.monotonic() + 30
        while (
            Schedule.objects.filter(ran_at__isnull=False).count() < len(jobs) and time.monotonic() < deadline
        ):
            time.sleep(0.05)
        child.send_signal(signal.SIGTERM)
        assert child.wait(timeout=10) == 0
    finally:
        child.kill()
    rows = Schedule.objects.filter(ran_at__isnull=False, error="")
    assert {row.name for row in rows} == set(jobs) > {"visits", "purge", "uploads", "sessions"}


@pytest.mark.django_db
def test_what_became_of_each_job_can_be_read() -> None:
    ran = timezone.now().replace(microsecond=0)
    Schedule.objects.create(name="visits", ran_at=ran, done=12, took_ms=3)
    Schedule.objects.create(name="purge", ran_at=ran, error="OSError: the disk is full")
    an_hour_ago = ran - timedelta(hours=1)
    Schedule.objects.create(name="results", ran_at=an_hour_ago, due_at=an_hour_ago)
    printed = StringIO()
    call_command("jobs", stdout=printed)
    lines = {line.split()[0]: line for line in printed.getvalue().splitlines()}
    assert lines["visits"].endswith(f"{ran:%Y-%m-%d %H:%M:%S}  12 rows in 3 ms")
    assert lines["purge"].endswith("OSError: the disk is full")
    assert lines["results"].endswith("0 rows in 0 ms (late: nobody does the jobs)")
    assert lines["uploads"].endswith("never ran")
