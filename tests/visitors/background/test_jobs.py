"""Periodic jobs: done when they are due, by one of those who ask, and none stops another."""

import time
from collections.abc import Iterator
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from visitors.background import jobs, schedule, worker
from visitors.background.jobs import every, stopping
from visitors.background.schedule import enqueue_due, forget_results
from visitors.background.worker import Worker
from visitors.models import Schedule

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_jobs")]
MINUTE = timedelta(minutes=1)


def counting(into: list[int], steps: int = 3) -> Any:
    def work() -> Iterator[int]:
        for _ in range(steps):
            into.append(len(into))
            yield 10

    return work


def failing() -> Iterator[int]:
    yield 1
    raise ZeroDivisionError("no rows")


def test_a_job_is_done_when_it_is_due_and_how_it_went_is_noted() -> None:
    done: list[int] = []
    every(MINUTE, "count", counting(done))
    Worker().look()
    row = Schedule.objects.get(name="count")
    assert (len(done), row.done, row.error) == (3, 30, "")
    assert row.ran_at is not None
    assert timedelta(0) < row.due_at - row.ran_at <= MINUTE
    Worker().look()
    assert len(done) == 3
    Schedule.objects.update(due_at=timezone.now())
    Worker().look()
    assert len(done) == 6
    assert DBTaskResult.objects.successful().count() == 2


def test_a_job_that_fails_is_logged_due_at_its_next_time_and_stops_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done: list[int] = []
    every(MINUTE, "fails", failing)
    every(MINUTE, "counts", counting(done))
    Worker().look()
    assert len(done) == 3
    row = Schedule.objects.get(name="fails")
    assert row.error == "ZeroDivisionError: no rows"
    assert row.due_at > timezone.now()
    assert "job fails: no rows" in caplog.messages
    assert "ZeroDivisionError" in DBTaskResult.objects.failed().get().traceback
    every(MINUTE, "fails", counting(done))
    Schedule.objects.filter(name="fails").update(due_at=timezone.now())
    Worker().look()
    row.refresh_from_db()
    assert (row.error, row.done) == ("", 30)


def test_a_job_with_much_to_do_lets_the_others_have_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "TURN_SECONDS", 0.0)
    long: list[int] = []
    every(MINUTE, "long", counting(long))
    for steps in (1, 2, 3):
        Worker().look()
        assert len(long) == steps
        assert Schedule.objects.get(name="long").due_at <= timezone.now()


def test_an_end_waits_for_the_present_step_and_begins_no_other() -> None:
    done: list[int] = []

    def work() -> Iterator[int]:
        for step in range(3):
            done.append(step)
            stopping.set()
            yield 1

    every(MINUTE, "ends", work)
    try:
        Worker().look()
    finally:
        stopping.clear()
    assert done == [0]
    assert Schedule.objects.get(name="ends").due_at <= timezone.now()


def test_what_an_earlier_version_enqueued_is_let_go() -> None:
    schedule.run.enqueue("unheard of")
    Worker().look()
    assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL
    assert not Schedule.objects.exists()


def test_results_are_kept_for_an_hour_and_failures_for_a_week() -> None:
    every(MINUTE, "fails", failing)
    every(MINUTE, "counts", counting([]))
    Worker().look()
    DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(hours=2))
    assert list(forget_results()) == [1, 0]
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(days=8))
    assert list(forget_results()) == [0, 1]


def test_of_several_who_ask_at_once_one_enqueues_a_job() -> None:
    every(MINUTE, "counts", counting([]))
    Schedule.objects.create(name="counts")
    enqueued: list[int] = []

    def ask() -> None:
        try:
            enqueued.append(enqueue_due())
        finally:
            connection.close()

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(enqueued) == [0, 0, 0, 1]
    assert DBTaskResult.objects.count() == 1


def test_a_thread_of_the_process_does_them_and_leaves_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "LOOK_SECONDS", 0.01)
    done: list[int] = []
    every(MINUTE, "counts", counting(done))
    ours = Worker()
    ours.start()
    deadline = time.monotonic() + 10
    while not DBTaskResult.objects.successful().exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert ours.stop(within=5)
    assert len(done) == 3
    assert not stopping.is_set()
    assert ours.stop(within=0)
