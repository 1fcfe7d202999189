"""An agent's session: the desk, what is watched, and who may do what to whom."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from agents.models import Agent, AgentStatus, ApiToken
from chat import presence
from chat.follow_ups import post_due
from chat.models import Conversation
from chat.models.snoozing import wake_due
from chat.protocol import agent_parser
from chat.sessions.agent import AgentSession
from chat.timetable import timetable
from realtime.hub import Hub, hub
from realtime.runtime import runtime
from tests.chat.shop import Shop, client_id, texts
from tests.chat.wire import Frame, People, Tab, opened, outside, types

ANSWERS = {"ack", "nack", "sync.page", "inbox.snapshot", "inbox.page"}
ANSWERS |= {"canned.snapshot", "tag.snapshot", "recipient.snapshot", "message.before", "context.snapshot"}
OPENED = ["conversation.opened", "conversation.queued", "message.created"]


def seen(frames: list[Frame], conversation: str) -> list[str]:
    """Return the types of what was heard of one conversation."""
    return types([frame for frame in frames if frame.get("conversation") == conversation])


async def snapshot(tab: Tab, view: str) -> set[str]:
    """Return the ids of what a view holds."""
    answer = await tab.ask("inbox.watch", view=view)
    assert (answer["type"], answer["view"]) == ("inbox.snapshot", view)
    return {summary["id"] for summary in answer["conversations"]}


class TestWelcome:
    """What an agent is told first."""

    async def test_it_says_what_waits_and_who_is_here(self, shop: Shop, people: People) -> None:
        def talk() -> Conversation:
            conversation = shop.conversation("Is it oak?")
            conversation.visitor.says(name="Ada", email="ada@mail.example")
            return conversation

        conversation = await outside(talk)
        jonas = await people.agent(shop.jonas)
        mara = await people.agent(shop.mara)
        welcome = mara.welcome
        assert welcome["agent"].items() >= {
            ("kind", "agent"),
            ("name", "Mara"),
            ("email", "mara@example.com"),
            ("status", "online"),
        }
        assert [department["name"] for department in welcome["departments"]] == ["Sales"]
        online = {agent["name"]: agent["online"] for agent in welcome["agents"]}
        assert (online["Jonas"], online["Nora"]) == (True, False)
        (summary,) = welcome["conversations"]
        assert summary["id"] == conversation.pk
        assert (summary["visitor"]["name"], summary["visitor"]["email"]) == ("Ada", "ada@mail.example")
        assert (summary["unread"], summary["last"]["text"], summary["tags"]) == (1, "Is it oak?", [])
        assert summary["waiting_since"] == summary["last"]["at"]
        assert types(await jonas.settle()) == ["agent.changed"]

    async def test_marks_and_unread_follow_the_reader(self, shop: Shop, people: People) -> None:
        conversation = await outside(lambda: shop.conversation("Hello"))
        mara = await people.agent(shop.mara)
        await mara.ask("conversation.read", conversation=conversation.pk, seq=3)
        unread = {}
        for agent in (shop.mara, shop.jonas):
            (summary,) = (await people.agent(agent)).welcome["conversations"]
            unread[agent.name] = summary["unread"]
            assert summary["marks"]["agents"] == {"received": 3, "read": 3}
            assert summary["marks"]["visitor"] == {"received": 0, "read": 0}
        assert unread == {"Mara": 0, "Jonas": 1}


class TestWatching:
    """A socket follows what its view holds, and what it has opened."""

    @pytest.fixture
    async def three(self, shop: Shop) -> dict[str, str]:
        """Return a conversation that is Mara's, one that is Jonas's and one that is nobody's."""

        def talk() -> dict[str, str]:
            rows = {name: shop.conversation("Hello") for name in ("mine", "his", "waiting")}
            rows["mine"].take(by=shop.mara)
            rows["his"].take(by=shop.jonas)
            return {name: row.pk for name, row in rows.items()}

        return await outside(talk)

    @pytest.mark.parametrize(
        ("view", "held"),
        [
            ("mine", {"mine"}),
            ("unassigned", {"waiting"}),
            ("all", {"mine", "his", "waiting"}),
        ],
    )
    async def test_a_view_holds_and_follows_its_conversations(
        self, shop: Shop, people: People, three: dict[str, str], view: str, held: set[str]
    ) -> None:
        mara, jonas = await people.agent(shop.mara), await people.agent(shop.jonas)
        assert {s["id"] for s in mara.welcome["conversations"]} == {three["mine"], three["waiting"]}
        assert await snapshot(mara, view) == {three[name] for name in held}
        await mara.settle()
        for id in three.values():
            assert (await jonas.ask("message.send", conversation=id, text="Hello"))["type"] == "ack"
        heard = {frame["conversation"] for frame in await mara.settle()}
        assert heard == {three[name] for name in held}

    async def test_a_conversation_read_back_is_followed_whatever_the_view(
        self, shop: Shop, people: People, three: dict[str, str]
    ) -> None:
        mara, jonas = await people.agent(shop.mara), await people.agent(shop.jonas)
        await mara.ask("sync", conversation=three["his"], after=0)
        await snapshot(mara, "mine")
        await mara.settle()
        await jonas.ask("message.send", conversation=three["his"], text="Hello")
        assert seen(await mara.settle(), three["his"]) == ["message.created"]

    async def test_what_is_taken_leaves_the_others_queue_with_the_news(
        self, shop: Shop, people: People, three: dict[str, str]
    ) -> None:
        mara, jonas = await people.agent(shop.mara), await people.agent(shop.jonas)
        await snapshot(jonas, "unassigned")
        await jonas.settle()
        await mara.ask("conversation.take", conversation=three["waiting"])
        assert seen(await jonas.settle(), three["waiting"]) == ["conversation.assigned"]
        await mara.ask("message.send", conversation=three["waiting"], text="Hello")
        assert await jonas.settle() == []

    async def test_a_new_conversation_comes_to_the_desk_it_belongs_to(
        self, shop: Shop, people: People
    ) -> None:
        desks = {name: await people.agent(getattr(shop, name)) for name in ("mara", "nora", "olga", "karin")}
        for tab in desks.values():
            await tab.settle()
        id = await opened(await people.visitor(), department=shop.sales.pk)
        heard = {name: seen(await tab.settle(), id) for name, tab in desks.items()}
        assert heard == {"mara": OPENED, "nora": [], "olga": [], "karin": OPENED}

    async def test_a_conversation_whose_beginning_was_lost_is_found(
        self, shop: Shop, people: People, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mara, nora = await people.agent(shop.mara), await people.agent(shop.nora)
        with monkeypatch.context() as broken:
            broken.setattr(Hub, "publish", lambda *_: None)
            id = (await outside(lambda: shop.conversation("Does anybody hear?"))).pk
            assert seen(await mara.settle(), id) == []
        runtime.pulse.hasten()
        assert (await mara.until("heartbeat"))["heads"][id] == len(OPENED)
        page = await mara.ask("sync", conversation=id, after=0)
        assert types(page["entries"]) == OPENED
        await nora.ask("test.barrier")
        assert not [frame for frame in nora.news if id in str(frame)]

    async def test_what_is_said_while_a_record_is_read_is_not_passed_over(
        self, shop: Shop, people: People, three: dict[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mara = await people.agent(shop.mara)
        page = AgentSession.page

        def slowly(session: AgentSession, id: str, *args: Any) -> Frame:
            read = page(session, id, *args)
            Conversation.objects.get(pk=id).say("Wait", by=shop.jonas.actor)
            return read

        monkeypatch.setattr(AgentSession, "page", slowly)
        answer = await mara.ask("sync", conversation=three["his"], after=0)
        said = [entry for entry in await mara.settle() if entry["type"] == "message.created"]
        assert [entry["seq"] for entry in said] == [answer["head"] + 1]

    async def test_who_asked_for_what_was_missed_is_not_reminded_of_it(
        self, shop: Shop, people: People, three: dict[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mara = await people.agent(shop.mara)
        await runtime.pulse.stop()  # no heart beats here but by hand
        with monkeypatch.context() as broken:
            broken.setattr(Hub, "publish", lambda *_: None)
            await outside(lambda: Conversation.objects.get(pk=three["mine"]).say("Hi", by=shop.jonas.actor))
        heads = await outside(lambda: presence.heads_of(list(three.values())))
        (session,) = hub.topics[f"agent:{shop.mara.pk}"]
        session.nudge(heads)
        told = await mara.until("heartbeat")
        await mara.ask("sync", conversation=three["mine"], after=told["heads"][three["mine"]] - 1)
        mara.news.clear()
        session.nudge(heads)
        await mara.ask("test.barrier")
        assert types(mara.news) == []

    async def test_what_is_said_while_a_view_is_read_is_not_passed_over(
        self, shop: Shop, people: People, three: dict[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mara = await people.agent(shop.mara)
        summaries = AgentSession._summaries

        def slowly(session: AgentSession, ids: list[str]) -> list[Frame]:
            conversation = Conversation.objects.get(pk=three["mine"])
            conversation.say("Still there?", by=conversation.visitor.actor)
            return summaries(session, ids)

        monkeypatch.setattr(AgentSession, "_summaries", slowly)
        await snapshot(mara, "mine")
        assert seen(await mara.settle(), three["mine"]) == ["message.created"]

    async def test_hello_with_what_was_open_resumes_it(
        self, shop: Shop, people: People, three: dict[str, str]
    ) -> None:
        mara = await people.agent(shop.mara, last={three["his"]: 1, "0" * 26: 0})
        (page,) = [frame for frame in await mara.settle() if frame["type"] == "sync.page"]
        assert (page["conversation"], [e["seq"] for e in page["entries"]]) == (three["his"], [2, 3, 4])


class TestHandling:
    """The verbs, over the wire."""

    async def test_take_answer_and_close(self, shop: Shop, people: People) -> None:
        visitor, mara = await people.visitor(), await people.agent(shop.mara)
        id = await opened(visitor)
        for verb, fields in {
            "conversation.take": {},
            "message.send": {"text": "Good morning"},
            "conversation.close": {},
            "conversation.reopen": {},
        }.items():
            assert (await mara.ask(verb, conversation=id, **fields))["type"] == "ack"
        heard = seen(await visitor.settle(), id)
        assert heard == [
            "conversation.assigned",
            "message.created",
            "conversation.closed",
            "conversation.reopened",
        ]
        assert seen(await mara.settle(), id) == OPENED + heard

    async def test_two_who_take_at_once_do_not_both_get_it(self, shop: Shop, people: People) -> None:
        id = (await outside(lambda: shop.conversation("Hello"))).pk
        mara, jonas = await people.agent(shop.mara), await people.agent(shop.jonas)
        answers = await asyncio.gather(
            *[tab.ask("conversation.take", conversation=id) for tab in (mara, jonas)]
        )
        assert sorted(answer["type"] for answer in answers) == ["ack", "nack"]
        (refused,) = [answer for answer in answers if answer["type"] == "nack"]
        assert (refused["code"], refused["retry"]) == ("taken", False)

    @pytest.mark.parametrize("verb", ["take", "assign", "transfer", "close", "reopen"])
    async def test_a_verb_sent_again_is_acknowledged_with_its_first_place(
        self, shop: Shop, people: People, verb: str
    ) -> None:
        conversation = await outside(lambda: shop.conversation("Hello"))
        if verb == "reopen":
            await outside(lambda: conversation.close(by=shop.mara.actor))
        fields = {"assign": {"agent": shop.jonas.pk}, "transfer": {"agent": shop.jonas.pk, "note": "Yours"}}
        frame = {"conversation": conversation.pk, "client_id": client_id()} | fields.get(verb, {})
        mara = await people.agent(shop.mara)
        first, again = [await mara.ask(f"conversation.{verb}", **frame) for _ in range(2)]
        assert first["type"] == again["type"] == "ack"
        assert (first["seq"], first["at"]) == (again["seq"], again["at"])

    async def test_passed_out_of_reach_it_is_heard_of_no_more(self, shop: Shop, people: People) -> None:
        mara, nora, visitor = (
            await people.agent(shop.mara),
            await people.agent(shop.nora),
            await people.visitor(),
        )
        id = await opened(visitor, department=shop.sales.pk)
        await mara.ask("conversation.take", conversation=id)
        await mara.ask("sync", conversation=id, after=0)
        for tab in (mara, nora):
            await tab.settle()
        ack = await mara.ask(
            "conversation.transfer", conversation=id, department=shop.support.pk, note="Yours"
        )
        assert seen(await mara.settle(), id) == ["message.created", "conversation.transferred"]
        assert seen(await nora.settle(), id) == ["conversation.transferred"]
        page = await nora.ask("sync", conversation=id, after=0)
        assert page["entries"][-1]["seq"] == ack["seq"]
        assert [e["message"]["text"] for e in page["entries"] if "message" in e] == ["Hello", "Yours"]
        await nora.ask("message.send", conversation=id, text="Good morning")
        assert await mara.settle() == []
        assert (await mara.ask("sync", conversation=id, after=0))["code"] == "not_found"
        assert (await mara.ask("message.send", conversation=id, text="Me too"))["code"] == "not_found"

    @pytest.mark.parametrize(
        ("verb", "fields"),
        [
            ("assign", {"agent": "nora"}),
            ("assign", {"agent": "olga"}),
            ("transfer", {"agent": "olga"}),
            ("transfer", {"department": "elsewhere"}),
            ("transfer", {"department": "sales", "agent": "nora"}),
            ("transfer", {}),
        ],
        ids=str,
    )
    async def test_it_is_passed_only_to_those_who_answer_for_it(
        self, shop: Shop, people: People, verb: str, fields: dict[str, str]
    ) -> None:
        conversation = await outside(lambda: shop.conversation("Hello"))
        mara = await people.agent(shop.mara)
        there = {name: getattr(shop, who).pk for name, who in fields.items()}
        nack = await mara.ask(f"conversation.{verb}", conversation=conversation.pk, **there)
        assert (nack["type"], nack["code"]) == ("nack", "invalid")
        await outside(conversation.refresh_from_db)
        assert (conversation.head, conversation.agent_id, conversation.department_id) == (
            3,
            None,
            shop.sales.pk,
        )

    async def test_who_passes_on_to_another_department_may_name_who_there(
        self, shop: Shop, people: People
    ) -> None:
        conversation = await outside(lambda: shop.conversation("Hello"))
        mara = await people.agent(shop.mara)
        there = {"department": shop.support.pk, "agent": shop.nora.pk}
        assert (await mara.ask("conversation.transfer", conversation=conversation.pk, **there))[
            "type"
        ] == "ack"
        await outside(conversation.refresh_from_db)
        assert (conversation.agent_id, conversation.department_id) == (shop.nora.pk, shop.support.pk)

    async def test_a_note_reaches_colleagues_as_words(self, shop: Shop, people: People) -> None:
        conversation = await outside(lambda: shop.conversation("Hello"))
        mara, jonas = await people.agent(shop.mara), await people.agent(shop.jonas)
        await jonas.settle()
        await mara.ask("message.send", conversation=conversation.pk, text="Careful", audience="agents")
        (entry,) = await jonas.settle()
        assert (entry["message"]["text"], entry["message"]["audience"]) == ("Careful", "agents")
        assert entry["actor"]["name"] == "Mara"


class TestAvailability:
    """Online is who chose it and is here."""

    async def test_a_status_is_told_kept_as_an_interval_and_repeated_for_free(
        self, shop: Shop, people: People
    ) -> None:
        mara, jonas = await people.agent(shop.mara), await people.agent(shop.jonas)
        await jonas.settle()
        for status in ("away", "away", "online"):
            await mara.ask("agent.status", status=status, reason="Lunch")
        told = [frame["agent"] for frame in await jonas.settle() if frame["type"] == "agent.changed"]
        assert [(agent["name"], agent["status"], agent["online"]) for agent in told] == [
            ("Mara", "away", False),
            ("Mara", "online", True),
        ]
        rows = await outside(lambda: list(AgentStatus.objects.order_by("pk")))
        assert [(row.status, row.reason, row.ended_at is None) for row in rows] == [
            ("away", "Lunch", False),
            ("online", "Lunch", True),
        ]

    async def test_who_is_invisible_looks_offline(self, shop: Shop, people: People) -> None:
        mara, jonas = await people.agent(shop.mara), await people.agent(shop.jonas)
        await jonas.settle()
        await mara.ask("agent.status", status="invisible")
        told = await jonas.until("agent.changed")
        assert (told["agent"]["status"], told["agent"]["online"]) == ("offline", False)

    async def test_who_shows_no_sign_of_life_has_left(self, shop: Shop, people: People) -> None:
        jonas, visitor = await people.agent(shop.jonas), await people.visitor()
        desk, phone = await people.agent(shop.mara), await people.agent(shop.mara)
        await people.hang_up(desk, phone)
        await jonas.settle()
        await visitor.settle()
        long_ago = timezone.now() - timedelta(seconds=46)
        await outside(lambda: Agent.mark_alive([shop.mara.pk], at=long_ago))
        for _ in range(2):
            await outside(presence.tell_who_left)
        (told,) = await jonas.settle()
        assert (told["agent"]["name"], told["agent"]["online"]) == ("Mara", False)
        (available,) = await visitor.settle()
        assert [agent["name"] for agent in available["agents"]] == ["Jonas"]

    async def test_a_hello_that_came_to_nothing_takes_nobody_away(
        self, shop: Shop, people: People, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def away(*_args: Any) -> Any:
            raise OperationalError("the database is away")

        await people.agent(shop.mara)
        token = await outside(lambda: ApiToken.issue(shop.mara))
        second = people.socket("/ws/agent/", headers=[("authorization", f"Bearer {token}")])
        await people.connected(second)
        monkeypatch.setattr(AgentSession, "_welcome", away)
        await second.send("hello", protocol=1)
        assert await second.closed() == 1013
        await people.hang_up(second)
        long_ago = timezone.now() - timedelta(seconds=46)
        await outside(lambda: Agent.mark_alive([shop.mara.pk], at=long_ago))
        await outside(presence.mark_alive)
        assert (await outside(lambda: Agent.objects.get(pk=shop.mara.pk))).is_online

    async def test_the_heartbeat_keeps_alive_who_is_here_and_tells_who_left(
        self, shop: Shop, people: People
    ) -> None:
        assert runtime.pulse.each_beat == [
            presence.mark_alive,
            presence.tell_who_left,
            timetable.look,
            wake_due,
            post_due,
        ]
        desk, phone = await people.agent(shop.mara), await people.agent(shop.mara)
        await people.hang_up(desk)
        long_ago = timezone.now() - timedelta(seconds=46)
        for tab, online in ((None, True), (phone, False)):
            if tab is not None:
                await people.hang_up(tab)
            await outside(lambda: Agent.mark_alive([shop.mara.pk], at=long_ago))
            await outside(presence.mark_alive)
            assert (await outside(lambda: Agent.objects.get(pk=shop.mara.pk))).is_online is online


async def test_an_agents_messages_are_counted_over_all_sockets(
    allow: Callable[..., None], shop: Shop, people: People
) -> None:
    allow(AGENT_MESSAGES_PER_SECOND=1)
    conversation = await outside(lambda: shop.conversation("Hello"))
    desk, phone = await people.agent(shop.mara), await people.agent(shop.mara)
    answers = [
        await tab.ask("message.send", conversation=conversation.pk, text=f"{n}")
        for n in range(3)
        for tab in (desk, phone)
    ]
    assert types(answers) == ["ack"] * 4 + ["nack"] * 2
    assert {(answer["code"], answer["retry"]) for answer in answers[4:]} == {("too_many", True)}
    assert len(await outside(lambda: texts(conversation))) == 5


async def test_a_frame_that_wants_an_answer_gets_one_whatever_it_is(shop: Shop, people: People) -> None:
    conversation = await outside(lambda: shop.conversation("Hello"))
    mara = await people.agent(shop.mara)
    fields: dict[str, Any] = {
        "conversation": conversation.pk,
        "protocol": 1,
        "text": "Hello",
        "seq": 3,
        "agent": shop.jonas.pk,
        "status": "online",
        "view": "all",
    }
    for type in sorted(agent_parser.types):
        answer = await mara.ask(type, **fields)
        assert answer["type"] in ANSWERS, type
