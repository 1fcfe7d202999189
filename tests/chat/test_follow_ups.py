"""The way of a mail: claimed once, tried again, given up in the end, and never in another's way."""

import smtplib
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.utils import timezone

from chat import follow_ups
from chat.models import Conversation, Entry, FollowUp
from chat.models.follow_up import PATIENCE, Stage
from chat.models.mail import LEASE, RETRIES
from realtime import post
from realtime.runtime import runtime
from tests.chat.letterbox import carry, mails, reachable
from tests.chat.shop import Shop

REFUSED = smtplib.SMTPRecipientsRefused({"sofia@mail.example": (550, b"no such user")})
GREYLISTED = smtplib.SMTPRecipientsRefused({"sofia@mail.example": (451, b"later")})


@pytest.fixture
def unread(shop: Shop) -> Conversation:
    """Return a conversation whose answer has waited long enough."""
    conversation = reachable(shop)
    conversation.say("Yes, oak.", by=shop.mara.actor)
    return conversation


def soon() -> Any:
    """Return a moment at which the answer is due."""
    return timezone.now() + PATIENCE


def fail_with(monkeypatch: pytest.MonkeyPatch, *errors: Exception | None) -> list[EmailMessage]:
    """Let the mail server answer so, one try after the other; returns what it was handed."""
    answers, handed, send = list(errors), [], EmailMessage.send

    def answer(self: EmailMessage, *args: Any, **more: Any) -> int:
        handed.append(self)
        error = answers.pop(0) if answers else None
        if error is not None:
            raise error
        return send(self, *args, **more)

    monkeypatch.setattr(EmailMessage, "send", answer)
    return handed


def test_what_did_not_leave_is_tried_again_later_and_says_the_same(
    unread: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = fail_with(monkeypatch, ConnectionRefusedError(), GREYLISTED)
    now = soon()
    assert [carry(now), carry(now + RETRIES[0] - timedelta(seconds=1))] == [1, 0]
    assert [carry(now + RETRIES[0]), mails()] == [1, []]
    assert carry(now + RETRIES[0] + RETRIES[1]) == 1
    assert len(mails()) == 1
    assert len({message.extra_headers["Message-ID"] for message in handed}) == 1
    assert len({message.body for message in handed}) == 1


def test_in_the_end_it_is_given_up_and_told(unread: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(monkeypatch, *[TimeoutError()] * 10)
    now = soon()
    for wait in (timedelta(), *RETRIES, timedelta(days=1)):
        now += wait
        carry(now)
    unread.refresh_from_db()
    assert (unread.follow_up, FollowUp.objects.get().tries) == (Stage.FAILED, 1 + len(RETRIES))
    told = Entry.objects.get(kind="follow_up.failed")
    assert (told.data, told.audience) == ({"reason": "unreachable"}, "agents")


@pytest.mark.parametrize("error", [REFUSED, smtplib.SMTPDataError(554, b"spam")])
def test_what_is_refused_for_good_is_not_tried_again(
    unread: Conversation, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    fail_with(monkeypatch, error)
    carry(soon())
    assert Entry.objects.get(kind="follow_up.failed").data == {"reason": "refused"}
    assert not FollowUp.objects.filter(ended_at=None).exists()


@pytest.mark.parametrize(
    "email", ["a,b@mail.example", "sofia@mail.example\r\nBcc: all@mail.example", "ü@ü.x"]
)
def test_a_poisonous_address_fails_alone(shop: Shop, email: str) -> None:
    for address in (email, "fine@mail.example"):
        reachable(shop, email=address).say("Yes.", by=shop.mara.actor)
    assert carry(soon()) == 2
    assert [message.to for message in mails()] == [["fine@mail.example"]]
    assert Entry.objects.filter(kind="follow_up.failed").count() == 1


def test_a_process_that_died_with_a_mail_in_hand_loses_nothing(unread: Conversation) -> None:
    now = soon()
    follow_ups.post_due(now=now, send=lambda _errand: None)
    follow_ups._in_hand.clear()
    assert carry(now + LEASE - timedelta(seconds=1)) == 0
    assert carry(now + LEASE) == 1
    assert len(mails()) == 1


def test_a_process_that_ends_gives_back_what_it_has_not_sent(
    unread: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now() + PATIENCE
    monkeypatch.setattr(runtime, "draining", True)
    carry(now)
    assert mails() == []
    monkeypatch.setattr(runtime, "draining", False)
    assert carry(now + timedelta(seconds=1)) == 1
    assert (len(mails()), FollowUp.objects.get().tries) == (1, 1)


def test_who_comes_back_while_it_is_on_its_way_gets_none(unread: Conversation) -> None:
    errands: list[Any] = []
    follow_ups.post_due(now=soon(), send=errands.append)
    unread.mark_read(by=unread.visitor.actor, upto=99)
    errands[0]()
    assert mails() == []
    assert FollowUp.objects.get().outcome == "cancelled"


def test_no_more_are_taken_in_hand_than_the_post_can_carry(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow_ups, "AT_ONCE", 2)
    for _ in range(5):
        reachable(shop).say("Yes.", by=shop.mara.actor)
    errands: list[Any] = []
    taken = [follow_ups.post_due(now=soon(), send=errands.append) for _ in range(2)]
    assert taken == [2, 0]
    for errand in errands:
        errand()
    assert carry(soon()) == 2


@pytest.mark.django_db(transaction=True)
def test_the_post_carries_on_a_thread_of_its_own(unread: Conversation) -> None:
    follow_ups.post_due(now=soon())
    post.delivered().result(timeout=10)
    assert [message.to for message in mails()] == [["sofia@mail.example"]]
    unread.refresh_from_db()
    assert unread.follow_up == Stage.SENT


@pytest.mark.django_db(transaction=True)
def test_of_workers_that_look_at_the_same_moment_each_mail_has_one(shop: Shop) -> None:
    for _ in range(6):
        reachable(shop).say("Yes.", by=shop.mara.actor)
    now, gate = soon(), threading.Barrier(3)

    def work(_number: int) -> list[str]:
        errands: list[Any] = []
        gate.wait(timeout=10)
        try:
            follow_ups.post_due(now=now, send=errands.append)
        finally:
            connection.close()
        return [errand.args[0] for errand in errands]

    with ThreadPoolExecutor(3) as workers:
        taken = [id for ids in workers.map(work, range(3)) for id in ids]
    follow_ups._in_hand.clear()
    assert len(taken) == len(set(taken)) == FollowUp.objects.count() == 6
