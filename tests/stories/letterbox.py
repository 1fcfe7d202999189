"""A mail server that keeps what it is handed, and the mails in it as people read them."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from playwright.sync_api import Page

from tests.services import free_port
from tests.stories.wire import until


@dataclass
class Letterbox:
    """Everything that came, in order."""

    port: int = field(default_factory=free_port)
    mails: list[EmailMessage] = field(default_factory=list)

    @property
    def url(self) -> str:
        """What EMAIL_URL is to be."""
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        """Keep a mail."""
        raw = cast(bytes, envelope.content)
        self.mails.append(cast(EmailMessage, message_from_bytes(raw, policy=policy.default)))
        return "250 Kept"

    def wait_for(self, number: int, page: Page) -> EmailMessage:
        """Return the mail of this number, while a page goes on; a heartbeat sends it."""
        until(page, lambda: len(self.mails) >= number, seconds=30)
        return self.mails[number - 1]


@contextmanager
def letterbox() -> Iterator[Letterbox]:
    """Run the mail server."""
    box = Letterbox()
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def part(mail: EmailMessage, kind: str) -> str:
    """Return the mail as text ("plain") or as HTML ("html")."""
    body = mail.get_body((kind,))
    assert body
    return str(body.get_content())


def links_in(mail: EmailMessage) -> list[str]:
    """Return the addresses in a mail: the way back, and the one that stops further ones."""
    return [line for line in part(mail, "plain").splitlines() if re.fullmatch(r"https?://\S+", line)]
