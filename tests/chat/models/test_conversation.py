"""Look-ups over conversations."""

import pytest
from django.db import connection

from chat.models import Conversation
from tests.chat.shop import Shop


def test_those_that_stand_are_not_closed(shop: Shop) -> None:
    waiting, taken, closed = [shop.conversation("Hello") for _ in range(3)]
    taken.take(by=shop.mara)
    closed.close(by=shop.mara.actor)
    assert set(Conversation.objects.standing()) == {waiting, taken}


@pytest.mark.django_db
def test_those_that_stand_are_found_among_many_by_an_index() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # the table is empty here
    plan = Conversation.objects.standing().order_by().explain()
    assert "chat_conver_status" in plan
    assert ("Index Cond" if connection.vendor == "postgresql" else "SEARCH") in plan
