"""The promise on the first screen is what was measured, or it is not made."""

import random
import statistics
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chat.models import Entry
from chat.waits import FEWEST, Waits, measured
from realtime.actors import AGENT
from tests.chat.shop import Shop
from visitors.models import Visitor

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def answered(shop: Shop, opened: float, *answers: tuple[float, str], **more: Any) -> None:
    """Make a conversation opened so many seconds ago, with what was said at which second since."""
    conversation = shop.conversation("Hello", at=NOW - timedelta(seconds=opened), **more)
    for after, audience in answers:
        at = conversation.opened_at + timedelta(seconds=after)
        conversation.say("Hi", by=shop.mara.actor, audience=audience, at=at)


def by_hand(now: datetime) -> dict[str, int]:
    """Measure again without any of the code that is tested: read everything, sort, count."""
    first: dict[str, Entry] = {}
    for entry in Entry.objects.select_related("conversation__visitor").order_by("seq"):
        if (entry.kind, entry.actor_kind, entry.audience) == ("message.created", AGENT, "everyone"):
            first.setdefault(entry.conversation_id, entry)
    waits: dict[str, list[float]] = {}
    for entry in first.values():
        conversation = entry.conversation
        recent = now - timedelta(hours=1) < entry.at <= now
        if recent and conversation.channel == "chat" and not conversation.visitor.is_test:
            for id in (conversation.site_id, conversation.department_id):
                waits.setdefault(str(id), []).append((entry.at - conversation.opened_at).total_seconds())
    medians = {id: statistics.median(each) for id, each in waits.items() if len(each) >= 5}
    return {id: int(60 * max(1, -(-median // 60))) for id, median in medians.items()}


def test_it_is_what_counting_by_hand_gives(shop: Shop, django_assert_num_queries: Any) -> None:
    dice = random.Random(7)
    for _ in range(40):
        test = shop.visitor()
        Visitor.objects.filter(pk=test.pk).update(is_test=dice.random() < 0.2)
        answers = sorted(
            (dice.uniform(1, 900), dice.choice(["everyone", "everyone", "agents"])) for _ in "ab"
        )
        answered(
            shop,
            dice.uniform(0, 6000),
            *answers[: dice.choice([0, 1, 2])],
            visitor=test,
            channel=dice.choice(["chat", "chat", "form"]),
            department=dice.choice([shop.sales, shop.support]),
        )
    with django_assert_num_queries(1):
        found = measured(NOW)
    assert found == by_hand(NOW)
    assert found[shop.site.pk] > 60


def test_fewer_than_five_promise_nothing_and_a_minute_passes_before_it_is_measured_again(shop: Shop) -> None:
    waits = Waits()
    for number in range(FEWEST):
        assert (waits.refresh(NOW + timedelta(minutes=number)), waits.of(shop.site.pk)) == (False, None)
        answered(shop, 300, (70, "everyone"))
    assert not waits.refresh(NOW + timedelta(minutes=4, seconds=59))
    assert waits.of(shop.sales.pk) is None
    assert waits.refresh(NOW + timedelta(minutes=5))
    assert (waits.of(shop.site.pk), waits.of(shop.sales.pk), waits.of(shop.support.pk)) == (120, 120, None)
