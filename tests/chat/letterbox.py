"""Mail in tests: a visitor with an address who has left, and a post that carries at once."""

import re
from datetime import datetime
from typing import Any

from django.core import mail

from chat import follow_ups
from chat.models import Conversation
from tests.chat.shop import Shop

EMAIL = "sofia@mail.example"


def reachable(shop: Shop, text: str = "Is it oak?", email: str = EMAIL, **more: Any) -> Conversation:
    """Return a conversation of somebody who left an address, and then the shop."""
    visitor = shop.visitor()
    visitor.says(name="Sofia", email=email)
    return shop.conversation(text, visitor, **more)


def carry(now: datetime) -> int:
    """Let the heart beat once and the post leave at once; tells how many mails were taken on."""
    return follow_ups.post_due(now=now, send=lambda errand: errand())


def mails() -> list[Any]:
    """Return what has left."""
    return list(getattr(mail, "outbox", []))


def link_in(message: Any) -> str:
    """Return the part of a mail that leads back."""
    found = re.search(r"#link=(\S+)", message.body)
    assert found
    return found[1]
