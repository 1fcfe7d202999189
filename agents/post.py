"""Mail leaves on a thread of its own: how long a page takes must not tell whether an address is known."""

import logging
from concurrent.futures import Future, ThreadPoolExecutor

from django.core.mail import EmailMessage

log = logging.getLogger(__name__)

# One thread: mails leave in the order in which they were posted. Python waits for it at the end.
_executor = ThreadPoolExecutor(1, thread_name_prefix="post")


def post(mail: EmailMessage) -> None:
    """Send a mail soon; what goes wrong is logged, because nobody waits for it."""
    _executor.submit(_send, mail)


def delivered() -> "Future[None]":
    """Return what is done once everything posted before has left."""
    return _executor.submit(lambda: None)


def _send(mail: EmailMessage) -> None:
    try:
        mail.send()
    except Exception:  # whatever the mail server says
        log.exception("a mail did not leave")
