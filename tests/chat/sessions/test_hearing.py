"""What a visitor hears of what others do, and how what was lost is found."""

import pytest

from chat.models import Entry
from tests.chat.shop import Shop
from tests.chat.wire import People, opened, outside, settled, types
from visitors.identity import Ticket


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
            from chat.drafts import Draft
            from chat.log import append
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
