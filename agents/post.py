"""Mail is written and sent on a thread of its own: how long a page takes must not tell whether an address is known."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context

from django.core.mail import EmailMessage

log = logging.getLogger(__name__)

# One thread: mails leave in the order in which they were posted. Python waits for it at the end.
_executor = ThreadPoolExecutor(1, thread_name_prefix="post")


def post(write: Callable[[], EmailMessage]) -> None:
    """Write a mail and send it soon, in the present language; what goes wrong is logged, as nobody waits for it."""
    _executor.submit(copy_context().run, _send, write)


def delivered() -> "Future[None]":
    """Return what is done once everything posted before has left."""
    return _executor.submit(lambda: None)


def _send(write: Callable[[], EmailMessage]) -> None:
    try:
        write().send()
    except Exception:  # whatever the mail server says
        log.exception("a mail did not leave")
