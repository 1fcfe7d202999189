"""Mail is written and sent on a thread of its own: nobody waits for a mail server.

How long a page takes must not tell whether an address is known, and no reader or writer may hang on SMTP.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context

from django.core.mail import EmailMessage
from django.db import connection

log = logging.getLogger(__name__)

# One thread: mails leave in the order in which they were posted. Python waits for it at the end.
_executor = ThreadPoolExecutor(1, thread_name_prefix="post")


def post(write: Callable[[], EmailMessage]) -> None:
    """Write a mail and send it soon, in the present language; what goes wrong is logged, as nobody waits for it."""
    run(lambda: write().send())


def run(errand: Callable[[], object]) -> None:
    """Do something with mail in its turn; an errand that looks into the database leaves no connection behind."""
    _executor.submit(copy_context().run, _attempt, errand)


def delivered() -> "Future[None]":
    """Return what is done once everything posted before has left."""
    return _executor.submit(lambda: None)


def _attempt(errand: Callable[[], object]) -> None:
    try:
        errand()
    except Exception:  # whatever the mail server says
        log.exception("a mail did not leave")
    finally:
        connection.close()
