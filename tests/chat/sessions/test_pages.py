"""However much there is to read, it comes in pieces that can be carried."""

import json
from typing import Any

import pytest

from chat.drafts import Draft
from chat.log import append
from chat.models import Conversation
from chat.sessions import base
from chat.sessions.pages import PAGE_CHARACTERS
from tests.chat.shop import Shop, client_id
from tests.chat.wire import Frame, People, Tab, outside
from visitors.identity import Ticket

LONG = "'" * 4000


@pytest.fixture
async def conversation(shop: Shop, people: People) -> Conversation:
    """Return a conversation with sixty messages of the greatest length, after two entries."""

    def talk() -> Conversation:
        conversation = shop.conversation()
        actor = conversation.visitor.actor
        append([Draft.message(conversation.pk, actor, LONG, client_id=client_id()) for _ in range(60)])
        return conversation

    return await outside(talk)


async def returning(people: People, conversation: Conversation, **hello: Any) -> Tab:
    token = await outside(lambda: Ticket(people.shop.site, conversation.visitor_id, "conversation").token())
    return await people.visitor(token=token, **hello)


def seqs(page: Frame) -> list[int]:
    return [entry["seq"] for entry in page["entries"]]


async def test_a_page_of_long_words_is_short(people: People, conversation: Conversation) -> None:
    tab = await returning(people, conversation)
    page = await tab.ask("sync", conversation=conversation.pk, after=0, limit=500)
    count = PAGE_CHARACTERS // len(LONG)
    assert count <= len(page["entries"]) <= count + 2
    assert page["more"]
    assert len(json.dumps(page)) < 1_000_000
    back = await tab.ask("sync", conversation=conversation.pk, before=63, limit=500)
    assert (seqs(back)[-1], len(seqs(back)), back["more"]) == (62, count, True)


async def test_page_by_page_everything_comes(people: People, conversation: Conversation) -> None:
    tab, seen = await returning(people, conversation), [0]
    while True:
        page = await tab.ask("sync", conversation=conversation.pk, after=seen[-1], limit=500)
        seen += seqs(page)
        if not page["more"]:
            break
    assert seen == list(range(63))


async def test_a_welcome_brings_as_much_as_goes_at_once(
    people: People, conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "MISSED_PAGES", 2)
    tab = await returning(people, conversation, last={conversation.pk: 0})
    pages = [frame for frame in await tab.settle() if frame["type"] == "sync.page"]
    assert [page["more"] for page in pages] == [True, True]
    assert seqs(pages[0]) + seqs(pages[1]) == list(range(1, seqs(pages[1])[-1] + 1))
