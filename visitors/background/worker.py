"""Who does the jobs: a thread of the only server process, or processes of their own."""

import logging
import secrets
import threading

from django.db import Error as DatabaseError
from django.db import connection
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, DEFAULT_TASK_QUEUE_NAME
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker
from django_tasks_db.models import DBTaskResult

from visitors.background.jobs import stopping
from visitors.background.schedule import enqueue_due

log = logging.getLogger(__name__)

LOOK_SECONDS = 5.0


class Worker:
    """Enqueues what is due and does what is enqueued, one after the other, until it is told to stop."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._tasks = TaskWorker(
            queue_names=[DEFAULT_TASK_QUEUE_NAME],
            interval=0,
            batch=True,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=secrets.token_hex(8),
            excluded_queue_names=[],
        )

    def start(self) -> None:
        """Begin on a thread of its own."""
        if self._thread is None:
            self._thread = threading.Thread(target=self.run, name="worker", daemon=True)
            self._thread.start()

    def end(self) -> None:
        """Begin nothing new; what is being done ends with its present step."""
        self._tasks.running = False
        stopping.set()

    def stop(self, within: float) -> bool:
        """End, and wait for it; False when the thread still waits for the database."""
        thread, self._thread = self._thread, None
        if thread is None:
            return True
        self.end()
        thread.join(within)
        if thread.is_alive():
            return False
        stopping.clear()
        return True

    def run(self) -> None:
        """Look for work every few seconds; a database that is away is asked again."""
        self._tasks.running = True
        while not stopping.wait(LOOK_SECONDS):
            try:
                self.look()
            except DatabaseError as error:
                log.warning("no jobs: %s", error)
            except Exception:  # whatever it is, the other jobs still have their time
                log.exception("worker")
            finally:
                connection.close()  # with what it keeps of the database in memory

    def look(self) -> None:
        """Enqueue what is due, then do everything that is enqueued."""
        enqueue_due()
        if DBTaskResult.objects.ready().exists():  # looking alone locks nothing
            self._tasks.run()


worker = Worker()
