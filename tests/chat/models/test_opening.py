"""How a conversation begins, and how people speak in it."""

from uuid import uuid4

import pytest
from django.db import connection

from chat.models import Conversation, Entry
from chat.models.opening import Page
from realtime.errors import Refusal
from tests.chat.shop import Shop, client_id, kinds, texts
from visitors.models import Visit

OPENING = ["conversation.opened", "conversation.queued", "message.created"]


def test_it_opens_waits_in_the_queue_and_carries_the_first_words(shop: Shop) -> None:
    visitor = shop.visitor()
    page = Page("https://fjordwood.example/ask", "ASK", "https://search.example", "tab-1")
    conversation, said = Conversation.open_for(
        visitor, text="Hello", department=shop.sales, page=page, locale="de"
    )
    conversation.refresh_from_db()
    assert kinds(conversation) == OPENING
    assert (said.seq, conversation.head, conversation.status) == (3, 3, "queued")
    assert (conversation.locale, conversation.page_title, conversation.site) == ("de", "ASK", shop.site)
    stay = conversation.queue_stays.get()
    assert (stay.department, stay.entered_at, stay.left_at) == (shop.sales, conversation.queued_at, None)
    assert (conversation.visit.url, conversation.visit.tab) == (page.url, "tab-1")


def test_what_allowed_the_visit_to_be_stored_is_stored_with_it(shop: Shop) -> None:
    shop.conversation()
    assert Visit.objects.get().purposes == ["chat"]


def test_it_may_open_without_words(shop: Shop) -> None:
    conversation, opened = Conversation.open_for(shop.visitor(), client_id=client_id())
    assert kinds(conversation) == OPENING[:2]
    assert (opened.seq, conversation.department, texts(conversation)) == (1, None, [])


@pytest.mark.parametrize("text", ["Hello", ""], ids=["with words", "without words"])
def test_a_repeated_client_id_finds_the_first_conversation(shop: Shop, text: str) -> None:
    visitor, id = shop.visitor(), client_id()
    first, opened = Conversation.open_for(visitor, client_id=id, text=text)
    again, where = Conversation.open_for(visitor, client_id=id, text=text)
    assert (again, where.seq, where.repeated) == (first, opened.seq, True)
    assert (Conversation.objects.count(), Visit.objects.count()) == (1, 1)


def test_other_words_with_the_same_client_id_are_a_conflict(shop: Shop) -> None:
    visitor, id = shop.visitor(), client_id()
    Conversation.open_for(visitor, client_id=id, text="Hello")
    with pytest.raises(Refusal) as refused:
        Conversation.open_for(visitor, client_id=id, text="Good evening")
    assert refused.value.code == "conflict"
    assert Entry.objects.count() == 3


def test_another_visitor_may_use_the_same_client_id(shop: Shop) -> None:
    id = str(uuid4())
    opened = {Conversation.open_for(shop.visitor(), client_id=id, text="Hello")[0].pk for _ in range(2)}
    assert len(opened) == 2


def test_long_addresses_are_cut_and_do_not_keep_anybody_from_writing(shop: Shop) -> None:
    page = Page("https://fjordwood.example/" + "x" * 7000, "T" * 2000, "https://r.example/" + "y" * 7000)
    conversation, _said = Conversation.open_for(shop.visitor(), text="Hello", page=page)
    conversation.refresh_from_db()
    assert (len(conversation.page_url), len(conversation.page_title)) == (2000, 300)
    assert texts(conversation) == ["Hello"]


class TestSaying:
    """Words, and what they do to a closed conversation."""

    def test_words_to_a_closed_conversation_open_it_again(self, shop: Shop) -> None:
        conversation = shop.conversation("Hello")
        conversation.close(by=shop.mara.actor)
        said = conversation.say("One more thing", by=conversation.visitor.actor)
        conversation.refresh_from_db()
        assert kinds(conversation)[3:] == [
            "conversation.closed",
            "conversation.reopened",
            "conversation.queued",
            "message.created",
        ]
        assert (said.seq, conversation.status, conversation.closed_at) == (7, "queued", None)
        assert conversation.resolutions.get().reopened_at is not None

    def test_a_note_leaves_it_closed(self, shop: Shop) -> None:
        conversation = shop.conversation("Hello")
        conversation.close(by=shop.mara.actor)
        conversation.say("Sent the parcel again", by=shop.mara.actor, audience="agents")
        conversation.refresh_from_db()
        assert conversation.is_closed

    def test_repeated_words_do_not_open_it_again(self, shop: Shop) -> None:
        conversation, id = shop.conversation("Hello"), client_id()
        first = conversation.say("Bye", by=conversation.visitor.actor, client_id=id)
        conversation.close(by=shop.mara.actor)
        again = conversation.say("Bye", by=conversation.visitor.actor, client_id=id)
        conversation.refresh_from_db()
        assert (again.seq, again.repeated, conversation.is_closed) == (first.seq, True, True)


def test_the_database_refuses_nothing_it_was_given(shop: Shop) -> None:
    shop.conversation("Hello")
    connection.check_constraints()
