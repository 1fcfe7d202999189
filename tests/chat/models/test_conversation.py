"""Look-ups over conversations."""

import pytest

from chat.models import Conversation
from tests.chat.shop import Shop


def test_those_that_stand_are_not_closed(shop: Shop) -> None:
    waiting, taken, closed = [shop.conversation("Hello") for _ in range(3)]
    taken.take(by=shop.mara)
    closed.close(by=shop.mara.actor)
    assert set(Conversation.objects.standing()) == {waiting, taken}


@pytest.mark.one_process  # PostgreSQL plans by what it has counted, SQLite by what it could use
@pytest.mark.django_db
def test_those_that_stand_are_found_among_many_by_an_index() -> None:
    plan = Conversation.objects.standing().order_by().explain()
    assert "SEARCH chat_conversation USING INDEX chat_conver_status" in plan
