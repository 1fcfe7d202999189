"""Tags: put on and taken off, once, in the record."""

import pytest

from chat.models import Tag
from chat.models.sorting import MOST
from realtime.errors import Refusal
from tests.chat.shop import Shop, client_id, kinds


def test_a_tag_is_put_on_once_and_taken_off(shop: Shop) -> None:
    conversation = shop.conversation("Hello")
    conversation.tag(by=shop.mara.actor, add=["delivery", "care"])
    again = conversation.tag(by=shop.mara.actor, add=["Delivery"])
    conversation.tag(by=shop.mara.actor, remove=["care"])
    assert again.repeated
    assert [tag.name for tag in conversation.tags.all()] == ["delivery"]
    assert kinds(conversation)[3:] == ["conversation.tagged"] * 2
    assert Tag.objects.count() == 2


def test_it_is_idempotent_by_client_id(shop: Shop) -> None:
    conversation, id = shop.conversation("Hello"), client_id()
    first = conversation.tag(by=shop.mara.actor, add=["care"], client_id=id)
    conversation.tag(by=shop.mara.actor, remove=["care"])
    assert conversation.tag(by=shop.mara.actor, add=["care"], client_id=id).seq == first.seq
    assert not conversation.tags.exists()
    with pytest.raises(Refusal, match="something else"):
        conversation.tag(by=shop.mara.actor, add=["other"], client_id=id)


def test_nonsense_changes_nothing(shop: Shop) -> None:
    conversation = shop.conversation("Hello")
    conversation.tag(by=shop.mara.actor, add=[f"t{number}" for number in range(MOST)])
    for words in (["  "], ["one more"]):
        with pytest.raises(Refusal):
            conversation.tag(by=shop.mara.actor, add=words)
    assert conversation.tags.count() == MOST
    assert not Tag.objects.filter(name="one more").exists()


def test_a_tag_moves_no_waiting_and_is_nothing_to_read(shop: Shop) -> None:
    conversation = shop.conversation("Hello")
    since, public = conversation.waiting_since, conversation.public_head
    conversation.tag(by=shop.mara.actor, add=["care"])
    conversation.refresh_from_db()
    assert (conversation.waiting_since, conversation.public_head) == (since, public)
