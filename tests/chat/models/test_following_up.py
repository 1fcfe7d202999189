"""An answer nobody reads goes out as one mail a pause; who comes back in time gets none."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.drafts import Draft
from chat.introductions import correct, introduce
from chat.log import append
from chat.models import Conversation, FollowUp
from chat.models.follow_up import Stage
from realtime.actors import BOT, Actor
from tests.chat.letterbox import carry, mails, reachable
from tests.chat.shop import Shop, kinds

NOON = datetime(2026, 11, 19, 12, tzinfo=UTC)


class Afternoon:
    """A conversation over simulated minutes: what happens at each, and a heartbeat at its end."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.conversation = reachable(shop)
        self.visitor = self.conversation.visitor.actor
        self.said: list[int] = []

    def live(self, course: str) -> list[int]:
        """Let things happen, such as ``0 answers, 2 reads``; returns in which minutes a mail left."""
        steps = [step.split() for step in course.split(", ")]
        left: list[int] = []
        for minute in range(int(steps[-1][0]) + 10):
            with time_machine.travel(NOON + timedelta(minutes=minute), tick=False):
                for _minute, deed in (step for step in steps if int(step[0]) == minute):
                    getattr(self, deed.replace("-", "_"))()
                before = len(mails())
                carry(NOON + timedelta(minutes=minute, seconds=10))
                left += [minute] * (len(mails()) - before)
        return left

    def answers(self) -> None:
        self.said.append(self.conversation.say("Yes, oak.", by=self.shop.mara.actor).seq)

    def notes(self) -> None:
        self.conversation.say("Careful.", by=self.shop.mara.actor, audience="agents")

    def bot_answers(self) -> None:
        self.conversation.say("We are closed.", by=Actor(BOT))

    def tells_of_old(self) -> None:
        self.conversation.say("Told.", by=self.shop.mara.actor, at=NOON - timedelta(days=3))

    def writes(self) -> None:
        self.conversation.say("And smoked?", by=self.visitor)

    def reads(self) -> None:
        self.conversation.mark_read(by=self.visitor, upto=99)

    def reads_the_first(self) -> None:
        self.conversation.mark_read(by=self.visitor, upto=self.said[0])

    def hears(self) -> None:
        self.conversation.mark_received(by=self.visitor, upto=99)

    def is_read_by_a_colleague(self) -> None:
        self.conversation.mark_read(by=self.shop.jonas.actor, upto=99)

    def closes(self) -> None:
        self.conversation.close(by=self.shop.mara.actor)

    def ends(self) -> None:
        self.conversation.close(by=self.visitor)

    def unsays(self) -> None:
        self.conversation.unsay(of=self.said[-1], by=self.shop.mara.actor)

    def wants_no_mail(self) -> None:
        self.conversation.stop_mail()

    def asks(self) -> None:
        assert self.conversation.ask_for_link(now=NOON)

    def corrects_the_address(self) -> None:
        introduce(self.conversation.visitor, {"email": "sofia@other.example"})

    def loses_the_address(self) -> None:
        correct(self.conversation.visitor.customer, by=self.shop.karin.actor, email="")


@pytest.mark.parametrize(
    ("course", "left", "stage"),
    [
        ("0 answers", [3], "sent"),
        ("0 answers, 1 answers, 2 answers", [3], "sent"),
        ("0 answers, 2 reads", [], "ready"),
        ("0 answers, 2 writes", [], "ready"),
        ("0 answers, 2 ends", [], "ready"),
        ("0 answers, 2 hears", [3], "sent"),
        ("0 answers, 2 is-read-by-a-colleague", [3], "sent"),
        ("0 answers, 1 answers, 2 reads-the-first", [5], "sent"),
        ("0 answers, 1 closes", [3], "sent"),
        ("0 answers, 2 unsays", [], "ready"),
        ("0 answers, 1 answers, 2 unsays", [3], "sent"),
        ("0 answers, 5 answers, 20 answers", [3], "sent"),
        ("0 answers, 5 reads, 6 answers", [3, 9], "sent"),
        ("0 answers, 5 writes, 6 answers", [3, 9], "sent"),
        ("0 answers, 5 writes", [3], "ready"),
        ("0 notes", [], "ready"),
        ("0 bot-answers", [], "ready"),
        ("0 bot-answers, 1 answers", [4], "sent"),
        ("0 tells-of-old", [], "ready"),
        ("0 writes", [], "ready"),
        ("0 answers, 1 wants-no-mail, 6 writes, 7 answers", [], "stopped"),
        ("0 wants-no-mail, 1 corrects-the-address, 2 answers", [], "stopped"),
        ("0 answers, 1 corrects-the-address", [3], "sent"),
        ("0 answers, 1 loses-the-address", [], ""),
        ("0 loses-the-address, 1 answers, 2 corrects-the-address, 3 answers", [6], "sent"),
        ("0 asks", [0], "ready"),
        ("0 asks, 1 answers", [0, 4], "sent"),
        ("0 answers, 1 asks", [1], "ready"),
    ],
)
def test_a_mail_leaves_when_it_is_due_and_only_then(
    shop: Shop, course: str, left: list[int], stage: str
) -> None:
    afternoon = Afternoon(shop)
    assert afternoon.live(course) == left
    afternoon.conversation.refresh_from_db()
    assert afternoon.conversation.follow_up == stage
    assert not FollowUp.objects.filter(ended_at=None).exists()
    assert kinds(afternoon.conversation).count("follow_up.sent") == len(left)


def test_only_whom_a_mail_can_reach_is_promised_one(shop: Shop, settings: Any) -> None:
    assert shop.conversation("Hello").follow_up == Stage.NONE
    assert reachable(shop).follow_up == Stage.READY
    simulated = shop.visitor()
    simulated.is_test = True
    simulated.says(email="test@mail.example")
    assert shop.conversation("Hello", simulated).follow_up == Stage.NONE
    settings.MAIL_LEAVES = False
    assert reachable(shop).follow_up == Stage.NONE


def test_an_address_that_comes_later_counts_for_all_conversations_of_the_browser(shop: Shop) -> None:
    visitor = shop.visitor()
    mine = [shop.conversation("One", visitor), shop.conversation("Two", visitor)]
    foreign = shop.conversation("Three")
    introduce(visitor, {"email": "sofia@mail.example"})
    rows = dict(Conversation.objects.values_list("pk", "follow_up"))
    assert [rows[one.pk] for one in (*mine, foreign)] == ["ready", "ready", ""]


def test_no_message_costs_a_statement_more(shop: Shop) -> None:
    counts = {}
    for name, conversation in {"without": shop.conversation("Hello"), "with": reachable(shop)}.items():
        for by in (shop.mara.actor, conversation.visitor.actor):
            with CaptureQueriesContext(connection) as queries:
                append([Draft.message(conversation.pk, by, f"{n}") for n in range(20)])
            counts[name, by.kind] = len([query for query in queries if "SAVEPOINT" not in query["sql"]])
    assert len(set(counts.values())) == 1, counts


def test_a_heartbeat_with_nothing_due_looks_twice(shop: Shop) -> None:
    reachable(shop).say("Yes.", by=shop.mara.actor)
    with CaptureQueriesContext(connection) as queries:
        assert carry(datetime.now(UTC)) == 0
    assert len(queries) == 2


def test_agents_are_told_how_it_stands(shop: Shop) -> None:
    conversation = reachable(shop)
    assert conversation.follow_up_card() == {"state": "ready", "at": None}
    said = conversation.say("Yes.", by=shop.mara.actor)
    conversation.refresh_from_db()
    assert conversation.follow_up_at == said.at + timedelta(minutes=3)
