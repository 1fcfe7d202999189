"""Snoozing: put aside, and woken by whatever should wake it, once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chat.models import Conversation, Entry
from chat.models.snoozing import wake_due
from realtime.errors import Refusal
from tests.chat.shop import Shop, client_id, kinds


@pytest.fixture
def asleep(shop: Shop) -> Conversation:
    """Return a conversation of Mara's that sleeps for an hour."""
    conversation = shop.conversation("Hello")
    conversation.take(by=shop.mara)
    conversation.snooze(by=shop.mara.actor, until=timezone.now() + timedelta(hours=1))
    return conversation


def is_asleep(conversation: Conversation) -> bool:
    """Tell whether the row says that it sleeps."""
    conversation.refresh_from_db()
    return conversation.snoozed_at is not None


def test_it_wakes_when_its_time_has_come_and_not_before(asleep: Conversation) -> None:
    assert wake_due() == 0
    assert is_asleep(asleep)
    assert wake_due(now=timezone.now() + timedelta(hours=2)) == 1
    assert not is_asleep(asleep)
    entry = Entry.objects.get(conversation=asleep, kind="conversation.woken")
    assert (entry.actor_kind, entry.audience) == ("system", "agents")


def test_of_two_that_look_at_the_same_moment_one_wakes_it(asleep: Conversation) -> None:
    later = timezone.now() + timedelta(hours=2)
    one, other = (Conversation.objects.get(pk=asleep.pk) for _process in range(2))
    assert one.wake_on_time(now=later) is not None
    assert other.wake_on_time(now=later) is None
    assert kinds(asleep).count("conversation.woken") == 1


def test_a_later_time_chosen_meanwhile_counts(shop: Shop, asleep: Conversation) -> None:
    late = Conversation.objects.get(pk=asleep.pk)
    asleep.snooze(by=shop.mara.actor, until=timezone.now() + timedelta(hours=5))
    assert late.wake_on_time(now=timezone.now() + timedelta(hours=2)) is None
    assert is_asleep(asleep)


def test_a_visitors_message_wakes_it_and_a_colleagues_does_not(shop: Shop, asleep: Conversation) -> None:
    asleep.say("A moment", by=shop.mara.actor)
    asleep.say("He called", by=shop.mara.actor, audience="agents")
    assert is_asleep(asleep)
    asleep.say("Hello again", by=asleep.visitor.actor)
    assert not is_asleep(asleep)
    assert wake_due(now=timezone.now() + timedelta(hours=2)) == 0


@pytest.mark.parametrize("verb", ["close", "transfer", "assign"])
def test_whoever_gets_it_or_ends_it_finds_it_awake(shop: Shop, asleep: Conversation, verb: str) -> None:
    by = shop.mara.actor
    {
        "close": lambda: asleep.close(by=by),
        "transfer": lambda: asleep.transfer(by=by, to_department=shop.support),
        "assign": lambda: asleep.assign(to=shop.jonas, by=by),
    }[verb]()
    assert not is_asleep(asleep)


def test_it_is_idempotent_and_can_be_taken_back(shop: Shop, asleep: Conversation) -> None:
    until, id = timezone.now() + timedelta(hours=3), client_id()
    first = asleep.snooze(by=shop.mara.actor, until=until, client_id=id)
    asleep.wake(by=shop.mara.actor)
    assert asleep.wake(by=shop.mara.actor).repeated
    assert asleep.snooze(by=shop.mara.actor, until=until, client_id=id).seq == first.seq
    assert not is_asleep(asleep)


def test_who_waits_for_a_first_answer_is_never_put_out_of_sight(shop: Shop) -> None:
    conversation = shop.conversation("Hello")
    with pytest.raises(Refusal, match="somebody has"):
        conversation.snooze(by=shop.mara.actor)
    conversation.take(by=shop.mara)
    with pytest.raises(Refusal, match="passed"):
        conversation.snooze(by=shop.mara.actor, until=timezone.now() - timedelta(seconds=1))
    conversation.snooze(by=shop.mara.actor)
    assert wake_due(now=timezone.now() + timedelta(days=900)) == 0
    assert is_asleep(conversation)
