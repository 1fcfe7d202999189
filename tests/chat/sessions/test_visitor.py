"""A visitor's session: one browser, its own conversations, and nothing stored before the first word."""

from typing import Any

from chat.models import Entry
from chat.protocol import visitor_parser
from tests.chat.shop import Shop, client_id
from tests.chat.wire import People, opened, outside
from visitors.identity import Ticket, new_ticket
from visitors.models import Customer, Visit, Visitor


class TestWelcome:
    """What a browser is told first."""

    async def test_a_stranger_gets_a_token_and_who_is_there(self, shop: Shop, people: People) -> None:
        welcome = (await people.visitor()).welcome
        assert {"protocol", "server_time", "heartbeat_ms", "token", "visitor", "limits"} <= welcome.keys()
        assert welcome["conversations"] == []
        limits = {"message_chars": 4000, "frame_bytes": 32768, "file_bytes": 10_000_000, "mail": True}
        assert welcome["limits"].items() >= limits.items()
        assert {"jpg", "pdf", "docx", "mp4"} <= set(welcome["limits"]["file_kinds"])
        assert not {"exe", "bmp", "svg", "html"} & set(welcome["limits"]["file_kinds"])
        named = [(each["name"], each["online"]) for each in welcome["availability"]["departments"]]
        assert named == [("Sales", False), ("Support", False)]

    async def test_nothing_is_stored_about_who_only_looks(self, people: People) -> None:
        tab = await people.visitor(page={"url": "https://fjordwood.example/"}, tab="1")
        await tab.ask("page.view", view="1", url="https://fjordwood.example/ask")
        assert await outside(lambda: [m.objects.count() for m in (Visitor, Visit, Customer)]) == [0, 0, 0]

    async def test_who_comes_back_finds_the_conversation(self, people: People) -> None:
        first = await people.visitor()
        id = await opened(first, "Hello")
        again = await people.visitor(token=first.welcome["token"])
        assert again.welcome["visitor"] == first.welcome["visitor"]
        assert "token" not in again.welcome
        (summary,) = again.welcome["conversations"]
        assert {"id": id, "head": 3, "status": "queued", "unread": 0}.items() <= summary.items()
        assert summary["last"]["text"] == "Hello"
        assert not {"visitor", "page", "tags"} & summary.keys()

    async def test_only_a_token_that_holds_is_believed(self, shop: Shop, people: People) -> None:
        visitor = await outside(lambda: shop.conversation("Secret").visitor)
        good = await outside(new_ticket(shop.site).token)
        foreign = await outside(new_ticket(shop.other_site).token)
        revoked = Ticket(shop.site, visitor.pk, "conversation", visitor).token()
        await outside(visitor.revoke_tokens)
        later_epoch = Ticket(shop.site, new_ticket(shop.site).visitor_id, "conversation", visitor).token()
        payload, at, signature = good.split(":")
        for token in (f"{payload}:{at}:{signature[::-1]}", foreign, revoked, later_epoch, "a:b:c", "[]"):
            welcome = (await people.visitor(token=token)).welcome
            assert welcome["conversations"] == []
            assert welcome["token"] != token
            assert welcome["visitor"]["id"] != visitor.pk
        assert "token" not in (await people.visitor(token=good)).welcome


TRACKING_MAY = {"page.view", "page.activity", "page.leave", "event.track", "consent.set"}
TRACKING_MAY |= {"invitation.shown", "invitation.accept", "invitation.decline", "visitor.forget"}
SENT: dict[str, dict[str, Any]] = {
    "conversation.open": {"text": "Hi"},
    "message.send": {"text": "Hi"},
    "conversation.rate": {"score": 1},
    "conversation.read": {"seq": 3},
    "conversation.received": {"seq": 3},
    "device.link": {"link": "x"},
    "device.renew": {"link": "x"},
    "hello": {"protocol": 1},
    "consent.set": {"purposes": {"analytics": "granted"}},
    "event.track": {"event_id": "1", "name": "order"},
    "invitation.accept": {"invitation": "x"},
    "invitation.decline": {"invitation": "x"},
    "invitation.shown": {"invitation": "x"},
    "page.activity": {"view": "1", "active_ms": 1},
    "page.leave": {"view": "1", "active_ms": 1},
    "page.view": {"view": "1", "url": "https://fjordwood.example/"},
}


async def test_a_tracking_token_says_what_happens_on_the_page_and_nothing_else(
    shop: Shop, people: People
) -> None:
    conversation = await outside(lambda: shop.conversation("Secret"))
    tracking = Ticket(shop.site, conversation.visitor_id, "tracking").token()
    tab = await people.visitor(token=tracking, last={conversation.pk: 0})
    assert tab.welcome["conversations"] == []
    for type in sorted(visitor_parser.types):
        answer = await tab.ask(type, **{"conversation": conversation.pk} | SENT.get(type, {}))
        if type in TRACKING_MAY:
            assert answer["type"] == "ack", type
        else:
            assert (answer["type"], answer["code"], answer["retry"]) == ("nack", "forbidden", False), type
    assert await tab.settle() == []
    assert await outside(Entry.objects.count) == 3
    assert await outside(Customer.objects.count) == 0


async def test_a_frame_that_wants_an_answer_gets_one_whatever_it_is(people: People) -> None:
    tab = await people.visitor()
    id = await opened(tab)
    for type in sorted(visitor_parser.types):
        fields = SENT.get(type, {}) | {"conversation": id, "client_id": client_id()}
        answer = await tab.ask(type, **fields)
        assert answer["type"] in ("ack", "nack", "sync.page"), type
