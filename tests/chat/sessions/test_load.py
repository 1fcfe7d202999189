"""What it costs to open the console: the same for ten conversations as for five hundred."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chat import protocol
from chat.models import Conversation
from chat.sessions.agent import LISTED, AgentSession
from realtime.allowance import Allowance
from tests.chat.shop import Shop


class Nobody:
    """Hears nothing: what is read counts, not what is sent."""

    def push(self, frame: str) -> None:
        """Let a frame go."""


def load(shop: Shop) -> tuple[int, int]:
    """Do what a hello and a look at the whole inbox read; the conversations listed, and the queries for them."""
    session = AgentSession(shop.mara, Nobody(), Allowance(1), Allowance(1))
    session.view = "all"
    with CaptureQueriesContext(connection) as queries:
        _desks, _opened, watched = session._look([])
        session._welcome(protocol.Hello(protocol=1), watched)
        rows = session._summaries(watched)
    return len(rows), len(queries)


def test_ten_or_five_hundred_conversations_cost_the_same(shop: Shop) -> None:
    for number in range(10):
        shop.conversation(f"Question {number}").tag(by=shop.mara.actor, add=["oak"])
    load(shop)  # permissions are looked up once
    few = load(shop)
    visitor, now = shop.visitor(), timezone.now()
    visitor.save()
    more = [
        Conversation(site=shop.site, visitor=visitor, department=shop.sales, opened_at=now, last_entry_at=now)
        for _ in range(LISTED - 10)
    ]
    Conversation.objects.bulk_create(more)
    many = load(shop)
    assert (few[0], many[0]) == (10, LISTED)
    assert few[1] == many[1]
