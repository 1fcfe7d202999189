"""A visitor's session: one browser, its own conversations, and nothing stored before the first word."""

from collections.abc import Callable
from typing import Any

import pytest

from chat.models import Conversation, Entry
from chat.protocol import visitor_parser
from tests.chat.shop import Shop, client_id, texts
from tests.chat.wire import Frame, People, Tab, opened, outside, types
from visitors.identity import Ticket, new_ticket
from visitors.models import Customer, Visit, Visitor


async def settled(*tabs: Tab) -> list[list[Frame]]:
    """Return what each of the tabs has heard."""
    return [await tab.settle() for tab in tabs]


class TestWelcome:
    """What a browser is told first."""

    async def test_a_stranger_gets_a_token_and_who_is_there(self, shop: Shop, people: People) -> None:
        welcome = (await people.visitor()).welcome
        assert {"protocol", "server_time", "heartbeat_ms", "token", "visitor", "limits"} <= welcome.keys()
        assert welcome["conversations"] == []
        assert welcome["limits"] == {"message_chars": 4000, "frame_bytes": 32768, "file_bytes": 10_000_000}
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


class TestOpening:
    """From the first word on there is a visitor."""

    async def test_what_the_hello_said_is_kept_with_the_conversation(
        self, shop: Shop, people: People
    ) -> None:
        page = {"view": "1", "url": "https://fjordwood.example/ask", "title": "ASK", "referrer": ""}
        tab = await people.visitor(locale="de", timezone="Europe/Oslo", page=page, tab="tab-1")
        id = await opened(tab)
        conversation = await outside(
            lambda: Conversation.objects.select_related("visitor", "visit", "department").get(pk=id)
        )
        assert (conversation.locale, conversation.page_title) == ("de", "ASK")
        assert (conversation.visitor.pk, conversation.visitor.timezone) == (
            tab.welcome["visitor"]["id"],
            "Europe/Oslo",
        )
        assert (conversation.visit.tab, conversation.visit.purposes) == ("tab-1", ["chat"])
        assert conversation.department == shop.sales  # the first of the site, when none was chosen

    async def test_a_department_of_another_site_is_none(self, shop: Shop, people: People) -> None:
        tab = await people.visitor()
        nack = await tab.ask("conversation.open", text="Hi", department=shop.elsewhere.pk)
        assert nack["code"] == "invalid"
        ack = await tab.ask("conversation.open", text="Hi", department=shop.support.pk)
        department = await outside(
            lambda: Conversation.objects.select_related("department").get(pk=ack["conversation"]).department
        )
        assert department == shop.support

    async def test_a_name_is_a_claim_and_raises_no_reach(self, shop: Shop, people: People) -> None:
        victim = await people.visitor()
        await opened(victim, "My order is late")
        await victim.ask("visitor.update", name="Ada", email="ada@mail.example")
        impostor = await people.visitor()
        id = await opened(impostor, "I am Ada")
        await impostor.ask("visitor.update", name="Ada", email="ada@mail.example")
        again = await people.visitor(token=impostor.welcome["token"])
        assert [summary["id"] for summary in again.welcome["conversations"]] == [id]
        assert await outside(Customer.objects.count) == 2
        ack = await impostor.ask("message.send", conversation=id, text="Hello?")
        entry = await outside(lambda: Entry.objects.get(conversation=id, seq=ack["seq"]))
        assert entry.actor_name == "Ada"

    async def test_who_says_a_name_before_the_first_word_keeps_language_and_clock(
        self, people: People
    ) -> None:
        tab = await people.visitor(locale="nb", timezone="Europe/Oslo")
        await tab.ask("visitor.update", name="Ada")
        visitor = await outside(Visitor.objects.get)
        assert (visitor.locale, visitor.timezone) == ("nb", "Europe/Oslo")

    async def test_a_name_turns_no_words_around_it_and_stands_on_one_line(self, people: People) -> None:
        tab = await people.visitor()
        await tab.ask("visitor.update", name="\u202e Ada\n\u2066 Lov\u200celace\u0007", phone="\u202e1")
        customer = await outside(Customer.objects.get)
        assert (customer.name, customer.phone) == ("Ada Lov\u200celace", "1")

    async def test_who_says_nothing_is_nobody(self, people: People) -> None:
        tab = await people.visitor()
        assert (await tab.ask("visitor.update", name=" ", attributes={"plan": "pro"}))["type"] == "ack"
        assert await outside(Visitor.objects.count) == await outside(Customer.objects.count) == 0

    async def test_what_two_tabs_say_is_said_of_one_person(self, people: People) -> None:
        first = await people.visitor()
        await opened(first)
        second = await people.visitor(token=first.welcome["token"])
        await first.ask("visitor.update", name="Ada")
        await second.ask("visitor.update", email="ada@mail.example")
        customer = await outside(Customer.objects.get)
        assert (customer.name, customer.email) == ("Ada", "ada@mail.example")

    async def test_a_name_reaches_the_agents_who_follow_and_nobody_else(
        self, shop: Shop, people: People
    ) -> None:
        visitor = await people.visitor()
        id = await opened(visitor, department=shop.sales.pk)
        mara, nora = await people.agent(shop.mara), await people.agent(shop.nora)
        other = await people.visitor(token=visitor.welcome["token"])
        await settled(mara, nora, other, visitor)
        await visitor.ask("visitor.update", name="Ada", email="ada@mail.example")
        who = {
            "id": visitor.welcome["visitor"]["id"],
            "name": "Ada",
            "email": "ada@mail.example",
            "test": False,
        }
        state = {"state": "ready", "at": None}
        reachable = {"type": "follow_up.changed", "conversation": id, "follow_up": state}
        assert await settled(mara, nora, other, visitor) == [
            [{"type": "visitor.changed", "visitor": who}, reachable],
            [],
            [],
            [],
        ]
        (summary,) = (await people.agent(shop.mara)).welcome["conversations"]
        assert (summary["id"], who.items() <= summary["visitor"].items()) == (id, True)

    async def test_an_opening_says_to_agents_all_that_a_summary_says(
        self, shop: Shop, people: People
    ) -> None:
        mara = await people.agent(shop.mara)
        visitor = await people.visitor(locale="nb", timezone="Europe/Oslo")
        await visitor.ask("visitor.update", name="Ada", email="ada@mail.example")
        page = {"url": "https://fjordwood.example/", "title": "Tables", "referrer": ""}
        await opened(visitor, department=shop.sales.pk, page=page)
        entry = await mara.until("conversation.opened")
        (summary,) = (await people.agent(shop.mara)).welcome["conversations"]
        assert {name: entry[name] for name in ("site", "visitor", "department", "channel", "page")} == {
            name: summary[name] for name in ("site", "visitor", "department", "channel", "page")
        }

    async def test_a_visitor_cannot_write_a_note(self, people: People) -> None:
        tab = await people.visitor()
        id = await opened(tab)
        smuggled = {"audience": "agents", "actor": {"kind": "agent"}, "seq": 1, "kind": "data", "at": "1970"}
        ack = await tab.ask("message.send", conversation=id, text="Psst", **smuggled)
        entry = await outside(lambda: Entry.objects.get(conversation=id, seq=ack["seq"]))
        assert (entry.audience, entry.actor_kind, entry.seq, entry.at.year) == (
            "everyone",
            "visitor",
            4,
            2026,
        )


class TestTabs:
    """One visitor, several tabs: each hears everything once."""

    async def test_a_conversation_opened_in_one_tab_stands_in_the_other(self, people: People) -> None:
        one = await people.visitor()
        two = await people.visitor(token=one.welcome["token"])
        ack = await one.ask("conversation.open", text="Hello")
        here, there = await settled(one, two)
        assert here == there
        assert types(there) == ["conversation.opened", "conversation.queued", "message.created"]
        await two.ask("message.send", conversation=ack["conversation"], text="From the other tab")
        here, there = await settled(one, two)
        assert here == there
        assert [entry["message"]["text"] for entry in here] == ["From the other tab"]

    async def test_who_wants_no_echo_hears_only_the_others(self, people: People) -> None:
        one = await people.visitor(echo=False)
        two = await people.visitor(token=one.welcome["token"], echo=False)
        id = await opened(one)
        await two.settle()
        ack = await one.ask("message.send", conversation=id, text="From one")
        await two.ask("message.send", conversation=id, text="From two")
        here, there = await settled(one, two)
        assert ([entry["seq"] for entry in here], [entry["seq"] for entry in there]) == ([5], [ack["seq"]])

    async def test_who_wants_no_echo_gets_none_from_a_conversation_that_opens_again(
        self, people: People
    ) -> None:
        tab = await people.visitor(echo=False)
        id = await opened(tab)
        await tab.ask("conversation.close", conversation=id)
        await tab.settle()
        ack = await tab.ask("message.send", conversation=id, text="One more thing")
        assert types(await tab.settle()) == ["conversation.reopened", "conversation.queued"]
        assert ack["seq"] == 7

    async def test_a_stranger_hears_nothing(self, people: People) -> None:
        stranger, tab = await people.visitor(), await people.visitor()
        id = await opened(tab)
        await tab.ask("message.send", conversation=id, text="Between us")
        assert await stranger.settle() == []


class TestHearing:
    """Live entries, hints and what is kept back."""

    async def test_what_was_missed_comes_before_what_happens(self, shop: Shop, people: People) -> None:
        first = await people.visitor()
        id = await opened(first)
        for n in range(3):
            await first.ask("message.send", conversation=id, text=f"{n}")
        back = await people.visitor(token=first.welcome["token"], last={id: 4, "0" * 26: 0})
        await first.ask("message.send", conversation=id, text="live")
        page, live = await back.settle()
        assert (page["type"], [entry["seq"] for entry in page["entries"]]) == ("sync.page", [5, 6])
        assert (live["type"], live["seq"]) == ("message.created", 7)

    async def test_a_long_absence_is_made_good_in_pages(self, shop: Shop, people: People) -> None:
        def talk() -> tuple[str, str]:
            conversation = shop.conversation("Hello")
            for n in range(450):
                conversation.say(f"{n}", by=shop.mara.actor)
            return conversation.pk, Ticket(shop.site, conversation.visitor_id, "conversation").token()

        id, token = await outside(talk)
        pages = await (await people.visitor(token=token, last={id: 0})).settle()
        assert [len(page["entries"]) for page in pages] == [200, 200, 53]
        assert [page["more"] for page in pages] == [True, True, False]
        assert [e["seq"] for page in pages for e in page["entries"]] == list(range(1, 454))

    async def test_a_note_comes_as_nothing_but_a_number_with_the_next_words(
        self, shop: Shop, people: People
    ) -> None:
        tab, mara = await people.visitor(), await people.agent(shop.mara)
        id = await opened(tab)
        await mara.ask("message.send", conversation=id, text="Between us", audience="agents")
        await mara.ask("message.send", conversation=id, text="He is difficult", audience="agents")
        assert await tab.settle() == []
        await mara.ask("message.send", conversation=id, text="Hello")
        hidden = [{"type": "entry.hidden", "conversation": id, "seq": seq} for seq in (4, 5)]
        *before, visible = await tab.settle()
        assert (before, visible["seq"]) == (hidden, 6)
        page = await tab.ask("sync", conversation=id, after=3)
        assert page["entries"] == [*hidden, visible]

    async def test_a_note_at_the_end_does_not_exist_for_the_visitor(self, shop: Shop, people: People) -> None:
        tab, mara = await people.visitor(), await people.agent(shop.mara)
        id = await opened(tab)
        await mara.ask("message.send", conversation=id, text="Between us", audience="agents")
        page = await tab.ask("sync", conversation=id, after=0)
        back = await people.visitor(token=tab.welcome["token"], last={id: 0})
        assert (page["head"], len(page["entries"])) == (3, 3)
        assert back.welcome["conversations"][0]["head"] == 3
        assert len((await back.settle())[0]["entries"]) == 3

    async def test_typing_is_a_hint_to_the_others_and_no_entry(self, shop: Shop, people: People) -> None:
        tab, mara = await people.visitor(), await people.agent(shop.mara)
        id = await opened(tab)
        await mara.settle()
        await mara.send("typing.start", conversation=id)
        await mara.send("typing.stop", conversation=id)
        assert await mara.settle() == []
        started, stopped = [frame for frame in await tab.settle() if frame["type"].startswith("typing")]
        assert types([started, stopped]) == ["typing.started", "typing.stopped"]
        assert (started["conversation"], started["author"]["name"]) == (id, "Mara")
        assert await outside(lambda: Entry.objects.filter(conversation=id).count()) == 3

    async def test_received_is_told_once_and_is_no_entry(self, shop: Shop, people: People) -> None:
        tab, mara = await people.visitor(), await people.agent(shop.mara)
        id = await opened(tab)
        await mara.settle()
        for _ in range(2):
            await mara.ask("conversation.received", conversation=id, seq=3)
        told = [frame for frame in await tab.settle() if frame["type"] == "conversation.received"]
        assert [(frame["reader"]["name"], frame["seq"]) for frame in told] == [("Mara", 3)]
        assert await outside(lambda: Entry.objects.filter(conversation=id).count()) == 3

    async def test_reading_is_an_entry_for_both_sides(self, shop: Shop, people: People) -> None:
        tab, mara = await people.visitor(), await people.agent(shop.mara)
        id = await opened(tab)
        await settled(tab, mara)
        await mara.ask("conversation.read", conversation=id, seq=3)
        (here,), (there,) = await settled(tab, mara)
        assert here == there
        assert (here["type"], here["seq"], here["upto"]) == ("conversation.read", 4, 3)

    async def test_who_comes_and_goes_is_told(self, shop: Shop, people: People) -> None:
        tab = await people.visitor()
        mara = await people.agent(shop.mara)
        arrived = await tab.until("availability.changed")
        assert [agent["name"] for agent in arrived["agents"]] == ["Mara"]
        assert [each["online"] for each in arrived["departments"]] == [True, False]
        assert not {"email", "status"} & arrived["agents"][0].keys()
        await mara.ask("agent.status", status="away")
        left = await tab.until("availability.changed")
        assert (left["agents"], [each["online"] for each in left["departments"]]) == ([], [False, False])


class TestHeartbeat:
    """A lost last message heals, and a note gives nothing away."""

    @pytest.fixture(autouse=True)
    def quick(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("realtime.hub.HEARTBEAT_SECONDS", 0.2)

    async def test_it_carries_the_head_of_what_is_followed(self, shop: Shop, people: People) -> None:
        tab, mara = await people.visitor(), await people.agent(shop.mara)
        id = await opened(tab)
        await mara.ask("message.send", conversation=id, text="Between us", audience="agents")
        await settled(tab, mara)
        for who, head in ((tab, 3), (mara, 4)):
            await who.until("heartbeat", heads={id: head})
            who.news.clear()  # those before the note
            assert (await who.until("heartbeat"))["heads"] == {id: head}

    async def test_an_entry_nobody_was_told_of_shows_in_the_next_beat(
        self, shop: Shop, people: People
    ) -> None:
        tab = await people.visitor()
        id = await opened(tab)

        def elsewhere() -> None:
            # As another process would, whose hint was lost.
            from chat.log import Draft, append
            from realtime.hub import hub

            loop, hub.loop = hub.loop, None
            try:
                append([Draft.message(id, shop.mara.actor, "Hello")])
            finally:
                hub.loop = loop

        await outside(elsewhere)
        await tab.until("heartbeat", heads={id: 4})
        page = await tab.ask("sync", conversation=id, after=3)
        assert [entry["message"]["text"] for entry in page["entries"]] == ["Hello"]


class TestLimits:
    """Too much is answered, not punished; what is said later is said."""

    async def test_too_many_messages_are_refused_with_a_time(
        self, allow: Callable[..., None], people: People
    ) -> None:
        allow(VISITOR_MESSAGES_PER_SECOND=1)
        tab = await people.visitor()
        id = await opened(tab)
        answers = [await tab.ask("message.send", conversation=id, text=f"{n}") for n in range(6)]
        kept, refused = answers[:3], answers[3:]  # the first of four was the opening
        assert {answer["type"] for answer in kept} == {"ack"}
        assert {(answer["code"], answer["retry"]) for answer in refused} == {("too_many", True)}
        assert all(0 < answer["retry_after_ms"] <= 1000 for answer in refused)
        assert await outside(lambda: texts(id)) == ["Hello", "0", "1", "2"]

    async def test_too_many_frames_are_refused_with_a_time(
        self, allow: Callable[..., None], people: People
    ) -> None:
        allow(VISITOR_FRAMES_PER_SECOND=1)
        tab = await people.visitor()
        answers = [await tab.ask("page.view", view="1", url="https://x.example/") for _ in range(5)]
        assert types(answers) == ["ack"] * 4 + ["nack"]
        assert (answers[-1]["code"], answers[-1]["retry"]) == ("too_many", True)

    async def test_one_visitor_does_not_use_up_what_another_may_send(
        self, allow: Callable[..., None], people: People
    ) -> None:
        allow(VISITOR_FRAMES_PER_SECOND=1)
        greedy, modest = await people.visitor(), await people.visitor()
        for _ in range(8):
            await greedy.ask("page.view", view="1", url="https://x.example/")
        assert (await modest.ask("page.view", view="1", url="https://x.example/"))["type"] == "ack"


TRACKING_MAY = {"page.view"}
SENT: dict[str, dict[str, Any]] = {
    "conversation.open": {"text": "Hi"},
    "message.send": {"text": "Hi"},
    "conversation.rate": {"score": 1},
    "conversation.read": {"seq": 3},
    "conversation.received": {"seq": 3},
    "device.link": {"link": "x"},
    "device.renew": {"link": "x"},
    "hello": {"protocol": 1},
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
